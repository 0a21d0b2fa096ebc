#!/usr/bin/env python3
"""French texts in the code, English beside them: extract, check, compile, without GNU gettext.

    tools/messages.py update [ROOM…]    write new texts into each room's locale/en/LC_MESSAGES/django.po
    tools/messages.py check [ROOM…]     fail on a missing, fuzzy, obsolete or broken English text
    tools/messages.py compile           write the .mo files Django reads, where the .po is newer

The French plurals have a file too, written whole by `update`: without it, gettext would count zero as many.

A room is a folder with an `apps.py` (`ui`, `city/people`…); its texts are those of its Python files and templates.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from sobria.cli.prepare import compile_messages

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sobria"
KEYWORDS = {
    name: where
    for names, where in (
        (("_", "gettext", "gettext_lazy", "gettext_noop", "ugettext"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


HEADER = b"""# English texts of this room. Written by tools/messages.py update; translate the empty msgstr.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
FRENCH_HEADER = (
    HEADER.replace(
        b"English texts of this room. Written by tools/messages.py update; translate the empty msgstr.",
        b"French plurals of this room. Written whole by tools/messages.py update; change nothing here.",
    )
    .replace(b"Language: en", b"Language: fr")
    .replace(b"(n != 1)", b"(n > 1)")
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate: singular, or (singular, plural)."""

    line: int
    french: str | tuple[str, ...]
    context: str | None


def rooms(names: Sequence[str] = ()) -> list[Path]:
    """The rooms called `names`, or all of them."""
    found = sorted(path.parent for path in SOURCE.rglob("apps.py"))
    return [room for room in found if not names or str(room.relative_to(SOURCE)) in names]


def room_of(path: Path) -> Path | None:
    return next((parent for parent in path.parents if (parent / "apps.py").exists()), None)


def _calls(path: Path) -> Iterator[tuple[int, str, str | tuple[str | None, ...]]]:
    """Line, function and arguments of every translating call in a Python file or a template."""
    source = path.read_text(encoding="utf-8")
    if path.suffix in {".html", ".txt"}:
        # The templatized text is not Python, only calls among fillers: each line stands alone.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    for line, function, texts, _ in extract_python(BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"}):
        yield line, function, texts
    if path.suffix == ".py":
        yield from _nested(source)


def _nested(source: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Calls inside an f-string, which Babel does not see before Python 3.12."""
    written = (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.JoinedStr))
    for call in (inner for one in written for inner in ast.walk(one)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
            yield call.lineno, call.func.id, tuple(one for one in texts if isinstance(one, str))


def _texts_of(path: Path) -> Iterator[Text]:
    for line, function, given in _calls(path):
        words = list(given) if isinstance(given, tuple) else [given]
        context = words.pop(0) if "pgettext" in function else None
        chosen = words[: 2 if "ngettext" in function or "npgettext" in function else 1]
        if chosen and all(chosen):
            known = [word for word in chosen if word]
            yield Text(line, known[0] if len(known) == 1 else tuple(known), context)


def extracted(room: Path) -> Catalog:
    """What the room's code says today."""
    catalog = Catalog(locale="en")
    for path in sorted(found for suffix in ("py", "html", "txt") for found in room.rglob(f"*.{suffix}")):
        if room_of(path) != room or "migrations" in path.parts:
            continue
        for text in _texts_of(path):
            catalog.add(text.french, locations=[(str(path.relative_to(ROOT)), 0)], context=text.context)
    return catalog


def homeless() -> list[str]:
    """Texts outside any room: nothing would translate them."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        if room_of(path) is None:
            found += [f"{path.relative_to(ROOT)}:{text.line}: {text.french!r}" for text in _texts_of(path)]
    return found


def catalogue_path(room: Path, language: str = "en") -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def stored(room: Path) -> Catalog:
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as handle:
        return read_po(handle, locale="en", ignore_obsolete=True)


def _translated(wanted: Catalog, sources: Sequence[Catalog]) -> Catalog:
    """What the code says today with the English already known, in the room first, then elsewhere."""
    for message in wanted:
        message.locations = sorted({(place, None) for place, _ in message.locations})
        found = [source.get(message.id, message.context) for source in sources] if message.id else []
        old = next((one for one in found if one and one.string and all(one.string)), None)
        if old:
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
    return wanted


def _written(catalogue: Catalog, header: bytes) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, sort_output=True, omit_header=True, include_lineno=False)
    return header + buffer.getvalue()


def french_plurals(room: Path) -> bytes:
    """The file of the room's plurals, in French as in the code; empty where there is none."""
    catalogue = Catalog(locale="fr")
    for message in extracted(room):
        if message.pluralizable:
            catalogue.add(message.id, message.id, locations={(place, None) for place, _ in message.locations})
    return _written(catalogue, FRENCH_HEADER) if len(catalogue) else b""


def update(chosen: list[Path]) -> int:
    everywhere = [stored(room) for room in rooms()]
    for room in chosen:
        catalogue = _translated(extracted(room), [stored(room), *everywhere])
        if len(catalogue):
            _write(catalogue_path(room), _written(catalogue, HEADER))
        if plurals := french_plurals(room):
            _write(catalogue_path(room, "fr"), plurals)
        else:
            catalogue_path(room, "fr").unlink(missing_ok=True)
    return 0


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _places(texts: str | Sequence[str]) -> set[str]:
    joined = texts if isinstance(texts, str) else " ".join(texts)
    return {match.group(0) for match in PLACE.finditer(joined)}


def _fault(french: str | Sequence[str], found: Message | None) -> str:
    """What is wrong with the English of one text, or nothing."""
    if found is None:
        return "not extracted (run make messages)"
    if not found.string or not all(found.string):
        return "no English"
    if found.fuzzy:
        return "fuzzy"
    english = _places(found.string)
    # A singular may say "one" where the plural has a number.
    same = english == _places(french) if isinstance(french, str) else english <= _places(french)
    return "" if same else "the places in braces or after a % differ"


def _faults(room: Path) -> Iterator[str]:
    wanted, known = extracted(room), stored(room)
    where = catalogue_path(room).relative_to(ROOT)
    for message in wanted:
        fault = message.id and _fault(message.id, known.get(message.id, message.context))
        if fault:
            yield f"{where}: {message.id!r}: {fault}"
    for message in known:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{where}: {message.id!r}: no longer in the code (run make messages)"
    french = catalogue_path(room, "fr")
    if french_plurals(room) != (french.read_bytes() if french.exists() else b""):
        yield f"{french.relative_to(ROOT)}: not the plurals of the code (run make messages)"


def _disagreements() -> Iterator[str]:
    """Django merges the rooms' catalogues: one French text has one English text."""
    seen: dict[tuple[object, object], tuple[object, Path]] = {}
    for room in rooms():
        for message in stored(room):
            if not message.id or not message.string or not all(message.string):
                continue
            english, first = seen.setdefault((message.id, message.context), (message.string, room))
            if english != message.string:
                names = f"{first.relative_to(SOURCE)} and {room.relative_to(SOURCE)}"
                yield f"{names} translate {message.id!r} differently: {english!r}, {message.string!r}"


def check(chosen: list[Path]) -> int:
    faults = [f"no room holds {text}" for text in homeless()]
    faults += [fault for room in chosen for fault in _faults(room)]
    faults += _disagreements()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def compile_catalogues(_chosen: list[Path]) -> int:
    """As a start of the site does."""
    compile_messages(SOURCE)
    return 0


COMMANDS = {"update": update, "check": check, "compile": compile_catalogues}


def main(words: list[str]) -> int:
    """Exit status: 0 done, 1 faults found, 2 wrong usage."""
    if not words or words[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    chosen = rooms(words[1:])
    if len(words) > 1 and len(chosen) != len(words) - 1:
        print(f"known rooms: {', '.join(str(room.relative_to(SOURCE)) for room in rooms())}", file=sys.stderr)
        return 2
    if not settings.configured:
        settings.configure(USE_I18N=True)
    return COMMANDS[words[0]](chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
