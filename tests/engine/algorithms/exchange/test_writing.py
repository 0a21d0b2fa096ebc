"""What a record of ours becomes in the formats of others: valid there, nothing invented, what is missing said."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.engine.algorithms.exchange.records import DUTCH, EXTRAS, FORMATS, contents, read_json

from sobria.engine.algorithms.content import Content, complete
from sobria.engine.algorithms.exchange.outgoing import Extra
from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.report import Written, written_payload
from sobria.engine.algorithms.exchange.writing import write
from sobria.engine.messages import LANGUAGES, Refusal

FULL: dict[str, Any] = {
    "name": "Orientation des demandes",
    "summary": "Oriente une demande vers le bon service.",
    "administration": "Ville de Lutèce",
    "purpose": "Répondre plus vite.",
    "impacts": "Moins d’attente.",
    "phase": "pilot",
    "technique": "spreadsheet",
    "domain": "relations",
    "risks": "Mauvaise orientation.",
    "mitigation": "Relecture.",
    "contact_email": "demandes@lutece.example",
}


def one(content: Content, form: str, suffix: str = "json", **extra: str) -> Written:
    return write([("ALG-00001", content, Extra(**(EXTRAS | extra)))], format=form, suffix=suffix)  # type: ignore[arg-type]


def row(written: Written) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written.content)[0]
    return found


def test_our_fields_travel_together_under_their_names() -> None:
    written = one(complete(FULL), "nl-1.0")
    assert row(written)["goal"] == "Répondre plus vite.<br><br>Effets attendus :<br>Moins d’attente."
    assert written.mapped["impacts"] == written.mapped["mitigation"] == 1
    assert "Expected effects:" in row(one(complete(FULL), "nl-1.0", language="en"))["goal"]


def test_the_nearest_value_is_written_and_said() -> None:
    written = one(complete(FULL), "eurocities-0.3.1")
    assert (row(written)["algorithm_type"], row(written)["domain"]) == ("rule-based", "government")
    said = {loss.ours: loss.reason for loss in written.approximated}
    assert said["technique"] == said["domain"] == "algorithms-write-word"
    assert written.mapped["phase"] == 1


@pytest.mark.parametrize(("form", "text"), [("eurocities-0.3.1", "Not stated"), ("atrs-1.1", "Not stated")])
def test_only_texts_they_require_are_filled_and_the_rest_is_missing(form: str, text: str) -> None:
    written = one(complete({"name": "A", "administration": "B"}), form, published="")
    filled = {loss.theirs for loss in written.approximated if loss.reason == "algorithms-write-filled"}
    assert filled
    assert all(row(written)[name] in (text, [text]) for name in filled)
    missing = {loss.theirs for loss in written.missing}
    assert "contact_email" in missing
    assert all(row(written)[name] is None for name in missing)
    assert ("publication_date" in missing) == (form == "eurocities-0.3.1")


def test_what_we_filled_is_not_read_back_as_something_said() -> None:
    written = one(complete({"name": "A"}), "nl-1.0")
    assert row(written)["organization"] == "Niet vermeld"
    again = read(io.BytesIO(written.content), format="nl-1.0").records[0].content
    assert again["administration"] == ""


def test_a_class_worked_out_from_the_answers_gives_their_category_and_an_open_one_gives_none() -> None:
    content = complete(FULL)
    assert (
        row(one(content, "nl-1.0", ai_class="high-risk-annex-iii"))["publication_category"] == "Hoog-risico AI-systeem"
    )
    assert row(one(content, "eurocities-0.3.1", ai_class="minimal"))["risk_category"] == "minimal risk"
    assert row(one(content, "eurocities-0.3.1", ai_class="high-risk-review"))["risk_category"] is None


def test_what_an_import_kept_goes_back_to_the_same_format() -> None:
    record = DUTCH | {"category": ["Recht"], "iama_description": "x", "begin_date": "2023-08", "goal": "Zo."}
    record["lawful_basis_grouping"] = [{"title": "Wet", "link": "https://wet.example"}]
    (draft,) = read_json(record).records
    written = one(draft.content, "nl-1.0")
    found = row(written)
    assert {key: found[key] for key in record} == record
    assert (written.approximated, written.dropped, written.missing) == ((), (), ())


def test_a_value_changed_since_the_import_replaces_what_was_kept() -> None:
    (draft,) = read_json(DUTCH | {"category": ["Recht"]}).records
    found = row(one(draft.content | {"domain": "housing", "links": []}, "nl-1.0"))
    assert found["category"] == ["Wonen"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_runs_as_a_formula_and_the_text_comes_back(form: str, suffix: str, sign: str) -> None:
    content = complete(FULL | {"name": f"{sign}1+1", "purpose": f"'{sign}cmd"})
    written = one(content, form, suffix)
    if suffix == "csv":
        rows = csv.reader(io.StringIO(written.content.decode("utf-8-sig")), delimiter=";" if "euro" in form else ",")
        assert not [cell for line in rows for cell in line if cell.startswith(("=", "+", "-", "@"))]
    again = read(io.BytesIO(written.content), format=form).records[0].content
    assert (again["name"], again["purpose"]) == (f"{sign}1+1", f"'{sign}cmd")


def test_a_text_too_long_for_their_field_is_shortened_within_it() -> None:
    content = complete(FULL | {"purpose": "a & b < c\n" * 400, "summary": "é" * 400})
    written = one(content, "nl-1.0")
    assert len(row(written)["goal"]) <= 2500
    assert len(row(one(content, "eurocities-0.3.1"))["description_short"]) == 150
    said = {loss.ours: loss.reason for loss in (*written.approximated, *written.dropped)}
    assert (said["purpose"], said["impacts"]) == ("algorithms-write-shortened", "algorithms-write-no-room")


def test_an_identity_that_is_no_uuid_gives_one_that_stays() -> None:
    first, second = (row(one(complete(FULL), "eurocities-0.3.1"))["uuid"] for _ in range(2))
    assert first == second
    known = "4be7dc9e-64f0-4dd8-9b73-6e1a1b0a1f11"
    written = write([(known, complete(FULL), Extra())], format="eurocities-0.3.1", suffix="json")
    assert row(written)["uuid"] == known


def test_an_unknown_suffix_is_refused_with_those_that_are_written() -> None:
    with pytest.raises(Refusal, match="json, csv, xlsx"):
        write([], format="nl-1.0", suffix="ods")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_report_of_an_export_is_plain_values(form: str, language: str) -> None:
    payload = written_payload(one(complete(FULL), form), language)  # type: ignore[arg-type]
    assert json.loads(json.dumps(payload)) == payload
    assert all(loss["reason"] for name in ("approximated", "dropped", "missing") for loss in payload[name])


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert attrs == []


def tags_of(text: str) -> set[str]:
    parser = Tags()
    parser.feed(text)
    return parser.seen


def faults(rules: dict[str, Any], found: dict[str, Any], missing: set[str]) -> list[str]:
    """What their configuration refuses in a row, but for the fields said to be missing."""
    wrong = [name for name in found if name not in rules]
    for name, rule in rules.items():
        value = found.get(name)
        if value is None:
            wrong += [name] if rule["required"] is True and name not in missing else []
            continue
        texts = value if rule["type"] == "array" else [value]
        allowed = rule.get("permitted_values")
        if allowed and not set(texts) <= set(allowed):
            wrong.append(name)
        if "items" in rule:
            for key, part in rule["items"].items():
                cells = [item.get(key) or "" for item in value]
                too_long = any(len(cell) > part.get("max_length", 10_000) for cell in cells)
                wrong += [f"{name}.{key}"] if too_long or (part["required"] and not all(cells)) else []
        elif rule["type"] == "string" and len(value) > rule.get("max_length", 10_000):
            wrong.append(name)
        if "allowed_html_tags" in rule and not tags_of(value) <= set(rule["allowed_html_tags"]):
            wrong.append(name)
        if name in {"begin_date", "end_date"} and not re.fullmatch(r"\d{4}-\d{2}", value):
            wrong.append(name)
    return wrong


@pytest.fixture
def dutch_rules(shared_data: Path) -> dict[str, Any]:
    path = shared_data / "algorithms/nl-publicatiestandaard/v1_0.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["properties"]
    return found


def test_dutch_records_pass_their_own_configuration(dutch_rules: dict[str, Any]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(content=contents())
    def any_record(content: Content) -> None:
        written = one(content | {"kept": {}}, "nl-1.0")
        assert faults(dutch_rules, row(written), {loss.theirs for loss in written.missing}) == []

    any_record()


def test_the_check_of_the_configuration_can_fail(dutch_rules: dict[str, Any]) -> None:
    bad = row(one(complete(FULL), "nl-1.0")) | {"goal": "<script>x</script>", "name": "x" * 101, "status": "Aan"}
    assert {"goal", "name", "status"} <= set(faults(dutch_rules, bad, set()))
