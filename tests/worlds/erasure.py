"""Certificates as tools write them: PDF drawn the way nwipe draws, its log, a Blancco report, our table."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

BLACK, GREEN, YELLOW, RED = "0 0 0", "0 0.39 0", "1 1 0", "1 0 0"
Text = tuple[float, float, str] | tuple[float, float, str, str]


@dataclass(frozen=True, slots=True)
class Wipe:
    """One erasure by nwipe. `retries`: it wrote at the second try, which only the colour of the state says."""

    serial: str = "WD-WCC4E1234567"
    state: str = "ERASED"
    finished: str = "2026/11/20 16:05:09"
    hidden: str = "No hidden sectors"
    method: str = "PRNG Stream"
    errors: str = "0/0/0"
    share: str = "100.00%"
    system: str = ""
    retries: bool = False

    @property
    def is_doubtful(self) -> bool:
        return self.state == "ERASED" and ("found" in self.hidden or self.hidden == "Unknown")

    @property
    def colour(self) -> str:
        return YELLOW if self.is_doubtful or (self.retries and self.state == "ERASED") else GREEN


def drive_page(wipe: Wipe, *, page: int = 1) -> list[Text]:
    """The texts of nwipe's page for one drive, in the order it draws them: labels, then values beside them."""
    return [
        (200, 30, "Disc Erasure by NWIPE version 0.38"),
        (200, 696, " Disk Model: WDC WD10EZEX "),
        (200, 681, f" Disk S/N: {wipe.serial} "),
        *([(200, 688, f" System S/N: {wipe.system} ")] if wipe.system else []),
        (180, 765, "Disk Erasure Report"),
        (200, 745, f"Page {page} - Erasure Status"),
        (50, 630, "Organisation Performing The Disk Erasure"),
        (60, 610, "Business Name:"),
        (153, 610, "Ville, direction du num\\351rique"),
        (60, 510, "Name:"),
        *_disk(wipe),
        *_hidden(wipe),
        (60, 137, "* bytes erased: The amount of drive that's been erased at least once"),
        (50, 100, "Technician/Operator ID"),
        (60, 80, "Name/ID:"),
    ]


def _disk(wipe: Wipe) -> list[Text]:
    return [
        (50, 430, "Disk Information"),
        (60, 410, "Make/Model:"),
        (135, 410, "WDC WD10EZEX-08W"),
        (340, 410, "Serial:"),
        (380, 410, wipe.serial),
        (340, 390, "Bus:"),
        (370, 390, "ATA"),
        (60, 390, "Size\\(Apparent\\): "),
        (145, 390, "1 TB, 1000204886016 bytes"),
        (50, 330, "Disk Erasure Details"),
        (60, 310, "Start time:"),
        (120, 310, "2026/11/20 12:00:00"),
        (300, 310, "End time:"),
        (360, 310, wipe.finished),
        (60, 290, "Duration:"),
        (115, 290, "04:05:09"),
        (300, 290, "Status:"),
        (365, 290, wipe.state, wipe.colour),
        *([(450, 290, "See Warning !", RED)] if wipe.is_doubtful else []),
        (60, 270, "Method:"),
        (110, 270, wipe.method),
        (300, 270, "PRNG algorithm:"),
        (395, 270, "Isaac64 \\(CSPRNG\\)"),
        (60, 230, "*Bytes Erased:"),
        (150, 230, f"1000204886016, \\({wipe.share}\\)"),
        (300, 230, "Rounds\\(completed/requested\\):"),
        (470, 230, "1/1"),
    ]


