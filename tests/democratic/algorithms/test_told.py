"""What everyone must be able to read or reach: conditions with their terms, lost votes, interests, papers, presence."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from tests.worlds import algorithms as world

from sobria.city.people.models import Assignment, User
from sobria.democratic.algorithms.governance import committee, voting
from sobria.democratic.algorithms.models import Dossier
from sobria.democratic.algorithms.models.opinion import Proposal

pytestmark = pytest.mark.django_db
ROWS = {"conditions-TOTAL_FORMS": "2", "conditions-INITIAL_FORMS": "0"}


@pytest.fixture
def who() -> world.City:
    return world.city()


def read(person: User | None, path: str) -> str:
    client = Client()
    if person is not None:
        client.force_login(User.objects.get(pk=person.pk))
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def desk(dossier: Dossier, act: str = "") -> str:
    return reverse(f"algorithms-desk:{act or 'dossier'}", args=[dossier.algorithm.code, dossier.number])


def public(dossier: Dossier) -> str:
    return reverse("algorithms:entry", args=[dossier.algorithm.code])


def test_each_condition_is_shown_with_its_term_wherever_it_is_read(who: world.City) -> None:
    dossier = world.in_review(who)
    day = timezone.localdate() + timedelta(days=30)
    asked = [
        {"text": "Former les agents", "is_prior": True, "due_on": ""},
        {"text": "Publier un bilan", "is_prior": False, "due_on": day.isoformat()},
    ]
    proposal = world.proposed(who, dossier, sense="conditions", conditions=asked)
    read_by = [(who.members[0], desk(dossier, "vote")), (who.secretary, desk(dossier, "close-vote"))]
    pages = [read(person, path) for person, path in read_by]
    world.voted(proposal, who)
    pages += [
        read(who.mayor, desk(dossier, "decide")),
        read(None, public(dossier)),
        read(None, reverse("algorithms:session", args=[proposal.item.session.number])),
    ]
    for page in pages:
        assert "Former les agents (avant la mise en service)" in page
        assert f"Publier un bilan (avant le {date_format(day)})" in page


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        (("for", "for"), "Quorum non atteint : 2 voix pour cet avis, 0 contre, 0 abstention."),
        (("for", "against", "against"), "Avis rejeté : 1 voix pour cet avis, 2 contre, 0 abstention."),
    ],
)
def test_a_vote_that_gives_no_opinion_is_told_with_its_count(
    who: world.City, votes: tuple[str, ...], result: str
) -> None:
    dossier = world.in_review(who)
    proposal = world.proposed(who, dossier)
    for member, choice in zip(who.members, votes, strict=False):
        voting.cast_vote(proposal, choice=choice, by=member)
    client = Client()
    client.force_login(who.secretary)
    assert result in client.post(desk(dossier, "close-vote"), follow=True).content.decode()
    for page in (read(who.owner, desk(dossier)), read(None, public(dossier))):
        assert result in page
        assert "non adopté : favorable" in page


def test_a_declared_interest_is_published_without_a_name(who: world.City) -> None:
    dossier = world.in_review(who)
    member = who.members[3]
    committee.declare_interest(text="A travaillé chez l’éditeur", algorithm=dossier.algorithm, by=member)
    committee.declare_interest(text="Conseille un syndicat", algorithm=None, by=member)
    pages = [read(None, public(dossier)), read(None, reverse("algorithms:committee"))]
    assert "A travaillé chez l’éditeur" in pages[0]
    assert "Conseille un syndicat" in pages[1]
    for page in pages:
        assert member.name not in page


def test_papers_and_session_documents_are_reached_by_clicking(who: world.City) -> None:
    dossier = world.in_review(who, grounds_decision="yes", decision="Ordre de passage", parameters="Urgence")
    session = world.sitting(who, dossier)
    papers = f'href="{reverse("algorithms-desk:papers", args=[dossier.algorithm.code])}"'
    assert papers in read(who.owner, reverse("algorithms-desk:entry", args=[dossier.algorithm.code]))
    assert papers in read(who.owner, desk(dossier))
    assert f'href="{reverse("algorithms:mention", args=[dossier.algorithm.code])}"' in read(None, public(dossier))
    page = reverse("algorithms:session", args=[session.number])
    agenda, minutes = (
        f'href="{reverse("algorithms:session-paper", args=[session.number, paper])}"'
        for paper in ("ordre-du-jour", "releve")
    )
    assert agenda in read(None, page)
    assert minutes not in read(None, page)
    voting.close_session(session, minutes="Fini.", by=who.secretary)
    assert minutes in read(None, page)


def test_who_attended_stays_listed_once_the_mandate_is_over(who: world.City) -> None:
    session = world.sitting(who, world.in_review(who))
    gone = who.members[2]
    Assignment.objects.filter(user=gone).update(until=timezone.localdate() - timedelta(days=1))
    page = read(who.secretary, reverse("algorithms-desk:session", args=[session.number]))
    assert "3 présents" in page
    assert page.count("<td>présent</td>") == 3
    assert page.count("mandat terminé depuis") == 1


def test_more_rows_are_given_without_acting_and_what_was_typed_stays(who: world.City) -> None:
    dossier = world.in_review(who)
    world.sitting(who, dossier)
    client = Client()
    client.force_login(who.secretary)
    typed = {**ROWS, "conditions-0-text": "Former", "conditions-1-text": "Publier", "reasons": "Utile.", "more": "1"}
    answer = client.post(desk(dossier, "put-to-vote"), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not Proposal.objects.exists()
    assert 'name="conditions-3-text"' in page
    assert 'name="conditions-4-text"' not in page
    for text in ("Former", "Publier", "Utile."):
        assert text in page
    assert "Le formulaire n’a pas été accepté" not in page
    assert 'name="more"' in page


def test_a_bad_line_is_said_at_the_head_of_the_page(who: world.City) -> None:
    dossier = world.in_review(who)
    world.sitting(who, dossier)
    client = Client()
    client.force_login(who.secretary)
    typed = {
        **ROWS,
        "sense": "conditions",
        "reasons": "Utile.",
        "conditions-0-text": "F",
        "conditions-0-due_on": "demain",
    }
    answer = client.post(desk(dossier, "put-to-vote"), typed)
    assert answer.status_code == 422
    assert "Une ligne est à corriger" in answer.content.decode()
