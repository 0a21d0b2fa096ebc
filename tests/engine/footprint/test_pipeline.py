"""All stages together: what one of them leaves out reaches the reader."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.pipeline import Options, answer, read
from sobria.engine.store import scratch_store


def test_types_left_out_of_the_near_search_are_said(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_text("item;catégorie;quantité\n1;bidulette;1\n2;trucmuche;1\n3;machinchose;1\n", encoding="utf-8")
    catalogue = load_catalogue()
    most = replace(catalogue.parameters["match-fuzzy-most"], value=1)
    capped = replace(catalogue, parameters={**catalogue.parameters, "match-fuzzy-most": most})
    options = Options(today=date(2026, 11, 23))
    with scratch_store() as store:
        reading = read(store, [path], options=options)
        found = answer(store, capped, reading, options=options)
    said = [one.sentence("en") for one in found.assumptions]
    assert any(sentence.startswith("2 distinct type(s) were not compared") for sentence in said)
