"""Matching by SQL against a naive twin: one triple at a time, in plain Python."""

import re
import unicodedata
from datetime import date

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.matching import match_lines
from sobria.engine.footprint.packs import install_factors

CATALOGUE = load_catalogue()
TYPES = [None, "", "Ordinateur", "Écrans", "laptop", "Serveur", "Moniteurs", "Zorglub", "VM", "Mini Tower", "Switch"]
BRANDS = [None, "", "Dell Inc.", "VMware, Inc.", "AUO", "HP", "Apple", "QEMU"]
MODELS = [
    None, "", "Latitude 5420", "B140HAN04.0", "LP156WF6-SPB1", "VMware7,1", "P2419H", "WD19TB", "LaserJet Pro M404",
    "OptiPlex 7050", "PowerEdge R640", "iPhone 13", "Standard PC (Q35 + ICH9, 2009)", "Catalyst 2960", "???", "B176L",
]  # fmt: skip
triples = st.tuples(st.sampled_from(TYPES), st.sampled_from(BRANDS), st.sampled_from(MODELS))


def plain(text: str | None) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", (text or "").lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def singular(text: str) -> str:
    return re.sub(r"(eau)x\b", r"\1", re.sub(r"([a-z]{3,})s\b", r"\1", text))


def twin(declared: str | None, brand: str | None, model: str | None) -> tuple[str | None, str]:
    """Category and method of one triple, near search and models left aside."""
    known = {singular(plain(alias.words)): alias.category for alias in CATALOGUE.aliases}
    category = known.get(singular(plain(declared)))
    text = f"{plain(brand)} {plain(model)}".strip()
    for pattern in CATALOGUE.patterns:
        free = category is None or {"*", category} & set(pattern.over)
        if text and free and re.search(pattern.pattern, text, re.ASCII):
            return pattern.category, "exact" if pattern.category == category else "pattern"
    return category, "exact" if category else "none"


@settings(max_examples=30, deadline=None)
@given(declared=st.sets(triples, min_size=1, max_size=60))
def test_each_triple_gets_what_the_naive_twin_says(declared: set[tuple[str | None, str | None, str | None]]) -> None:
    connection = duckdb.connect()
    install_factors(connection, CATALOGUE, on=date(2026, 11, 23))
    connection.execute("CREATE TABLE line (category VARCHAR, manufacturer VARCHAR, model VARCHAR)")
    connection.execute(
        "INSERT INTO line SELECT unnest($a), unnest($b), unnest($c)",
        dict(zip("abc", map(list, zip(*declared, strict=True)), strict=True)),
    )
    match_lines(connection, CATALOGUE)
    rows = connection.execute("SELECT declared_category, manufacturer, model, category, method FROM match").fetchall()
    connection.close()
    assert {row[:3]: row[3:] for row in rows} == {triple: twin(*triple) for triple in declared}