def _hidden(wipe: Wipe) -> list[Text]:
    texts: list[Text] = [
        (60, 210, "HPA/DCO:"),
        (300, 210, "HPA/DCO Size:"),
        (390, 210, "976772168 sectors" if "found" in wipe.hidden else wipe.hidden),
        (130, 210, wipe.hidden),
        (300, 190, "Throughput:"),
        (370, 190, "68 MB/s/sec"),
        (60, 190, "Errors\\(pass/sync/verify\\):"),
        (195, 190, wipe.errors),
        (60, 170, "Information:"),
    ]
    if wipe.is_doubtful:
        texts += [(140, 170, "Warning", YELLOW), (200, 170, "Visible sectors erased, hidden sectors NOT erased", RED)]
    return texts


def smart_page(wipe: Wipe) -> list[Text]:
    return [
        (180, 765, "Disk Erasure Report"),
        (200, 745, "Page 2 - Smart Data"),
        (50, 600, f"serial number:    {wipe.serial}"),
        (50, 590, "Status: PASSED"),
    ]


def system_page(wipes: Sequence[Wipe], *, system: str = "5CG1234XYZ") -> list[Text]:
    """Several drives of a machine on one page."""
    texts: list[Text] = [
        (200, 30, "Disc Erasure by NWIPE version 0.41"),
        (200, 688, f" System S/N: {system} "),
        (200, 673, " System uuid: 03000200-0400 "),
        (180, 765, "System Erasure Report"),
        (200, 745, "Page 1 - Erasure Status"),
        (50, 430, "Disk Erasure status"),
        (50, 100, "Technician/Operator ID"),
    ]
    for rank, wipe in enumerate(wipes):
        top = 410 - 110 * rank
        texts += _block(wipe, top)
    return [*texts, (485, 35, "Page 1 of 1")]


def _block(wipe: Wipe, top: float) -> list[Text]:
    return [
        (60, top, "Make:"),
        (90, top, "SAMSUNG MZ7LN256"),
        (300, top, "S/N:"),
        (330, top, wipe.serial),
        (60, top - 20, "Start time:"),
        (150, top - 20, "2026/11/20 12:00:00"),
        (300, top - 20, "End time:"),
        (360, top - 20, wipe.finished),
        (300, top - 30, "Errors\\(pass/sync/verify\\):"),
        (450, top - 30, wipe.errors),
        (60, top - 50, "Method:"),
        (150, top - 50, wipe.method),
        (60, top - 70, "HPA/DCO:"),
        (150, top - 70, wipe.hidden),
        (300, top - 70, "HPA/DCO Size:"),
        (390, top - 70, "8 sectors" if "found" in wipe.hidden else wipe.hidden),
        (60, top - 80, "Rounds\\(completed/requested\\):"),
        (230, top - 80, "1/1"),
        (48, top - 60, wipe.state, wipe.colour),
        *([(300, top - 80, "See Warning !", RED)] if wipe.is_doubtful else []),
    ]


