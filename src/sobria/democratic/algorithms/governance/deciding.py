"""The executive: mayor, or delegate with a dated act. Nothing is ever approved by silence or by a deadline."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance.moving import locked, move
from sobria.democratic.algorithms.governance.projects import refuse_prohibited, refuse_self_revising, refuse_unknown
from sobria.democratic.algorithms.governance.serving import declare_running, expiry, unproven
from sobria.democratic.algorithms.governance.standing import (
    EXECUTIVE,
    delegation_of,
    refuse_author,
    refuse_committee,
    require,
)
from sobria.democratic.algorithms.governance.voting import cleaned
from sobria.democratic.algorithms.models import Dossier
from sobria.democratic.algorithms.models.decision import Condition, Decision
from sobria.democratic.algorithms.models.opinion import Opinion
from sobria.engine.ai_act import assess
from sobria.engine.algorithms.following import departs
from sobria.engine.algorithms.states import APPROVED
from sobria.engine.messages import Refusal

SUSPENDERS = EXECUTIVE | {Role.DPO}


@transaction.atomic
def decide(
    dossier: Dossier,
    *,
    sense: str,
    reference: str,
    dated: date,
    reasons: str = "",
    conditions: Iterable[Mapping[str, Any]] = (),
    seen: str,
    by: User,
) -> Decision:
    """Approve, approve under conditions, or refuse, on the content of the opinion (`seen`: its fingerprint as read).

    Raises Refusal: no opinion, another content, a prohibited practice, a date before the opinion or to come, no reasons
    for departing, a person on both sides.
    """
    require(by, EXECUTIVE)
    dossier = locked(dossier)
    opinion = dossier.opinions.order_by("-given_at", "-pk").first()
    if dossier.state != "opinion_given" or opinion is None:
        raise Refusal("algorithm-no-opinion")
    _refuse_content(dossier, opinion, seen)
    if sense not in {"approved", "approved_with_conditions", "refused"}:
        raise Refusal("algorithm-sense-unknown", sense=sense[:40])
    assessment = assess(dossier.version.content["ai_act"], on=timezone.localdate())
    if sense in APPROVED:
        refuse_prohibited(assessment)
        refuse_unknown(assessment)
        refuse_self_revising(dossier.version.content)
    asked = cleaned(conditions, sense)
    decision = _decision(
        *(dossier, opinion),
        sense=sense,
        reference=reference,
        dated=dated,
        reasons=reasons,
        departs=departs(sense, asked, opinion=opinion.sense, asked=opinion.conditions),
        ai_class=assessment.cls,
        by=by,
    )
    _add_conditions(decision, asked)
    told = {"conditions": asked, "opinion": opinion.sense, **_told(decision)}
    move(dossier, sense, by=by, reason=decision.reasons, data=told, ai_class=decision.ai_class)
    return decision


@transaction.atomic
def resume(dossier: Dossier, *, reference: str, dated: date, reasons: str, seen: str, by: User) -> Decision:
    """Let a suspended system serve again, by a new decision; after a new opinion if it was suspended for a risk."""
    require(by, EXECUTIVE)
    dossier = locked(dossier)
    if dossier.state != "suspended":
        raise Refusal("algorithm-not-suspended")
    opinion = dossier.opinions.order_by("-given_at", "-pk").first()
    stopped = dossier.transitions.filter(after="suspended").order_by("-rank").first()
    if opinion is None or stopped is None or (dossier.must_return and opinion.given_at < stopped.at):
        raise Refusal("algorithm-must-return")
    if dated < timezone.localdate(stopped.at):
        raise Refusal("algorithm-resumed-early", date=dated, day=timezone.localdate(stopped.at))
    _refuse_content(dossier, opinion, seen)
    if not reasons.strip():
        raise Refusal("algorithm-reason-missing")
    if unproven(dossier):
        raise Refusal("algorithm-conditions-open", conditions=" ; ".join(one.text for one in unproven(dossier)))
    today = timezone.localdate()
    assessment = assess(dossier.version.content["ai_act"], on=today)
    refuse_prohibited(assessment)
    decision = _decision(
        *(dossier, opinion),
        sense=Decision.Sense.RESUMED,
        reference=reference,
        dated=dated,
        reasons=reasons,
        departs=opinion.sense == "unfavourable",
        ai_class=assessment.cls,
        by=by,
    )
    expires = expiry(assessment, is_pilot=dossier.is_pilot, on=today)
    if dossier.expires_on and not dossier.must_return:
        expires = max(dossier.expires_on, today)
    data = {"expires_on": expires.isoformat(), **_told(decision)}
    columns = {"expires_on": expires, "ai_class": decision.ai_class}
    move(dossier, "in_service", by=by, reason=decision.reasons, data=data, must_return=False, **columns)
    declare_running(dossier.algorithm, is_pilot=dossier.is_pilot, on=today, by=by)
    return decision


@transaction.atomic
def suspend(dossier: Dossier, *, reason: str, for_risk: bool, by: User) -> Dossier:
    """Stop the authorisation at once: the overseer, the data-protection officer or the executive, any one alone."""
    oversees = by.is_active and by.pk == dossier.algorithm.overseer_id
    if not oversees and not by.holds(SUSPENDERS):
        raise PermissionDenied(
            _("Suspendre revient au surveillant, au délégué à la protection des données, à l’exécutif.")
        )
    if not reason.strip():
        raise Refusal("algorithm-reason-missing")
    dossier = locked(dossier)
    return move(
        *(dossier, "suspended"), by=by, reason=reason.strip(), data={"for_risk": for_risk}, must_return=for_risk
    )


def _refuse_content(dossier: Dossier, opinion: Opinion, seen: str) -> None:
    if not dossier.fingerprint == opinion.fingerprint == dossier.version.fingerprint == seen:
        raise Refusal("algorithm-fingerprint-differs")


def _decision(
    dossier: Dossier,
    opinion: Opinion,
    *,
    sense: str,
    reference: str,
    dated: date,
    reasons: str,
    departs: bool,
    ai_class: str,
    by: User,
) -> Decision:
    """Checks who and when, then writes it."""
    refuse_author(by, dossier)
    refuse_committee(by, dossier)
    if not reference.strip():
        raise Refusal("algorithm-reference-missing")
    if dated < opinion.given_on:
        raise Refusal("algorithm-decision-early", date=dated, opinion=opinion.given_on)
    if dated > timezone.localdate():
        raise Refusal("algorithm-decision-future", date=dated)
    delegation = delegation_of(by, on=dated)
    if departs and not reasons.strip():
        raise Refusal("algorithm-departing")
    return Decision.objects.create(
        dossier=dossier,
        opinion=opinion,
        fingerprint=dossier.fingerprint,
        sense=sense,
        reasons=reasons.strip(),
        departs=departs,
        reference=reference.strip()[:200],
        delegation=delegation,
        ai_class=ai_class,
        dated=dated,
        decided_at=timezone.now(),
        by=by,
    )


def _add_conditions(decision: Decision, asked: list[dict[str, Any]]) -> None:
    Condition.objects.bulk_create(
        Condition(
            decision=decision,
            rank=rank,
            text=row["text"],
            is_prior=row["is_prior"],
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        )
        for rank, row in enumerate(asked, start=1)
    )


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "sense": decision.sense,
        "departs": decision.departs,
        "reference": decision.reference,
        "delegation": decision.delegation,
        "dated": decision.dated.isoformat(),
        "class": decision.ai_class,
    }
