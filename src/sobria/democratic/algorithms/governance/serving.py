"""From an approval to service: conditions proven and checked by a second person, then the start itself."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance.moving import locked, move, tell
from sobria.democratic.algorithms.governance.projects import HIGH, refuse_prohibited
from sobria.democratic.algorithms.governance.standing import (
    COMMITTEE,
    EXECUTIVE,
    may_edit,
    name_of,
    refuse_judge,
    require_owner,
    rules_on,
)
from sobria.democratic.algorithms.models import Algorithm, Dossier, Operation
from sobria.democratic.algorithms.models.decision import Check, Condition, Evidence
from sobria.democratic.algorithms.models.watch import Observation
from sobria.democratic.algorithms.services import publish
from sobria.engine.ai_act import Assessment, assess
from sobria.engine.algorithms import content as contents
from sobria.engine.algorithms.states import APPROVED, IN_FORCE
from sobria.engine.duties.calendar_days import months_after
from sobria.engine.messages import Refusal

CHECKERS = COMMITTEE | EXECUTIVE | {Role.DPO, Role.OFFICER}
REGISTRATION_RULE = "R9"
LONGEST_REFERENCE = 200


@transaction.atomic
def give_evidence(condition: Condition, *, text: str, url: str = "", by: User) -> Evidence:
    """Say how a condition is met."""
    dossier = locked(condition.decision.dossier)
    require_owner(by, dossier.algorithm)
    if dossier.state not in APPROVED | IN_FORCE:
        raise Refusal("algorithm-not-conditional")
    if not text.strip():
        raise Refusal("algorithm-evidence-missing")
    given = Evidence.objects.create(
        condition=condition, text=text.strip(), url=url.strip(), given_at=timezone.now(), given_by=by
    )
    data = {"dossier": dossier.number, "condition": condition.rank, "text": given.text, "url": given.url}
    tell("evidence-given", dossier.algorithm, by=by, data=data)
    return given


@transaction.atomic
def check_evidence(evidence: Evidence, *, accepted: bool, reason: str = "", by: User) -> Check:
    """What a second person says of it: neither who gave it, nor who submitted. A refusal says why."""
    dossier = locked(evidence.condition.decision.dossier)
    may_check = may_edit(by, dossier.algorithm) or by.holds(CHECKERS)
    if not may_check:
        raise PermissionDenied(_("Votre rôle n’ouvre pas cet acte. Demandez à qui en a la charge."))
    if by.pk in {evidence.given_by_id, dossier.submitted_by_id}:
        raise Refusal("algorithm-second-person")
    if not accepted and not reason.strip():
        raise Refusal("algorithm-reason-missing")
    if Check.objects.filter(evidence=evidence).exists():
        raise Refusal("algorithm-already-checked")
    made = Check.objects.create(
        evidence=evidence, is_accepted=accepted, reason=reason.strip(), at=timezone.now(), by=by
    )
    data = {"dossier": dossier.number, "condition": evidence.condition.rank, "accepted": accepted}
    told = {**data, "reason": made.reason, "given_by": name_of(evidence.given_by)}
    tell("evidence-checked", dossier.algorithm, by=by, data=told)
    return made


def unproven(dossier: Dossier) -> list[Condition]:
    """Prior conditions without accepted evidence. One query."""
    prior = Condition.objects.filter(decision__dossier=dossier, is_prior=True)
    return list(prior.exclude(evidence__check_made__is_accepted=True).order_by("decision_id", "rank"))


@transaction.atomic
def start_service(
    dossier: Dossier, *, notices: bool, registration: str = "", is_pilot: bool = False, by: User
) -> Dossier:
    """Put in service what was approved, on that exact content.

    `notices`: who puts it in service says that the notices owed to people are live. A former dossier in force is
    superseded in the same transaction. Raises Refusal.
    """
    require_owner(by, dossier.algorithm)
    dossier = locked(dossier)
    today = timezone.localdate()
    if dossier.state not in APPROVED:
        raise Refusal("algorithm-not-approved")
    refuse_judge(by, dossier)
    if contents.fingerprint(dossier.version.content) != dossier.fingerprint:
        raise Refusal("algorithm-fingerprint-differs")
    waiting = unproven(dossier)
    if waiting:
        raise Refusal("algorithm-conditions-open", conditions=" ; ".join(one.text for one in waiting))
    assessment = assess(dossier.version.content["ai_act"], on=today)
    refuse_prohibited(assessment)
    if assessment.cls != dossier.ai_class:
        raise Refusal("algorithm-class-changed")
    if not notices:
        raise Refusal("algorithm-notice-missing")
    registration = registration.strip()[:LONGEST_REFERENCE]
    if any(one.rule == REGISTRATION_RULE for one in assessment.obligations) and not registration:
        raise Refusal("algorithm-registration-missing")
    for former in dossier.algorithm.dossiers.filter(state__in=IN_FORCE):
        move(former, "superseded", by=by, reason=f"dossier {dossier.number}")
    expires = expiry(assessment, is_pilot=is_pilot, on=today)
    data = {"expires_on": expires.isoformat(), "registration": registration, "is_pilot": is_pilot}
    columns: dict[str, Any] = {"expires_on": expires, "registration": registration, "is_pilot": is_pilot}
    dossier = move(dossier, "in_service", by=by, data=data, **columns)
    publish(dossier.algorithm, dossier.version)
    declare_running(dossier.algorithm, is_pilot=is_pilot, on=today, by=by)
    return dossier


def expiry(assessment: Assessment, *, is_pilot: bool, on: date) -> date:
    """The last day of an authorisation that begins on a day, after the committee's rules. One query."""
    rules = rules_on(on)
    high = assessment.cls.startswith(HIGH)
    return months_after(on, rules["months_pilot" if is_pilot else "months_high" if high else "months_other"])


def declare_running(algorithm: Algorithm, *, is_pilot: bool, on: date, by: User) -> None:
    """Putting in service is also seeing it run."""
    operation = Operation.PILOT if is_pilot else Operation.RUNNING
    Observation.objects.create(
        algorithm=algorithm, operation=operation, source="agent", seen_on=on, at=timezone.now(), by=by
    )
    Algorithm.objects.filter(pk=algorithm.pk).update(operation=operation, operation_since=on, regularise_by=None)
    tell(
        "observed", algorithm, by=by, data={"operation": operation.value, "seen_on": on.isoformat(), "source": "agent"}
    )
