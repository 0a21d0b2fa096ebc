"""Files that are wrong, one way each: a sentence, never a traceback; a bad record never blocks the good ones."""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.algorithms.exchange.records import BRITISH, DUTCH, as_json, read_json

from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.rejects import refused_file
from sobria.engine.algorithms.exchange.tables import limits
from sobria.engine.messages import LANGUAGES, Refusal

SECONDS = 10
KEYS = st.sampled_from([*DUTCH, *BRITISH, "", "name", "\x00"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
RECORD = st.dictionaries(KEYS, VALUES, max_size=8)
CELLS = st.text(alphabet='ab1-é=;,\t"\r\n\x00\x1c\u2028 ', max_size=80)
GIVEN = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=100).map(lambda some: b"PK\x03\x04" + some),
    st.text(max_size=300).map(str.encode),
    st.text(alphabet='[]{}":,\\u01aname \n', max_size=60).map(str.encode),
    st.lists(RECORD, max_size=3).map(lambda some: json.dumps([DUTCH | one for one in some]).encode()),
    RECORD.map(lambda one: json.dumps({"records": [DUTCH | one, BRITISH | one]}).encode()),
    CELLS.map(lambda cells: f"{','.join(DUTCH)}\n{cells}".encode()),
)


def refusal(content: bytes, form: str = "nl-1.0") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(io.BytesIO(content), format=form)
    assert all(caught.value.sentence(language) for language in LANGUAGES)
    return caught.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "algorithms-file-empty"),
        (b"\xef\xbb\xbf  \n", "algorithms-file-empty"),
        (b"[]", "algorithms-file-no-record"),
        (b"name,status,goal\n", "algorithms-file-no-record"),
        (b'[{"name": "A"', "algorithms-file-json"),
        (b'[{"name": "A"},]', "algorithms-file-json"),
        (b'[{"name": "A"}] {}', "algorithms-file-json"),
        (b'[{"name": NaN}]', "algorithms-file-json"),
        (b'[{"name": 1' + b"0" * 5000 + b"}]", "algorithms-file-json"),
        (b'[{"name": ' + b"[" * 200_000 + b"]" * 200_000 + b"}]", "algorithms-file-deep"),
        (b'[{"name": "caf\xe9"}]', "algorithms-file-encoding"),
        (b"\xff\xfe\x00", "algorithms-file-encoding"),
        (b"%PDF-1.7 name,status", "algorithms-file-kind"),
        (b"PK\x03\x04 broken", "algorithms-file-unread"),
        (b'name,status,goal\n"A,In gebruik,x\n', "algorithms-file-csv"),
        (b"name,status,goal,Name\nA,In gebruik,x,B\n", "algorithms-file-header-twice"),
        (b"a,b,c\n1,2,3\n", "algorithms-file-not-format"),
        (b'{"type": "FeatureCollection", "features": [{"id": 1}]}', "algorithms-file-not-format"),
        (json.dumps([BRITISH]).encode(), "algorithms-file-other-format"),
    ],
    ids=lambda value: value[:30] if isinstance(value, bytes) else value,
)
def test_a_file_that_cannot_be_used_gets_its_sentence(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_bad_json_is_located() -> None:
    found = refusal(b'[\n {"name": "A",\n  "goal" "x"}\n]')
    assert (found.params["line"], found.params["column"]) == (3, 10)


def test_a_file_that_looks_like_another_format_names_it() -> None:
    assert refusal(json.dumps([BRITISH]).encode()).params["looks"] == "atrs-1.1"


def test_an_unknown_format_and_a_missing_file_get_their_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not known"):
        read(as_json(DUTCH), format="nl-9")
    with pytest.raises(Refusal, match="cannot be read"):
        read(tmp_path / "absent.json", format="nl-1.0")


def test_a_file_over_the_bound_is_refused_without_being_read_whole() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size == limits()["bytes"] + 1
            return b"x" * size

    with pytest.raises(Refusal, match="over 64 MiB"):
        read(Endless(), format="nl-1.0")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"begin_date": "2026-13"}, "algorithms-month", "begin_date"),
        ({"begin_date": "mars 2026"}, "algorithms-month", "begin_date"),
        ({"status": "In gebruk"}, "algorithms-word-near", "status"),
        ({"status": "En service"}, "algorithms-word-near", "status"),
        ({"status": "zzz"}, "algorithms-word-unknown", "status"),
        ({"category": ["Verkeer", "Traffic"]}, "algorithms-word-unknown", "category"),
        ({"publication_category": "High risk"}, "algorithms-word-unknown", "publication_category"),
        ({"goal": {"a": 1}}, "algorithm-shape", "goal"),
        ({"source_data_grouping": ["x"]}, "algorithm-shape", "source_data_grouping"),
        ({"goal": "x" * 20_001}, "algorithm-text-too-long", "goal"),
        ({"impacttoetsen_grouping": [{"title": "t", "link": ""}] * 51}, "algorithm-too-many", "impacttoetsen_grouping"),
        ({"name": "<p></p>"}, "algorithms-record-nameless", "name"),
        ({"x": "\ud800"}, "algorithms-record-character", "x"),
        ({"y": [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}, "algorithms-record-deep", "y"),
        ({"z": "x" * 200_001}, "algorithm-text-too-long", ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_record_is_listed_with_its_place_and_the_good_one_passes(
    change: dict[str, Any], code: str, column: str
) -> None:
    bad = DUTCH | {"lars": "2"} | change
    text = json.dumps([DUTCH, bad], indent=1)
    report = read(io.BytesIO(text.encode()), format="nl-1.0")
    assert [draft.source_id for draft in report.records] == ["12345678"]
    (problem,) = report.problems
    assert (problem.code, problem.column, problem.number) == (code, column, 2)
    if column:
        assert f'"{column}"' in text.split("\n")[problem.line - 1]
        assert problem.line > len(DUTCH)
    assert all(problem.sentence(language) for language in LANGUAGES)
    assert json.loads(problem.raw) == bad


@pytest.mark.parametrize("word", ["Gebruik in", "Exploitatie in gebruik"])
def test_the_nearest_known_value_is_suggested(word: str) -> None:
    (problem,) = read_json(DUTCH | {"status": word}).problems
    assert "In gebruik" in problem.sentence("fr")


def test_the_second_of_two_records_with_one_identifier_is_refused() -> None:
    report = read_json(DUTCH, DUTCH | {"name": "Autre"}, DUTCH | {"lars": "9"})
    assert [draft.content["name"] for draft in report.records] == ["Parkeerscan", "Parkeerscan"]
    (problem,) = report.problems
    assert (problem.code, problem.number) == ("algorithms-identifier-twice", 2)
    assert "record 1, line 2" in problem.sentence("en")


def test_a_key_said_twice_and_an_element_that_is_no_record_are_refused() -> None:
    text = f'[{json.dumps(DUTCH)},\n {{"name": "A", "name": "B"}},\n "mot"]'
    report = read(io.BytesIO(text.encode()), format="nl-1.0")
    assert [one.code for one in report.problems] == ["algorithms-record-twice", "algorithms-record-shape"]
    assert [one.line for one in report.problems] == [2, 3]
    assert report.problems[0].raw == '{"name": "A", "name": "B"}'


@pytest.mark.parametrize("text", ["x" * 10_000_000, "<p>" * 3_300_000, "&lt;" * 2_500_000, "<" * 10_000_000])
def test_ten_megabytes_in_a_field_are_refused_soon(text: str) -> None:
    for content in (
        json.dumps([DUTCH, DUTCH | {"lars": "2", "goal": text}]),
        f'name,status,goal\nA,In gebruik,x\nB,In gebruik,"{text}"\n',
    ):
        start = time.monotonic()
        report = read(io.BytesIO(content.encode()), format="nl-1.0")
        assert time.monotonic() - start < SECONDS
        assert len(report.records) == 1
        assert report.problems[0].code == "algorithm-text-too-long"
        assert len(report.problems[0].value) < 200


def test_a_line_with_cells_beyond_the_header_is_refused() -> None:
    report = read(io.BytesIO(b"name;status;goal\nA;In gebruik;x\nB;In gebruik;y;z\n"), format="nl-1.0")
    assert [one.line for one in report.problems] == [3]
    assert len(report.records) == 1


def test_windows_characters_of_a_csv_are_read_and_said() -> None:
    report = read(io.BytesIO("name;status;goal\nCafé;In gebruik;été\n".encode("cp1252")), format="nl-1.0")
    assert report.records[0].content["name"] == "Café"
    assert report.approximated[0].reason == "algorithms-read-encoding"


def test_characters_no_database_keeps_leave() -> None:
    report = read_json(DUTCH | {"x": ["a\x00b"], "goal": "a\x00b\x1b"})
    content = report.records[0].content
    assert content["kept"]["nl-1.0"]["x"] == ["ab"]
    assert content["purpose"] == "ab"


def test_refused_records_come_back_as_they_came_and_pass_once_corrected() -> None:
    text = f'[{json.dumps(DUTCH)},\n {{"name":  "B", "status": "Actief", "goal": "x"}}]'
    report = read(io.BytesIO(text.encode()), format="nl-1.0")
    suffix, content = refused_file(report.refused())
    assert suffix == "json"
    assert content.decode() == '[\n{"name":  "B", "status": "Actief", "goal": "x"}\n]\n'
    again = read(io.BytesIO(content.replace(b"Actief", b"In gebruik")), format="nl-1.0")
    assert [draft.content["name"] for draft in again.records] == ["B"]


def test_refused_lines_of_a_table_come_back_as_a_table_that_runs_nothing() -> None:
    table = 'name;status;goal\n\'=1+1;Actief;"a\nb"\nC;zz;=2\nD;In gebruik;x;surplus\n'
    report = read(io.BytesIO(table.encode()), format="nl-1.0")
    suffix, content = refused_file(report.refused())
    assert suffix == "csv"
    lines = content.decode("utf-8-sig").replace("\r\n", "\n")
    assert lines == "name;status;goal;\n'=1+1;Actief;\"a\nb\"\nC;zz;'=2\nD;In gebruik;x;surplus\n"


@settings(max_examples=300, deadline=None)
@given(GIVEN, st.sampled_from(["nl-1.0", "atrs-1.1", "eurocities-0.3.1"]))
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes, form: str) -> None:
    try:
        report = read(io.BytesIO(content), format=form)
    except Refusal as refused:
        said = [refused.sentence(language) for language in LANGUAGES]
    else:
        said = [one.sentence(language) for one in report.problems for language in LANGUAGES]
        if report.refused():
            assert refused_file(report.refused())
    assert all(said)


@pytest.mark.parametrize("day", ["2026-13-45", "2026-02-30", "2026-13", "2026-02-30T10:00:00"])
def test_a_day_that_no_calendar_has_is_refused_with_its_line(day: str) -> None:
    held = {"impact_assessment_date": ["2026-02-28", "Spring 2025", day]}
    text = json.dumps([BRITISH | held], indent=1)
    (problem,) = read(io.BytesIO(text.encode()), format="atrs-1.1").problems
    assert (problem.code, problem.column, problem.value) == ("algorithms-day", "impact_assessment_date", day)
    assert "impact_assessment_date" in text.splitlines()[problem.line - 1]


def test_days_months_and_words_are_kept_as_they_came() -> None:
    held = ["2026-02-28", "2025-03", "Spring 2025"]
    report = read(as_json(BRITISH | {"impact_assessment_date": held}), format="atrs-1.1")
    assert report.problems == ()
    assert report.records[0].content["kept"]["atrs-1.1"]["impact_assessment_date"] == held


def test_words_that_hold_commas_are_told_apart() -> None:
    report = read(as_json(DUTCH | {"status": "zzz"}), format="nl-1.0")
    assert " | " in report.problems[0].sentence("fr")
