"""A committee, an executive and a project, and the whole path from one to the other."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from tests.worlds.people import PASSWORD, add_second_factor

from sobria.city.people.models import User
from sobria.city.people.roles import DECIDING, Role
from sobria.city.people.services import assign_role, create_user
from sobria.democratic.algorithms.governance import charters, committee, deciding, projects, serving, voting
from sobria.democratic.algorithms.models import Algorithm, Dossier
from sobria.democratic.algorithms.models.committee import Session
from sobria.democratic.algorithms.models.decision import Decision
from sobria.democratic.algorithms.models.opinion import Opinion, Proposal
from sobria.democratic.algorithms.services import create_algorithm, save_draft
from sobria.engine.ai_act import blank

PRINCIPLES = (
    {"code": "human", "title": "L’humain décide", "question": "Qui peut passer outre le résultat ?"},
    {"code": "sober", "title": "Sobriété", "question": "Pourquoi un moyen plus sobre ne suffit-il pas ?"},
)
CONTENT: dict[str, Any] = {
    "name": "Tri des demandes de voirie",
    "summary": "Range les signalements par service.",
    "technique": "rules",
    "administration": "Ville de Lutèce",
    "department": "Voirie",
    "contact_email": "voirie@lutece.example",
    "purpose": "Orienter chaque signalement.",
    "population": "Habitants",
    "legal_basis": "Mission de service public",
    "grounds_decision": "no",
    "automation": "support",
    "impacts": "Des réponses plus rapides.",
    "risks": "Un signalement mal orienté.",
    "data_sources": "Signalements",
    "data_categories": "Aucune",
    "methods": "Mots-clés",
    "human_oversight": "Un agent relit chaque jour.",
    "appeals": "Écrire au service.",
    "footprint_unknown": "Aucun volume n’est mesuré.",
    "principles": {"human": "Un agent.", "sober": "Des règles simples."},
    "ai_act": {"is-ai-system": "no"},
}

# A high risk: benefits, with profiling; whether it was already in service is not said.
HIGH_RISK: dict[str, str] = {
    **{code: "no" for code in blank() if not code.startswith(("annex-i-", "already-"))},
    **dict.fromkeys(("is-ai-system", "annex-iii-5a-benefits", "profiling", "city-deploys", "public-body"), "yes"),
}


@dataclass(frozen=True)
class City:
    """People on every side, and a charter."""

    owner: User
    colleague: User
    secretary: User
    members: tuple[User, ...]
    mayor: User
    dpo: User
    officer: User


def person(role: Role, name: str) -> User:
    found = create_user(email=f"{name}@lutece.example", password=PASSWORD, role=role, name=name)
    if role in DECIDING:
        add_second_factor(found)
    return User.objects.get(pk=found.pk)


def city(*, members: int = 4) -> City:
    officer = person(Role.OFFICER, "responsable")
    charters.publish_charter(
        title="Charte de Lutèce",
        text="",
        reference="2026-1",
        adopted_on=timezone.localdate(),
        principles=PRINCIPLES,
        by=officer,
    )
    return City(
        owner=person(Role.AGENT, "porteur"),
        colleague=person(Role.AGENT, "collegue"),
        secretary=person(Role.SECRETARY, "secretaire"),
        members=tuple(person(Role.MEMBER, f"membre{number}") for number in range(1, members + 1)),
        mayor=person(Role.EXECUTIVE, "maire"),
        dpo=person(Role.DPO, "dpo"),
        officer=officer,
    )


def met_again(who: City) -> City:
    """The same people, read from the database anew."""
    known = User.objects.in_bulk()
    alone = ("owner", "colleague", "secretary", "mayor", "dpo", "officer")
    people = {name: known[getattr(who, name).pk] for name in alone}
    return City(members=tuple(known[one.pk] for one in who.members), **people)


def project(who: City, **changes: Any) -> Algorithm:
    return create_algorithm(values=CONTENT | changes, by=who.owner)


def dossier_of(algorithm: Algorithm) -> Dossier:
    return algorithm.dossiers.select_related("algorithm", "version").order_by("-number").get()


def save(dossier: Dossier, values: dict[str, Any], *, seen: int, by: User) -> None:
    save_draft(dossier, values=values, seen=seen, by=by)


def submitted(who: City, **changes: Any) -> Dossier:
    dossier = dossier_of(project(who, **changes))
    return projects.submit(dossier, seen=dossier.version.number, by=who.owner)


def in_review(who: City, **changes: Any) -> Dossier:
    return committee.admit(submitted(who, **changes), rapporteur=who.members[0], by=who.secretary)


def sitting(who: City, dossier: Dossier, *, present: int = 3) -> Session:
    """An open session with the dossier on its agenda."""
    session = committee.plan_session(on=timezone.localdate(), by=who.secretary)
    committee.add_to_agenda(session, dossier, by=who.secretary)
    committee.open_session(session, by=who.secretary)
    for member in who.members[:present]:
        committee.attend(session, member, by=who.secretary)
    return session


def proposed(who: City, dossier: Dossier, *, sense: str = "favourable", conditions: Any = ()) -> Proposal:
    session = sitting(who, dossier)
    item = session.items.get(dossier=dossier)
    return voting.put_to_vote(item, sense=sense, reasons="Lu.", conditions=conditions, by=who.secretary)


def also(someone: User, role: Role, *, by: User) -> None:
    """Another role, from today on, with what it asks."""
    if role in DECIDING and not User.objects.get(pk=someone.pk).has_second_factor:
        add_second_factor(someone)
    assign_role(someone, role, by=by, since=timezone.localdate())


def opinion_in(session: Session, who: City, dossier: Dossier) -> Opinion:
    item = session.items.get(dossier=dossier)
    proposal = voting.put_to_vote(item, sense="favourable", reasons="Lu.", by=who.secretary)
    return voted(proposal, who)


def opinion(who: City, dossier: Dossier, *, sense: str = "favourable", conditions: Any = ()) -> Opinion:
    return voted(proposed(who, dossier, sense=sense, conditions=conditions), who)


def voted(proposal: Proposal, who: City) -> Opinion:
    for member in who.members[:3]:
        voting.cast_vote(proposal, choice="for", by=member)
    given = voting.close_vote(proposal, by=who.secretary)
    assert given is not None
    return given


def decided(who: City, dossier: Dossier, *, sense: str = "approved", **more: Any) -> Decision:
    dossier.refresh_from_db()
    said = {"reference": "AR-1", "dated": timezone.localdate(), "seen": dossier.fingerprint, "by": who.mayor, **more}
    return deciding.decide(dossier, sense=sense, **said)


def approved(who: City, **changes: Any) -> Dossier:
    dossier = in_review(who, **changes)
    opinion(who, dossier)
    decided(who, dossier)
    dossier.refresh_from_db()
    return dossier


def in_service(who: City, **changes: Any) -> Dossier:
    return serving.start_service(approved(who, **changes), notices=True, by=who.owner)
