"""Certificates read from the files of the tools: what passes, what warns, what is refused and where."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.worlds import erasure
from tests.worlds.erasure import Wipe

from sobria import catalogue
from sobria.engine.erasure import serials, words
from sobria.engine.erasure.certificates import Fault, Line, Reading
from sobria.engine.erasure.reading import read
from sobria.engine.erasure.table import template
from sobria.engine.messages import codes


def received(folder: Path, content: bytes | str, name: str = "certificats") -> Reading:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path)


def only_line(reading: Reading) -> Line:
    assert not reading.faults, [fault.sentence() for fault in reading.faults]
    assert len(reading.lines) == 1
    return reading.lines[0]


def only_fault(reading: Reading) -> Fault:
    assert not reading.lines
    assert len(reading.faults) == 1
    assert reading.faults[0].sentence("fr") != reading.faults[0].sentence("en")
    return reading.faults[0]


def test_a_certificate_of_nwipe_says_its_drive_its_end_and_its_method(tmp_path: Path) -> None:
    line = only_line(received(tmp_path, erasure.nwipe_pdf(Wipe(system="5CG1234XYZ"))))
    assert (line.drive_serial, line.device_serial) == ("WD-WCC4E1234567", "5CG1234XYZ")
    assert (line.outcome, line.method, line.standard) == ("erased", "clear", "PRNG Stream")
    assert line.finished_at == datetime(2026, 11, 20, 16, 5, 9)  # noqa: DTZ001 - nwipe names no zone
    assert (line.tool, line.caution, line.number, line.place) == ("nwipe 0.38", "", 1, "page")


@pytest.mark.parametrize(
    ("wipe", "outcome", "caution"),
    [
        (Wipe(hidden="Hidden sectors found!"), "warning", "Hidden sectors found!"),
        (Wipe(hidden="Unknown"), "warning", "Unknown"),
        (Wipe(hidden=""), "warning", "HPA/DCO ?"),
        (Wipe(retries=True), "warning", "ERASED (yellow)"),
        (Wipe(share="99.3%"), "warning", "99.3%"),
        (Wipe(method="Verify Zeros"), "warning", "Verify Zeros"),
        (Wipe(state="FAILED", errors="3/0/0"), "failed", "3/0/0"),
        (Wipe(state="ABORTED"), "failed", ""),
        (Wipe(hidden="Not applicable"), "erased", ""),
    ],
)
def test_only_what_nwipe_erased_without_any_doubt_is_erased(
    tmp_path: Path, wipe: Wipe, outcome: str, caution: str
) -> None:
    line = only_line(received(tmp_path, erasure.nwipe_pdf(wipe)))
    assert line.outcome == outcome
    assert caution in line.caution


def test_an_outcome_nobody_knows_is_refused_with_its_page(tmp_path: Path) -> None:
    reading = received(tmp_path, erasure.nwipe_pdf(Wipe("A"), Wipe("B", state="WIPED")))
    assert [line.drive_serial for line in reading.lines] == ["A"]
    fault = reading.faults[0]
    assert (fault.number, fault.column, fault.value, fault.place) == (3, "Status", "WIPED", "page")


def test_many_certificates_of_one_pdf_are_read_page_after_page(tmp_path: Path) -> None:
    reading = received(tmp_path, erasure.nwipe_pdf(*erasure.several(4)))
    assert [line.number for line in reading.lines] == [1, 3, 5, 7]
    assert len({line.drive_serial for line in reading.lines}) == 4


def test_a_system_report_tells_each_of_its_drives(tmp_path: Path) -> None:
    wipes = [Wipe("A"), Wipe("B", hidden="Hidden sectors found!"), Wipe("C", state="ABORTED")]
    reading = received(tmp_path, erasure.pdf([erasure.system_page(wipes)], deflated=True))
    assert [(one.drive_serial, one.outcome) for one in reading.lines] == [
        ("A", "erased"),
        ("B", "warning"),
        ("C", "failed"),
    ]
    assert {one.device_serial for one in reading.lines} == {"5CG1234XYZ"}


def test_what_the_customer_is_called_is_never_taken_for_a_field(tmp_path: Path) -> None:
    page = erasure.drive_page(Wipe(state="FAILED"))
    page = [(153, 610, "Status: ERASED Serial: X1") if one[2].startswith("Ville") else one for one in page]
    line = only_line(received(tmp_path, erasure.pdf([page])))
    assert (line.drive_serial, line.outcome) == ("WD-WCC4E1234567", "failed")


def test_the_log_of_nwipe_is_read_by_its_last_table(tmp_path: Path) -> None:
    wipes = [Wipe("A"), Wipe("B", hidden="Hidden"), Wipe("C", state="FAILED"), Wipe("D", hidden="Unknown")]
    reading = received(tmp_path, erasure.nwipe_log(*wipes))
    assert [(one.drive_serial, one.outcome) for one in reading.lines] == [
        ("A", "erased"),
        ("B", "warning"),
        ("C", "failed"),
        ("D", "warning"),
    ]
    first = reading.lines[0]
    assert (first.standard, first.tool, first.device_serial) == ("PRNG Stream", "nwipe 0.37", "5CG1234XYZ")
    assert first.finished_at == datetime(2026, 11, 20, 16, 5, 9)  # noqa: DTZ001 - nwipe names no zone


def test_a_report_in_xml_is_read_erasure_by_erasure(tmp_path: Path) -> None:
    report = erasure.blancco(
        ("S1", "Successful", "2026-11-20T10:00:00+0100"),
        ("S2", "Erased with exceptions", "2026-11-20 10:00:00"),
        ("S3", "Not Erased", "2026-11-20 10:00:00"),
        ("S4", "Bizarre", "2026-11-20 10:00:00"),
    )
    reading = received(tmp_path, report)
    assert [(one.drive_serial, one.outcome) for one in reading.lines] == [
        ("S1", "erased"),
        ("S2", "warning"),
        ("S3", "failed"),
    ]
    assert reading.lines[0].finished_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert (reading.lines[0].method, reading.lines[0].device_serial) == ("purge", "5CG1234XYZ")
    assert (reading.faults[0].number, reading.faults[0].value) == (7, "Bizarre")


@pytest.mark.parametrize(
    ("message", "outcome"), [("HPA/DCO area removed", "erased"), ("HPA/DCO area could not be removed", "warning")]
)
def test_a_message_about_a_hidden_area_counts_as_the_tool_explains_it(
    tmp_path: Path, message: str, outcome: str
) -> None:
    report = erasure.blancco(("S1", "Successful", "2026-11-20 10:00:00"), messages=[message])
    line = only_line(received(tmp_path, report))
    assert (line.outcome, line.caution) == (outcome, message)


def test_our_table_is_read_in_both_languages_and_in_old_encodings(tmp_path: Path) -> None:
    french = erasure.table("wd 1;5CG;effacé;20/11/2026 14h30;purge;", "wd 2;;échec;2026-11-20;;").encode("cp1252")
    english = "\ufeff" + erasure.table("wd 1,5CG,erased,2026-11-20T14:30,purge,".replace(",", ";"), language="en")
    assert [one.outcome for one in received(tmp_path, french).lines] == ["erased", "failed"]
    assert only_line(received(tmp_path, english)).method == "purge"


def test_a_warning_written_in_our_table_takes_erased_away(tmp_path: Path) -> None:
    assert only_line(received(tmp_path, erasure.table("A;;effacé;2026-11-20;;disque lent"))).outcome == "warning"


def test_the_template_given_is_read_as_it_is(tmp_path: Path) -> None:
    for language in ("fr", "en"):
        assert only_line(received(tmp_path, template(language))).outcome == "erased"  # type: ignore[arg-type]


def test_good_rows_pass_and_bad_ones_are_told_with_their_line(tmp_path: Path) -> None:
    rows = ("A;;effacé;2026-11-20;;", ";;effacé;2026-11-20;;", "C;;effacé;hier;;", "D;;fini;2026-11-20;;", "E;;;;;;;x")
    reading = received(tmp_path, erasure.table(*rows))
    assert [one.drive_serial for one in reading.lines] == ["A"]
    assert [(one.number, one.code) for one in reading.faults] == [
        (3, "erasure-serial-missing"),
        (4, "erasure-moment-unread"),
        (5, "erasure-word-unknown"),
        (6, "erasure-row-cells"),
    ]


def _zip(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def test_an_archive_gives_the_certificates_of_all_its_files(tmp_path: Path) -> None:
    table = erasure.table("B;;effacé;2026-11-20;;").encode()
    reading = received(tmp_path, _zip(a=erasure.nwipe_pdf(Wipe("A")), b=table, c=b"PK\x03\x04"), "lot.zip")
    assert [(one.drive_serial, one.file) for one in reading.lines] == [("A", "lot.zip › a"), ("B", "lot.zip › b")]
    assert [one.code for one in reading.faults] == ["erasure-archive-nested"]
    assert reading.lines[0].sha256 != reading.lines[1].sha256


def test_an_archive_that_swells_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sobria.engine.erasure.reading.limits", lambda: {**words.limits(), "unpacked_bytes": 1000})
    assert only_fault(received(tmp_path, _zip(a=b"0" * 5000))).code == "erasure-archive-bomb"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "erasure-file-empty"),
        (b"\xef\xbb\xbf\r\n", "erasure-file-empty"),
        (erasure.nwipe_pdf(Wipe())[:900], "erasure-pdf-broken"),
        (erasure.pdf([[(10, 10, "Un autre papier")]]), "erasure-pdf-unknown"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>', "erasure-xml-doctype"),
        (b"<a>" * 60, "erasure-xml-deep"),
        (b"<report><nothing/></report>", "erasure-xml-unknown"),
        (b"<report><erasure>", "erasure-xml-broken"),
        (b"\x89PNG\r\n", "erasure-file-kind"),
        (b"a;b\x00;c", "erasure-file-encoding"),
        (b"a;b;c\n1;2;3\n", "erasure-headers"),
        (b"PK\x03\x04 cut short", "erasure-archive-broken"),
        (_zip(**{"[Content_Types].xml": b"<x/>"}), "erasure-file-workbook"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    assert only_fault(received(tmp_path, content)).code == code


def test_a_quote_never_closed_keeps_the_rows_before_it(tmp_path: Path) -> None:
    reading = received(tmp_path, erasure.table("A;;effacé;2026-11-20;;", 'B;;"effacé;2026-11-20;;'))
    assert [one.drive_serial for one in reading.lines] == ["A"]
    assert [(one.number, one.code) for one in reading.faults] == [(3, "erasure-row-broken")]


@pytest.mark.parametrize(
    ("written", "normal"), [("wd-wcc 4e.12", "WD-WCC4E12"), ("  s/n\u00a01 ", "S/N1"), ("ABC", "ABC")]
)
def test_capitals_blanks_and_dots_do_not_make_another_serial(written: str, normal: str) -> None:
    assert serials.normal(written) == normal


@pytest.mark.parametrize("filler", ["", " . ", "Unknown", "N/A", "XXXXXXXXXXXXXXX"])
def test_a_filler_names_no_drive(filler: str) -> None:
    assert not serials.names_something(filler)


def test_no_word_of_a_tool_has_two_outcomes() -> None:
    for tool in ("nwipe", "blancco", "plain"):
        known = words.known_states(tool)
        assert known
        assert all(words.state_outcome(tool, word) in words.GRAVITY for word in known)
        assert all(words.state_outcome(words.PLAIN, word) in words.GRAVITY for word in known)
    assert words.state_outcome("nwipe", "presque") is None


def test_a_word_still_to_be_confirmed_never_lets_a_device_leave() -> None:
    table = Path(catalogue.__file__).parent / "erasure" / "outcomes.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert rows
    assert [row["word"] for row in rows if row["status"] != "settled" and row["outcome"] == "erased"] == []


def test_every_code_of_the_readers_has_its_sentence() -> None:
    root = Path(words.__file__).parent

    said = {code for path in root.glob("*.py") for code in re.findall(r'"(erasure-[a-z-]+)"', path.read_text())}
    assert said
    assert said <= codes()


def test_a_table_without_outcome_declares_drives(tmp_path: Path) -> None:
    reading = received(tmp_path, "Device serial;Drive serial\n5CG1;WD1\n5CG2;\n")
    assert [(one.device_serial, one.drive_serial, one.number) for one in reading.pairs] == [("5CG1", "WD1", 2)]
    assert [(one.number, one.code) for one in reading.faults] == [(3, "erasure-pair-serial")]
