"""docs/reference/indicators.md is the catalogue, line for line; what the catalogue names exists."""

from tests.consistency.sources import ROOT

from sobria.engine.duties import load_duties
from sobria.engine.indicators.definitions import Fact, Indicator, load_library

PAGE = ROOT / "docs" / "reference" / "indicators.md"


def indicator_row(one: Indicator) -> str:
    computed = f"`{one.expression}`" if one.expression else one.kind
    needs = ", ".join(one.duties) or "–"
    cells = (
        one.code,
        one.name_en,
        one.unit,
        computed,
        one.frequency,
        one.direction,
        one.basis,
        one.confidence,
        needs,
    )
    return f"| {' | '.join(cells)} |"


def fact_row(one: Fact) -> str:
    return f"| `{one.code}` | {one.name_en} | {one.unit} | {one.asked_en} |"


def test_the_reference_page_is_the_catalogue() -> None:
    library = load_library()
    wanted = [*map(indicator_row, library.indicators.values()), *map(fact_row, library.facts.values())]
    written = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| #", "| ---", "| Code"))
    ]
    assert written == wanted


def test_every_duty_an_indicator_names_exists() -> None:
    duties = load_duties()
    for one in load_library().indicators.values():
        assert [code for code in one.duties if code not in duties] == [], one.code
