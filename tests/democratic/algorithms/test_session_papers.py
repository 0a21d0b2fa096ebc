"""The agenda and the minutes of a session, as PDF, for everyone."""

import pytest
from django.test import Client
from tests.worlds import algorithms as world

from sobria.city.people import throttle
from sobria.democratic.algorithms.governance import committee, voting
from sobria.democratic.algorithms.models.committee import Session
from sobria.democratic.algorithms.papers import made_files, session_papers
from sobria.democratic.algorithms.reading import selectors
from sobria.engine.documents.plain import plain

pytestmark = pytest.mark.django_db
PUBLIC = "/registres/algorithmes/comite/seances/"


def test_the_agenda_is_there_at_once_and_the_minutes_once_closed(client: Client) -> None:
    who = world.city()
    dossier = world.in_review(who)
    world.opinion(who, dossier)
    session = Session.objects.get()
    agenda = client.get(f"{PUBLIC}{session.number}/ordre-du-jour.pdf")
    assert agenda.status_code == 200
    assert agenda.content.startswith(b"%PDF")
    assert client.get(f"{PUBLIC}{session.number}/releve.pdf").status_code == 404
    voting.close_session(session, minutes="Les membres ont lu le dossier.", by=who.secretary)
    minutes = client.get(f"{PUBLIC}{session.number}/releve.pdf")
    assert minutes.headers["Content-Type"] == "application/pdf"
    assert client.get(f"{PUBLIC}{session.number}/rien.pdf").status_code == 404
    words = plain(session_papers.minutes(Session.objects.get()))
    text = words if isinstance(words, str) else words.decode()
    assert "Les membres ont lu le dossier." in text
    assert "3 voix pour" in text
    assert not [one.name for one in who.members if one.name in text]
    assert "Tri des demandes de voirie" in text


def test_a_paper_of_a_session_is_counted_for_one_place(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_files, "MADE", throttle.Rate("few-sessions", 1, 600))
    who = world.city()
    world.sitting(who, world.in_review(who))
    address = f"{PUBLIC}{Session.objects.get().number}/ordre-du-jour.pdf"
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 200]
    assert client.get(f"/en{address}").status_code == 429


def test_the_minutes_say_what_the_page_says_of_each_vote(client: Client) -> None:
    who = world.city()
    dossier = world.in_review(who)
    committee.recuse(dossier, reason="Ancien employeur", by=who.members[3])
    asked = [
        {"text": "Un audit", "is_prior": True, "due_on": ""},
        {"text": "Un bilan", "is_prior": False, "due_on": "2031-01-02"},
    ]
    proposal = world.proposed(who, dossier, sense="conditions", conditions=asked)
    voting.cast_vote(proposal, choice="for", by=who.members[0])
    voting.cast_vote(proposal, choice="against", dissent="Trop cher pour la ville.", by=who.members[1])
    voting.cast_vote(proposal, choice="against", by=who.members[2])
    assert voting.close_vote(proposal, by=who.secretary) is None
    voting.close_session(Session.objects.get(), minutes="Lu.", by=who.secretary)
    session = selectors.session(Session.objects.get().number)
    assert session is not None
    written = plain(session_papers.minutes(session))
    for words in (
        "1 membre déporté.",
        "Avis rejeté : 1 voix pour cet avis, 2 contre, 0 abstention.",
        "Un audit (avant la mise en service)",
        "Un bilan (avant le 2 janvier 2031)",
        "Opinion séparée : Trop cher pour la ville.",
    ):
        assert words in written
    assert not [one.name for one in who.members if one.name in written]
    assert client.get(f"{PUBLIC}{session.number}/releve.pdf").content.startswith(b"%PDF")
