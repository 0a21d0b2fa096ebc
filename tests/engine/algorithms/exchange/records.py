"""Records for the tests of exchange: theirs, ours, and any of ours."""

import io
import json
from typing import Any

from hypothesis import strategies as st

from sobria.engine.algorithms.content import Content, complete
from sobria.engine.algorithms.exchange.reading import read
from sobria.engine.algorithms.exchange.report import Report
from sobria.engine.algorithms.fields import fields
from sobria.engine.messages import Refusal

FORMATS = ("nl-1.0", "eurocities-0.3.1", "atrs-1.1")
EXTRAS = {"language": "fr", "published": "2026-01-05", "changed": "2026-02-05", "review": "2027-01-05"}
DUTCH: dict[str, Any] = {
    "lars": "12345678",
    "name": "Parkeerscan",
    "organization": "Gemeente Noorderhaaks",
    "description_short": "Herkent foutparkeerders.",
    "status": "In gebruik",
    "publication_category": "Impactvolle algoritmes",
    "goal": "<p>Sneller scannen.</p><ul><li>auto’s</li></ul>",
    "contact_email": "algoritmes@noorderhaaks.example",
    "lang": "nld",
    "standard_version": "1.0",
}
BRITISH: dict[str, Any] = {
    "name": "Queue estimate",
    "description": "Estimates waiting times.",
    "organisation": "City of Ash",
    "external_supplier": ["Acme", "Beta"],
    "scope": "Tell people how long they wait.",
    "phase": "Production",
    "source_data_name": ["Counters", "Opening hours"],
    "source_data_url": ["", "https://data.example/hours"],
    "appeals_and_review": "Write to the desk.",
}
EUROCITIES: dict[str, Any] = {
    "name": "Crowd monitor",
    "description_short": "Counts people.",
    "organization": "City of Elm",
    "department": "Safety",
    "domain": "public safety",
    "status": "pilot",
    "algorithm_type": "zelflerend",
    "risk_category": "high risk",
    "contact_name": "Ada Someone",
    "goal": "Avoid crushes.",
    "uuid": "4be7dc9e-64f0-4dd8-9b73-6e1a1b0a1f11",
}


def as_json(records: Any) -> io.BytesIO:
    return io.BytesIO(json.dumps(records, ensure_ascii=False, indent=1).encode())


def read_json(*records: Any, format: str = "nl-1.0") -> Report:  # noqa: A002 - the word of the reader
    return read(as_json(list(records)), format=format)


def _possible(code: str, value: Any) -> bool:
    try:
        complete({code: value})
    except Refusal:
        return False
    return True


WORDS = st.text(
    st.one_of(st.sampled_from("aàb <>&;='\"\n\r\t-+@,.:|[]{}#0"), st.characters(exclude_categories=("Cs", "Cc"))),
    max_size=60,
)
LONG = st.builds(lambda word, times: (word + " mot") * times, WORDS, st.integers(30, 900))
TITLES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
URLS = st.sampled_from(["", "https://a.example/x", "http://b.example/?q=1&amp=2", "https://c.example/" + "d" * 520])


def _value(code: str) -> st.SearchStrategy[Any]:
    field = fields()[code]
    one: st.SearchStrategy[Any] = st.just("")
    if field.kind == "text":
        one = st.one_of(WORDS, LONG.map(lambda text: text[: field.max_length or 20_000]))
    elif field.kind == "choice":
        one = st.sampled_from(sorted(field.choices))
    elif field.kind in {"integer", "number"}:
        one = st.integers(0, 10**9)
    elif field.kind == "links":
        one = st.lists(st.fixed_dictionaries({"title": TITLES, "url": URLS}), max_size=4)
    elif field.kind == "url":
        one = URLS
    elif field.kind == "email":
        one = st.sampled_from(["", "service@ville.example", "=a@b.example"])
    elif field.kind == "country":
        one = st.sampled_from(["", "FRA"])
    elif field.kind == "answers":
        one = st.dictionaries(st.sampled_from(["social-scoring"]), st.sampled_from(["yes", "unknown"]))
    elif field.kind == "principles":
        one = st.dictionaries(st.sampled_from(["sobriety"]), WORDS)
    elif field.kind == "raw":
        simple = st.one_of(WORDS, st.integers(-9, 9), st.none(), st.lists(WORDS, max_size=2))
        keys = st.sampled_from(["tags", "keywords", "publication_category", "iama_description", "begin_date"])
        one = st.dictionaries(st.sampled_from(FORMATS), st.dictionaries(keys, simple, max_size=3), max_size=2)
    else:
        one = st.just({})
    return one.filter(lambda value: _possible(code, value))


def contents() -> st.SearchStrategy[Content]:
    """Any content our register holds, with a name."""
    some = {code: _value(code) for code in fields() if not code.endswith(("_low", "_high"))}
    named = _value("name").filter(lambda name: bool(complete({"name": name})["name"]))
    wanted = {"name": named, "administration": _value("administration")}
    rest = {code: one for code, one in some.items() if code not in wanted}
    return st.fixed_dictionaries(wanted, optional=rest).map(complete)
