"""Certificates that nwipe prints: a page of its own for a drive, or several drives on the pages of a system."""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from sobria.engine.erasure.certificates import Fault, Line
from sobria.engine.erasure.judging import Document, Said, judge
from sobria.engine.erasure.words import labels, limits

TOOL = "nwipe"
ERASURE_PAGE = "Erasure Status"
REPORTS = ("Disk Erasure Report", "System Erasure Report")
HOST_PAGE = "SMBIOS/DMI Host Data"
OTHER_PAGES = ("Smart Data", HOST_PAGE, "Intentionally Blank")
SEE_WARNING = "See Warning !"
YELLOW = (1.0, 1.0, 0.0)
FULL = 100.0
_MULTIPLE = re.compile(r"Make:")
_VERSION = re.compile(r"NWIPE version\s+([\w.]+)")
_HOST_SERIAL = re.compile(r"System Serial Number\s*=\s*(.+)")
_SYSTEM_SERIAL = re.compile(r"System S/N:\s*(\S.*?)\s*(?:System uuid|\n|$)")
_PAGE_NUMBER = re.compile(r"Page \d+ (?:of \d+|- Erasure Status)")
_MOMENT = re.compile(r"\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}")
_SHARE = re.compile(r"\(?\s*([\d.]+)\s*%")
_ROUNDS = re.compile(r"(\d+\s*/\s*\d+)(.*)", re.DOTALL)
_STATE = re.compile("ERASED|FAILED|ABORTED|INSANITY")
_GLUED = re.compile(r"(?<=[a-z!])(?=[A-Z])")
_AFTER_CUSTOMER = re.compile(r"Disk Information|Disk Erasure status")
# What a damaged file makes the library raise, beyond its own errors.
BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    AssertionError,
    NotImplementedError,
    OSError,
)


def certificates(content: bytes, document: Document) -> Iterator[Line | Fault]:
    """Every erasure of a PDF, page after page; a page that cannot be read is told and does not stop the others."""
    try:
        reader = PdfReader(io.BytesIO(content))
        count = len(reader.pages)
    except BROKEN as error:
        yield document.fault(0, "erasure-pdf-broken", why=type(error).__name__)
        return
    if count > limits()["pages"]:
        yield document.fault(0, "erasure-pdf-long", pages=count, limit=limits()["pages"])
        return
    found = list(_gathered(reader, count, document))
    yield from found or [document.fault(0, "erasure-pdf-unknown")]


def _gathered(reader: PdfReader, count: int, document: Document) -> Iterator[Line | Fault]:
    """The serial of the system may stand on a page after those of its drives."""
    waiting: list[Said] = []
    for number in range(1, count + 1):
        try:
            text, colours = _text(reader.pages[number - 1])
        except BROKEN as error:
            yield document.fault(number, "erasure-page-broken", why=type(error).__name__)
            continue
        if "Page 1 - " in text or "Page 1 of" in text:
            yield from _judged(waiting, document)
            waiting = []
        host = _HOST_SERIAL.search(text) if HOST_PAGE in text else None
        for said in waiting if host else ():
            said.device = said.device or (host.group(1) if host else "")
        waiting += [] if not _is_erasure(text) else _erasures(text, colours, number)
    yield from _judged(waiting, document)


def _judged(waiting: list[Said], document: Document) -> Iterator[Line | Fault]:
    for said in waiting:
        yield judge(said, document)


def _is_erasure(text: str) -> bool:
    return any(one in text for one in REPORTS) and not any(one in text for one in OTHER_PAGES)


def _text(page: PageObject) -> tuple[str, list[bool]]:
    """The text in the order it was drawn and, for each state written, whether it is in yellow: nwipe's own doubt."""
    colours: list[bool] = []
    fill: list[tuple[float, ...]] = [()]

    def look(operator: bytes, operands: list[Any], _cm: Any, _tm: Any) -> None:
        if operator == b"rg":
            fill[0] = tuple(round(float(one), 2) for one in operands)
        elif operator == b"Tj" and operands and _STATE.fullmatch(_drawn(operands[0])):
            colours.append(fill[0] == YELLOW)

    text = page.extract_text(visitor_operand_before=look)[: limits()["page_characters"]]
    return text, colours


def _drawn(operand: object) -> str:
    return (operand.decode("latin-1") if isinstance(operand, bytes) else str(operand)).strip()


def _erasures(text: str, colours: list[bool], number: int) -> list[Said]:
    version = _VERSION.search(text)
    system = _SYSTEM_SERIAL.search(text)
    blocks = _MULTIPLE.split(_AFTER_CUSTOMER.split(text, maxsplit=1)[-1])
    several = len(blocks) > 1
    found = []
    for rank, block in enumerate(blocks[1:] if several else blocks):
        said = _said(_fields(block), number, several=several)
        said.tool = f"{TOOL} {version.group(1)}" if version else TOOL
        said.device = system.group(1) if system else ""
        if rank < len(colours) and colours[rank]:
            said.cautions.insert(0, f"{said.state} (yellow)")
        found.append(said)
    return found


def _said(fields: dict[str, str], number: int, *, several: bool) -> Said:
    state, rounds = fields.get("state", ""), fields.get("rounds", "")
    cautions = [SEE_WARNING] if SEE_WARNING in state + rounds else []
    if several:  # the state is drawn upright beside the block, after its last line
        parted = _ROUNDS.match(rounds)
        state = parted.group(2) if parted else rounds
    told, share = fields.get("told", ""), _SHARE.search(fields.get("share", ""))
    if told:
        cautions.append(told)
    if any(digit in fields.get("errors", "") for digit in "123456789"):
        cautions.append(f"Errors(pass/sync/verify): {fields['errors']}")
    if share and float(share.group(1).strip(".") or 0) < FULL:
        cautions.append(f"Bytes Erased: {fields['share']}")
    moments = _MOMENT.findall(fields.get("finished", ""))
    return Said(
        number=number,
        drive=fields.get("serial", ""),
        state=state.replace(SEE_WARNING, "").strip(),
        finished=moments[-1] if moments else fields.get("finished", ""),
        standard=fields.get("standard", ""),
        hidden=fields.get("hidden", ""),
        cautions=cautions,
        columns={"serial": "S/N" if several else "Serial", "state": "Status", "finished": "End time"},
    )


def _fields(text: str) -> dict[str, str]:
    """What stands between two labels; where a label comes twice, what fills it first, but hidden areas are added up."""
    found: dict[str, str] = {}
    known = dict(labels())
    places = list(_labels().finditer(text))
    for place, after in zip(places, [*places[1:], None], strict=True):
        name = known[place.group()]
        value = " ".join(_PAGE_NUMBER.sub(" ", text[place.end() : after.start() if after else len(text)]).split())
        if name == "hidden":
            found[name] = _GLUED.sub(" ", f"{found.get(name, '')} {value}").strip()
        elif name and value:
            found.setdefault(name, value)
    return found


def _labels() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(label) for label, _field in labels()))
