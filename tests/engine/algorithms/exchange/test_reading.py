"""What a record of another register becomes: a draft, with what was approximated, kept or left out."""

import io
import json
from pathlib import Path

import pytest
from tests.engine.algorithms.exchange.records import BRITISH, DUTCH, EUROCITIES, FORMATS, as_json, read_json

from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.report import Loss, Report, read_payload
from sobria.engine.messages import LANGUAGES


def losses(report: Report, category: str) -> dict[str, Loss]:
    return {loss.theirs: loss for loss in getattr(report, category)}


def test_a_dutch_record_becomes_a_draft_with_its_own_identifier() -> None:
    (draft,) = read_json(DUTCH).records
    content = draft.content
    assert draft.source_id == "12345678"
    assert content["name"] == "Parkeerscan"
    assert content["administration"] == "Gemeente Noorderhaaks"
    assert content["purpose"] == "Sneller scannen.\n\n- auto’s"


def test_a_status_of_theirs_is_a_declared_phase_and_nothing_more() -> None:
    (draft,) = read_json(DUTCH).records
    assert draft.content["phase"] == "operational"
    assert draft.content["ai_act"] == {}
    assert draft.content["kept"]["nl-1.0"]["publication_category"] == "Impactvolle algoritmes"
    (other,) = read(as_json(EUROCITIES), format="eurocities-0.3.1").records
    assert other.content["ai_act"] == {}
    assert other.content["kept"]["eurocities-0.3.1"]["risk_category"] == "high risk"


def test_markup_becomes_text_and_the_report_says_so() -> None:
    report = read_json(DUTCH)
    assert losses(report, "approximated")["goal"].reason == "algorithms-read-html"
    assert report.mapped["name"] == 1
    assert "goal" not in report.mapped


@pytest.mark.parametrize(("form", "record"), list(zip(FORMATS, (DUTCH, EUROCITIES, BRITISH), strict=True)))
def test_scripts_in_every_field_leave_harmless_text(form: str, record: dict[str, object]) -> None:
    evil = '<p onclick="x()">mot</p><script>alert(1)</script><img src=x onerror=alert(2)>'
    texts = {key: evil for key, value in record.items() if key in {"goal", "scope", "benefit", "description", "risks"}}
    texts |= {"human_intervention": evil, "human_decisions": evil, "tags": evil, "keywords": evil, "name": evil}
    (draft,) = read(as_json(record | texts), format=form).records
    declared = {key: value for key, value in draft.content.items() if key != "kept"}
    assert draft.content["name"] == "mot"
    said = json.dumps(declared)
    assert "<" not in said
    assert "alert" not in said


def test_keys_the_format_does_not_declare_are_kept_as_they_are() -> None:
    report = read_json(DUTCH | {"iama_description": "Gedaan <b>in 2023</b>", "type": None, "x": {"y": [1, 2]}})
    kept = report.records[0].content["kept"]["nl-1.0"]
    assert kept["iama_description"] == "Gedaan <b>in 2023</b>"
    assert kept["x"] == {"y": [1, 2]}
    assert losses(report, "kept_raw")["x"].reason == "algorithms-read-undeclared"


def test_a_description_of_398_characters_and_a_language_in_capitals_pass() -> None:
    (draft,) = read_json(DUTCH | {"description_short": "é" * 398, "lang": "NLD", "source_data_grouping": None}).records
    assert len(draft.content["summary"]) == 398
    assert draft.content["kept"]["nl-1.0"]["lang"] == "nld"


def test_an_address_that_is_not_one_is_kept_beside_its_title() -> None:
    grouping = [{"title": "Office", "link": "Standaard formaten"}, {"title": "BRP", "link": "https://brp.example"}]
    report = read_json(DUTCH | {"source_data_grouping": grouping, "contact_email": "https://form.example"})
    content = report.records[0].content
    assert content["datasets"] == [{"title": "Office", "url": ""}, {"title": "BRP", "url": "https://brp.example"}]
    assert content["contact_email"] == ""
    assert content["kept"]["nl-1.0"]["source_data_grouping"] == grouping
    assert losses(report, "kept_raw")["contact_email"].reason == "algorithms-read-not-email"


def test_themes_beyond_the_first_are_kept() -> None:
    report = read_json(DUTCH | {"category": ["Verkeer", "Wonen"]})
    content = report.records[0].content
    assert content["domain"] == "mobility"
    assert content["kept"]["nl-1.0"]["category"] == ["Verkeer", "Wonen"]
    assert losses(report, "approximated")["category"].reason == "algorithms-read-words"


