"""What Lutèce's committee has done: five systems on their way, from a draft to service, a refusal, a ban.

All of it invented, in `catalogue/demo/algorithms.yaml`, and done by the acts of the register, by people on each side.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

import yaml
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sobria.city.journal.checkpoints import sign_today
from sobria.city.people.models import User
from sobria.cli.telling import tell
from sobria.democratic.algorithms.governance import charters, committee, deciding, projects, serving, voting, watching
from sobria.democratic.algorithms.models import Dossier
from sobria.democratic.algorithms.models.committee import Session
from sobria.democratic.algorithms.notices import letters
from sobria.democratic.algorithms.services import create_algorithm, name_overseer
from sobria.engine.ai_act import questions


@dataclass(frozen=True, slots=True)
class Sides:
    """Who acts: nobody stands on two sides of a decision."""

    officer: User
    owner: User
    secretary: User
    members: tuple[User, ...]
    mayor: User


def load_decisions(people: Mapping[str, User]) -> None:
    """By the accounts of the demonstration; told with the time it took."""
    started = time.monotonic()
    members = tuple(people[code] for code in people if code.startswith("member-"))
    load_algorithms(
        Sides(people["officer"], people["owner"], people["secretary"], members, people["executive"]),
    )
    sign_today()
    # Letters about what was played here would fill the terminal before the first visitor acts.
    DBTaskResult.objects.ready().filter(task_path=letters.TASK).delete()
    tell("demo-algorithms", seconds=f"{time.monotonic() - started:.1f}")


def load_algorithms(who: Sides) -> None:
    """A charter, then each system as far as it goes; one waits for its committee."""
    told = yaml.safe_load(files("sobria.catalogue").joinpath("demo/algorithms.yaml").read_text(encoding="utf-8"))
    example = yaml.safe_load(files("sobria.catalogue").joinpath("algorithms/charter.yaml").read_text(encoding="utf-8"))
    principles = [
        {"code": one["code"], "title": one["title"]["fr"], "question": one["question"]["fr"]}
        for one in example["principles"]
    ]
    charters.publish_charter(**told["charter"], text="", principles=principles, by=who.officer)
    dossiers = {one["code"]: _drafted(one, told, principles, who) for one in told["systems"]}
    projects.withdraw(dossiers.pop("scoring"), disposal=told["disposal"], by=who.owner)
    for dossier in dossiers.values():
        projects.submit(dossier, seen=dossier.version.number, by=who.owner)
    _sat({code: dossiers[code] for code in told["opinions"]}, told, who)
    _served(dossiers["chatbot"], told, who)
    for one in told["observed"]:
        _seen(one, who)


def _drafted(one: Mapping[str, Any], told: Mapping[str, Any], principles: list[dict[str, str]], who: Sides) -> Dossier:
    silent = {asked.code: _silent({answer.code for answer in asked.answers}) for asked in questions()}
    values = told["common"] | one["content"] | {"ai_act": silent | one["answers"]}
    if one["principle"]:
        values["principles"] = {principle["code"]: one["principle"] for principle in principles}
    algorithm = create_algorithm(values=values, by=who.owner)
    name_overseer(algorithm, overseer=who.owner, owner=who.owner, by=who.owner)
    return algorithm.dossiers.select_related("algorithm", "version").get()


def _silent(answers: set[str]) -> str:
    return "no" if "no" in answers else "none" if "none" in answers else "unknown"


def _sat(dossiers: Mapping[str, Dossier], told: Mapping[str, Any], who: Sides) -> None:
    """One session, two opinions, two decisions."""
    session = committee.plan_session(on=timezone.localdate(), place="Hôtel de ville", by=who.secretary)
    for number, dossier in enumerate(dossiers.values()):
        committee.admit(dossier, rapporteur=who.members[number], by=who.secretary)
        committee.add_to_agenda(session, dossier, by=who.secretary)
    committee.open_session(session, by=who.secretary)
    for member in who.members:
        committee.attend(session, member, by=who.secretary)
    for code, dossier in dossiers.items():
        _voted(session, dossier, told["opinions"][code], who)
    voting.close_session(session, minutes=told["minutes"], by=who.secretary)
    for code, dossier in dossiers.items():
        _decided(dossier, told["decisions"][code], told["opinions"][code]["conditions"], who)


def _voted(session: Session, dossier: Dossier, said: Mapping[str, Any], who: Sides) -> None:
    item = session.items.get(dossier=dossier)
    proposed = {name: said[name] for name in ("sense", "reasons", "conditions")}
    proposal = voting.put_to_vote(item, **proposed, by=who.secretary)
    last = who.members[-1]
    for member in who.members:
        against = member == last and bool(said["dissent"])
        voting.cast_vote(
            proposal, choice="against" if against else "for", dissent=said["dissent"] if against else "", by=member
        )
    voting.close_vote(proposal, by=who.secretary)


def _decided(dossier: Dossier, said: Mapping[str, Any], conditions: list[dict[str, Any]], who: Sides) -> None:
    dossier.refresh_from_db()
    act: dict[str, Any] = {"dated": timezone.localdate(), "seen": dossier.fingerprint, "conditions": conditions}
    deciding.decide(dossier, **said, **act, by=who.mayor)


def _served(dossier: Dossier, told: Mapping[str, Any], who: Sides) -> None:
    """Each condition proven by the owner, checked by the officer; then service."""
    decision = dossier.decisions.get()
    for condition, proof in zip(decision.conditions.order_by("rank"), told["evidence"], strict=True):
        evidence = serving.give_evidence(condition, text=proof["text"], by=who.owner)
        serving.check_evidence(evidence, accepted=True, by=who.officer)
    dossier.refresh_from_db()
    serving.start_service(dossier, notices=True, by=who.owner)


def _seen(one: Mapping[str, Any], who: Sides) -> None:
    content = {name: value for name, value in one.items() if name not in {"source", "days_ago", "detail"}}
    watching.observe_unknown(
        values=content,
        operation="running",
        seen_on=timezone.localdate() - timedelta(days=one["days_ago"]),
        source=one["source"],
        detail=one["detail"],
        by=who.officer,
    )
