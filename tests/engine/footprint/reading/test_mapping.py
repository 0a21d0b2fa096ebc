"""A mapping file reads any table."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.engine.footprint.reading.conftest import Reader

from sobria.engine.footprint.reading import Mapping, load_mapping
from sobria.engine.messages import Refusal

MappingReader = Callable[[str], Mapping]


@pytest.fixture
def mapping(tmp_path: Path) -> MappingReader:
    def _mapping(text: str) -> Mapping:
        path = tmp_path / "correspondance.yaml"
        path.write_text(text, encoding="utf-8")
        return load_mapping(path)

    return _mapping


def test_a_mapping_says_columns_defaults_values_and_dates(read: Reader, mapping: MappingReader) -> None:
    found = read(
        "N°|Famille|Qté parc|Livré le|Contrat\nP1|PC portable|4|03/04/2024|Loc.\nP2|Écran||04/05/2024|Ville\n",
        mapping=mapping(
            "columns: {item: 'N°', category: Famille, quantity: Qté parc, purchased: Livré le, ownership: Contrat}\n"
            "defaults: {country: FRA}\nvalues: {ownership: {'Loc.': leased}}\ndate_order: month-first\ndelimiter: '|'\n"
        ),
    )
    assert found.reading.format == "mapping"
    assert found.problems == [(3, "Qté parc", "cell-missing")]
    line = found.lines[0]
    assert (line["purchased"], line["ownership"], line["country"]) == (date(2024, 3, 4), "leased", "FRA")


def test_a_default_is_checked_like_any_value(read: Reader, mapping: MappingReader) -> None:
    found = read("Famille;x\nPC;1\n", mapping=mapping("columns: {category: Famille}\ndefaults: {country: Narnia}\n"))
    assert [problem[2] for problem in found.problems] == ["cell-country-unknown"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "cannot be read"), ("- 1", "no “columns” section"), ("columns: {}", "no “columns” section"),
        ("columns: {colour: Teinte}", "unknown. Possible fields"), ("columns: {item: A}\nfoo: 1", "unknown keys: foo"),
        ("columns: {item: Utilisateur}", "names people"), ("columns: {item: A}\ndate_order: dmy", "day-first"),
        ("columns: {item: A}\nencoding: klingon", "klingon"), ("columns: {item: A}\ndelimiter: ';;'", ";;"),
        ("columns: {item: A}\ntarget: moon", "moon"), ("columns: {item: A}\ndecimal: '/'", "decimal"),
        ("columns: {item: A}\nvalues: {ownership: leased}", "values"), ("columns: {item: A}\ndefaults: 3", "defaults"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_refused_with_what_to_change(mapping: MappingReader, text: str, told: str) -> None:
    with pytest.raises(Refusal, match=told):
        mapping(text)


def test_a_mapped_header_that_is_absent_is_named(read: Reader, mapping: MappingReader) -> None:
    with pytest.raises(Refusal, match="Famille"):
        read("a;b\n1;2\n", mapping=mapping("columns: {category: Famille}\n"))


def test_a_mapping_can_fill_another_table(read: Reader, mapping: MappingReader) -> None:
    centres = mapping("target: data_centre\ncolumns: {name: Salle, pue: PUE, country: Pays}\n")
    found = read("Salle;PUE;Pays\nS1;1,6;France\n;1,2;France\n", mapping=centres)
    assert found.connection.execute("SELECT name, pue FROM data_centre").fetchall() == [("S1", 1.6)]
    assert found.problems == [(3, "Salle", "cell-missing")]