def pdf(pages: Sequence[Sequence[Text]], *, deflated: bool = False) -> bytes:
    """A PDF with these texts, each drawn by its own operators."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"]
    objects[2] += b" /Encoding /WinAnsiEncoding >>"
    kids = []
    for texts in pages:
        drawn = "\n".join(_drawn(*one) for one in texts).encode("cp1252")
        content = zlib.compress(drawn) if deflated else drawn
        kind = b" /Filter /FlateDecode" if deflated else b""
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), kind, content))
        box = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
        objects.append(box + b"/Contents %d 0 R >>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _bound(objects)


def _drawn(x: float, y: float, text: str, colour: str = BLACK) -> str:
    return f"BT 1 0 0 1 {x} {y} Tm /F1 10 Tf {colour} rg 0 Tc ({text}) Tj ET"


def _bound(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def nwipe_pdf(*wipes: Wipe) -> bytes:
    """One page of certificate and one of SMART data for each drive."""
    return pdf([page for wipe in wipes for page in (drive_page(wipe), smart_page(wipe))])


def nwipe_log(*wipes: Wipe, system: str = "5CG1234XYZ") -> str:
    """The log of one run, as it ends: what was found, what was done, the two tables."""
    said = [
        "[2026/11/20 12:00:00]    info: nwipe 0.37",
        f"[2026/11/20 12:00:00]    info: system-serial-number = {system}",
    ]
    table = []
    for rank, wipe in enumerate(wipes):
        device = f"/dev/sd{'abcdefgh'[rank]}"
        hidden = {"No hidden sectors": "info: No hidden sectors", "Unknown": "warning: HIDDEN SECTORS INDETERMINATE!"}
        said += [
            f"[2026/11/20 12:00:01]  notice: Found {device},  ATA, WDC WD10EZEX,   1 TB, S/N={wipe.serial}",
            f"[2026/11/20 12:00:01] {hidden.get(wipe.hidden, 'warning: HIDDEN SECTORS DETECTED!')} on {device}",
            f"[2026/11/20 12:00:02]  notice: Invoking method '{wipe.method}' on {device}",
            f"[{wipe.finished}]  notice: Finished final round 1 of 1 on {device}",
        ]
        state = {"ERASED": " Erased ", "FAILED": "-FAILED-", "ABORTED": "UABORTED"}.get(wipe.state, wipe.state)
        mark = " " if wipe.state == "ERASED" else "!"
        table.append(f"{mark}     {device[5:]} |{state}|  68 MB/s | 04:05:09 | WDC WD10EZEX/{wipe.serial}")
    head = "********************************* Drive Status *********************************"
    titles = "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number"
    lines = [*said, "", head, titles, "-" * 80, *table, "*" * 80, "[2026/11/20 18:00:00] Total Throughput 68 MB/s"]
    return "\n".join(lines) + "\n"


def blancco(*drives: tuple[str, str, str], system: str = "5CG1234XYZ", messages: Sequence[str] = ()) -> str:
    """A report with (serial, state, end) for each drive, `messages` told of the first."""
    erasures = "".join(
        f'<entries name="erasure"><entry name="timestamp" type="string">{end}</entry>'
        f'<entry name="failed_sectors" type="uint">0</entry><entry name="total_errors" type="uint">0</entry>'
        f'<entry name="state" type="string">{state}</entry><entry name="end_time" type="string">{end}</entry>'
        '<entry name="erasure_standard_name" type="string">NIST 800-88 Purge</entry>'
        + "".join(
            f'<entries name="exception"><entry name="message" type="string">{one}</entry></entries>'
            for one in (messages if rank == 0 else ())
        )
        + f'<entries name="target"><entry name="target_id" type="uint">{rank}</entry>'
        f'<entry name="serial" type="string">{serial}</entry></entries></entries>\n'
        for rank, (serial, state, end) in enumerate(drives)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<root><report><blancco_data><description>'
        "<document_id>6b1f</document_id><document_log><log_entry><author>"
        '<product_name id="51" name="Blancco Drive Eraser">Blancco Drive Eraser</product_name>'
        "<product_version>7.16.0</product_version></author></log_entry></document_log></description>\n"
        f'<blancco_erasure_report><entries name="erasures">\n{erasures}</entries></blancco_erasure_report>\n'
        '<blancco_hardware_report><entries name="system"><entry name="manufacturer" type="string">HP</entry>'
        f'<entry name="serial" type="string">{system}</entry></entries></blancco_hardware_report>'
        "</blancco_data></report></root>\n"
    )


HEADERS = {
    "fr": "Numéro de série du support;Numéro de série de l’équipement;Résultat;Fin de l’effacement;Méthode;"
    "Avertissement",
    "en": "Drive serial;Device serial;Outcome;Finished at;Method;Warning",
}


def table(*rows: str, language: str = "fr") -> str:
    return "\r\n".join([HEADERS[language], *rows]) + "\r\n"


def several(count: int, **values: str) -> list[Wipe]:
    return [replace(Wipe(**values), serial=f"WD-WCC4E{rank:07d}") for rank in range(count)]  # type: ignore[arg-type]
