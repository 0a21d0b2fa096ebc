"""Every claim of the catalogue is whole and checked; a fault is found with its file and line."""

from pathlib import Path

import pytest

from sobria.engine.claims.reading import (
    CONFIDENCES,
    SCOPES,
    VERDICTS,
    claim,
    claims,
    columns,
    read_claims,
    records,
    words,
)
from sobria.engine.messages import Refusal

HEAD = "code,said_fr,said_en,by_fr,by_en,where,really_fr,really_en,verdict,why_fr,why_en,confidence\n"
FIGURES = "claim,order,label_fr,label_en,value,low,high,unit,year,scope,source\n"
ROW = "a,dit,said,qui,who,https://x.example,vrai,true,{verdict},car,for,A\n"
NUMBER = "{claim},1,nombre,number,{value},{low},,%,2022,{scope},étude\n"


def test_each_claim_says_who_where_what_and_how_sure() -> None:
    assert len(claims()) >= 14
    for one in claims().values():
        assert one.where.startswith("https://")
        assert one.figures
        assert one.why.to("fr") != one.why.to("en")


def test_the_eleven_per_cent_is_said_to_cover_terminals_too() -> None:
    found = claim("electricity-share")
    assert found.verdict == "mixes-scopes"
    assert "terminaux" in found.really.fr
    shares = {each.label.en: each.value for each in found.figures}
    left = shares["Share of French electricity"] * (1 - shares["Of which terminals"] / 100)
    assert round(left) == 4
    assert "environ 4 %" in found.why.fr


@pytest.mark.parametrize(
    ("code", "figure", "value"),
    [
        ("france-2030-35mt", 1, 17.2 * 1.45),
        ("tripling-2050", 1, 1 + 1.87),
        ("per-inhabitant", 0, 434),
        ("france-share", 1, 29.5),
    ],
)
def test_figures_computed_from_others_agree_with_them(code: str, figure: int, value: float) -> None:
    assert claim(code).figures[figure].value == pytest.approx(value)


def test_the_bounds_of_the_study_are_those_it_gives() -> None:
    for code, number in (("per-inhabitant", 0), ("france-share", 1), ("france-2020-2022", 1)):
        found = claim(code).figures[number]
        assert found.low == pytest.approx(found.value * 0.508)
        assert found.high == pytest.approx(found.value * 1.832)


def test_every_code_has_its_name_in_both_languages() -> None:
    wanted = [("verdict", one) for one in VERDICTS] + [("scope", one) for one in SCOPES]
    wanted += [("confidence", one) for one in CONFIDENCES]
    assert set(words()) == set(wanted)
    assert all(word.name.fr and word.name.en for word in words().values())


def test_the_published_rows_have_the_columns_that_are_described() -> None:
    rows = list(records("fr"))
    assert {tuple(row) for row in rows} == {tuple(column.name for column in columns())}
    required = [column.name for column in columns() if column.required]
    assert all(row[name] not in {None, ""} for row in rows for name in required)


def test_an_unknown_code_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refusal) as refused:
        claim("nothing")
    assert "catalogue/claims/claims.csv" in refused.value.sentence("fr")


@pytest.mark.parametrize(
    ("verdict", "number", "told"),
    [
        ("wrong", "", ("claims.csv", 2, "verdict")),
        ("agrees", NUMBER.format(claim="b", value=1, low="", scope="france"), ("figures.csv", 2, "claim")),
        ("agrees", NUMBER.format(claim="a", value=1, low=2, scope="france"), ("figures.csv", 2, "low, high")),
        ("agrees", NUMBER.format(claim="a", value="un", low="", scope="france"), ("figures.csv", 2, "value")),
        ("agrees", NUMBER.format(claim="a", value="", low="", scope="france"), ("figures.csv", 2, "value")),
        ("agrees", NUMBER.format(claim="a", value=1, low="", scope="mars"), ("figures.csv", 2, "scope")),
    ],
)
def test_a_faulty_file_is_refused_at_its_line(
    tmp_path: Path, verdict: str, number: str, told: tuple[str, int, str]
) -> None:
    (tmp_path / "claims.csv").write_text(HEAD + ROW.format(verdict=verdict), encoding="utf-8")
    (tmp_path / "figures.csv").write_text(FIGURES + number, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_claims(tmp_path)
    assert (refused.value.params["file"], refused.value.params["line"], refused.value.params["column"]) == told