def test_a_text_too_long_for_our_field_is_shortened_and_kept_whole() -> None:
    report = read_json(BRITISH | {"description": "mot " * 400}, format="atrs-1.1")
    content = report.records[0].content
    assert len(content["summary"]) <= 400
    assert content["summary"].endswith("…")
    assert content["kept"]["atrs-1.1"]["description"] == ("mot " * 400).strip()


def test_the_name_of_a_person_never_enters() -> None:
    report = read(as_json(EUROCITIES), format="eurocities-0.3.1")
    assert "Ada" not in json.dumps(report.records[0].content)
    assert losses(report, "dropped")["contact_name"].reason == "algorithms-read-personal"
    assert "Ada" not in json.dumps(read_payload(report, "en"))


def test_lists_of_the_british_standard_go_together() -> None:
    content = read_json(BRITISH, format="atrs-1.1").records[0].content
    assert content["provider"] == "Acme; Beta"
    assert content["datasets"] == [
        {"title": "Counters", "url": ""},
        {"title": "Opening hours", "url": "https://data.example/hours"},
    ]


def test_values_are_known_in_english_and_in_dutch_whatever_their_case() -> None:
    (draft,) = read(as_json(EUROCITIES | {"status": "Beëindigd"}), format="eurocities-0.3.1").records
    assert (draft.content["phase"], draft.content["technique"]) == ("retired", "learning")


def test_the_dutch_csv_is_read_as_their_register_writes_it() -> None:
    header = "algorithm_id,name,organization,category,status,lawful_basis_grouping,description_short"
    basis = '"1: Wegenverkeerswet, https://wet.example/1. 2: Besluit, https://wet.example/2"'
    line = f'77,Verkeerslicht,Gemeente,"Verkeer, Wonen",In gebruik,{basis},"Kort, en\nmeer"'
    report = read(io.BytesIO(f"\ufeff{header}\r\n{line}\r\n".encode()), format="nl-1.0")
    (draft,) = report.records
    assert (draft.source_id, draft.content["domain"]) == ("77", "mobility")
    assert draft.content["summary"] == "Kort, en\nmeer"
    assert draft.content["links"] == [
        {"title": "Wegenverkeerswet", "url": "https://wet.example/1"},
        {"title": "Besluit", "url": "https://wet.example/2"},
    ]


@pytest.mark.parametrize("wrapper", ["items", "results", "algoritmes"])
def test_a_list_inside_an_object_is_found_with_its_lines(wrapper: str) -> None:
    held = {"count": 2, "next": None, wrapper: [DUTCH, DUTCH | {"lars": "2", "begin_date": "2026-13"}]}
    report = read(as_json(held), format="nl-1.0")
    assert [draft.line for draft in report.records] == [5]
    text = json.dumps(held, ensure_ascii=False, indent=1).split("\n")
    assert "2026-13" in text[report.problems[0].line - 1]
    assert set(losses(report, "dropped")) == {"count", "next"}


def test_a_record_without_identifier_is_known_by_its_name_and_who_answers_for_it() -> None:
    one, other = (read_json(BRITISH | {"organisation": name}, format="atrs-1.1").records[0] for name in ("A", "B"))
    assert one.source_id.startswith("name:")
    assert one.source_id != other.source_id


def test_placeholders_are_no_identifiers() -> None:
    record = {key: value for key, value in DUTCH.items() if key != "lars"}
    report = read_json(record | {"source_id": "n.v.t."}, record | {"name": "B", "source_id": "N.v.t."})
    assert len(report.records) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_plain_values_with_sentences(language: str) -> None:
    report = read_json(DUTCH, DUTCH | {"lars": "3", "status": "Actief"})
    payload = read_payload(report, language)  # type: ignore[arg-type]
    assert (payload["records"], payload["accepted"], payload["rejected"]) == (2, 1, 1)
    assert json.loads(json.dumps(payload)) == payload
    assert {"record", "line", "column", "value", "code", "reason"} == set(payload["problems"][0])


@pytest.mark.parametrize("name", ["Contec", "Octobox", "Zylab"])
def test_real_records_are_read_whole(shared_data: Path, name: str) -> None:
    report = read(shared_data / "algorithms/nl-publicatiestandaard/templates" / f"{name}.json", format="nl-1.0")
    assert report.problems == ()
    content = report.records[0].content
    assert content["phase"] == "operational"
    assert all("<" not in value for code, value in content.items() if isinstance(value, str))
