"""Papers of a record: what the law asks is there, what the record lacks is named, nothing of a person is invented."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobria.engine.algorithms.content import blank, complete
from sobria.engine.algorithms.fields import fields
from sobria.engine.algorithms.papers import Known, Paper, clock, outlines, write
from sobria.engine.algorithms.papers.delays import delay
from sobria.engine.algorithms.papers.values import day_words, number
from sobria.engine.documents.pdf import pdf
from sobria.engine.documents.plain import plain
from sobria.engine.documents.structure import Paragraph
from sobria.engine.messages import LANGUAGES, Language

DAY = date(2026, 11, 25)
SCORING = {
    "name": "Barème des aides",
    "summary": "Classe les demandes d’aide.",
    "administration": "Ville de Lutèce",
    "department": "Action sociale",
    "contact_email": "algorithmes@lutece.example",
    "purpose": "Ordonner les demandes d’aide selon l’urgence.",
    "population": "Demandeurs d’aide",
    "grounds_decision": "yes",
    "automation": "support",
    "data_sources": "Formulaire de demande",
    "methods": "Somme de points",
    "parameters": "Revenu 60 %, enfants 40 %",
    "appeals": "Écrire au service dans les deux mois.",
    "decisions_per_year": 12_345,
    "hosting_country": "FRA",
}


def paper(code: str, *, language: Language = "fr", known: Known | None = None, **values: Any) -> Paper:
    return write(code, complete(SCORING | values), known or Known(DAY), language=language)


def text_of(paper: Paper) -> str:
    return plain(paper.document)


def natures(paper: Paper, nature: str) -> list[str]:
    return [one.text for one in paper.document.blocks if isinstance(one, Paragraph) and one.nature == nature]


def test_the_mention_holds_the_six_things_the_law_asks() -> None:
    said = paper("mention", known=Known(DAY, page="https://lutece.example/registres/algorithmes/AL-1/"))
    text = text_of(said)
    for part in (
        "sur le fondement d’un traitement algorithmique, « Barème des aides »",
        "Administration responsable : Ville de Lutèce.",
        "Finalité du traitement : Ordonner les demandes",
        "Vous avez le droit d’obtenir, sur demande, les règles",
        "écrivez à algorithmes@lutece.example",
        "pour saisir la Commission d’accès aux documents administratifs (CADA)",
    ):
        assert part in text, part
    assert "pendant un mois" in text
    assert "deux mois pour saisir" in text
    assert "https://lutece.example/registres/algorithmes/AL-1/" in text
    assert said.missing == ()


@pytest.mark.parametrize("field", ["name", "administration", "purpose", "contact_email"])
def test_the_mention_names_what_the_record_lacks(field: str) -> None:
    said = paper("mention", **{field: ""})
    assert said.missing == (field,)
    assert f"[Manque dans la fiche\u00a0: {fields()[field].name()}." in text_of(said)
    assert "{" not in text_of(said)


def test_the_mention_says_how_far_a_machine_decided() -> None:
    assert "prise entièrement sur le fondement" in text_of(paper("mention", automation="full"))
    assert "prise, en partie, sur le fondement" in text_of(paper("mention", automation="support"))
    assert "prise sur le fondement" in text_of(paper("mention", automation=""))


def test_remarks_stay_out_of_the_paper() -> None:
    full = paper("mention", automation="full", sole_basis="yes", self_revising="yes")
    assert any("loi n° 78-17, art. 47" in remark for remark in full.remarks)
    assert any("2018-765 DC" in remark for remark in full.remarks)
    assert not any(remark in text_of(full) for remark in full.remarks)
    assert "2018-765" not in " ".join(paper("mention", sole_basis="yes").remarks)
    assert any("n’est pas due" in remark for remark in paper("mention", grounds_decision="no").remarks)
    assert any("Dans le doute" in remark for remark in paper("mention", grounds_decision="").remarks)


def test_the_reply_has_its_four_parts_and_leaves_what_is_of_the_person() -> None:
    said = paper("reply", known=Known(DAY, requested_on=date(2026, 11, 1)))
    text = text_of(said)
    places = [text.index(f"{rank}. ") for rank in range(1, 5)]
    assert places == sorted(places)
    assert "le 1er novembre 2026" in text
    assert "Paramètres et pondération\u00a0: Revenu 60 %, enfants 40 %" in text
    blanks = natures(said, "blank")
    assert any("poids qui lui a été appliqué" in one for one in blanks)
    assert any("données de cette personne" in one for one in blanks)
    assert len(blanks) >= 7


FRIA_PARTS = ("Processus", "Période", "Personnes", "Risques", "Contrôle", "Réponse")


def test_the_rights_assessment_has_the_six_points_of_article_27() -> None:
    text = text_of(paper("fria"))
    places = [text.index(f"{rank}. {words}") for rank, words in enumerate(FRIA_PARTS, start=1)]
    assert places == sorted(places)
    assert "Décisions par an\u00a0: 12\u202f345" in text
    assert "Demandeurs d’aide" in text


def test_the_data_assessment_has_the_four_parts_of_article_35() -> None:
    text = text_of(paper("dpia"))
    for rank, words in enumerate(("Description", "Nécessité et proportionnalité", "Risques", "Mesures"), start=1):
        assert f"{rank}. {words}" in text
    assert "Pays d’hébergement\u00a0: France" in text


@pytest.mark.parametrize("code", list(outlines()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_that_says_nothing_still_gives_a_paper_and_a_pdf(code: str, language: Language) -> None:
    said = write(code, blank(), Known(DAY), language=language)
    assert said.missing
    assert set(said.missing) <= set(fields())
    assert pdf(said.document).startswith(b"%PDF")


@pytest.mark.parametrize("code", list(outlines()))
def test_both_languages_say_as_many_things(code: str) -> None:
    french, english = (paper(code, language=language) for language in LANGUAGES)
    assert [type(one) for one in french.document.blocks] == [type(one) for one in english.document.blocks]
    assert french.document.title != english.document.title
    assert len(french.remarks) == len(english.remarks)
    assert french.outline.source


@settings(deadline=None)
@given(name=st.text(min_size=1, max_size=60), purpose=st.text(min_size=1, max_size=60))
def test_words_of_a_record_are_never_read_as_places(name: str, purpose: str) -> None:
    content = blank() | {"name": name + "{purpose}{0}", "purpose": purpose}
    assert "{purpose}{0}" in text_of(write("mention", content, Known(DAY)))


def test_silence_of_a_month_then_two_months() -> None:
    running = clock(date(2026, 1, 15))
    assert (running.refused_on, running.cada_until) == (date(2026, 2, 15), date(2026, 4, 15))


def test_a_month_without_such_a_day_ends_on_its_last() -> None:
    running = clock(date(2026, 12, 31))
    assert (running.refused_on, running.cada_until) == (date(2027, 1, 31), date(2027, 3, 31))
    assert clock(date(2028, 1, 31)).refused_on == date(2028, 2, 29)


@settings(deadline=None)
@given(st.dates(date(2017, 9, 1), date(2100, 1, 1)))
def test_dates_of_a_request_follow_one_another(day: date) -> None:
    running = clock(day)
    assert day < running.refused_on < running.cada_until


def test_delays_carry_their_source_and_what_is_to_be_confirmed() -> None:
    for one in clock(DAY).delays:
        assert one.source
        assert one.status == "to-confirm"
        assert all(one.note(language) for language in LANGUAGES)
    assert delay("cada", DAY).name("en") == "two months"


def test_days_and_numbers_are_written_as_each_language_does() -> None:
    assert day_words(date(2027, 3, 1), "fr") == "1er mars 2027"
    assert day_words(date(2027, 8, 2), "en") == "2 August 2027"
    assert number(1234567, "fr") == "1\u202f234\u202f567"
    assert number(1234.5, "fr") == "1\u202f234,5"
    assert number(1234.5, "en") == "1,234.5"
    assert number(3.0, "fr") == "3"
