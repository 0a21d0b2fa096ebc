"""A record as data: everything public of it, and what is needed to compute its fingerprints again."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from sobria.democratic.algorithms.models import Algorithm, Dossier, Version
from sobria.democratic.algorithms.models.decision import Condition, Decision
from sobria.democratic.algorithms.models.opinion import Opinion
from sobria.democratic.algorithms.public.record_page import FEEDS
from sobria.democratic.algorithms.reading import selectors
from sobria.engine.algorithms import content as contents
from sobria.engine.algorithms.fields import fields

FORMAT = "sobria-algorithm/1"
HOW = (
    "SHA-256 of the UTF-8 JSON of a content: keys in code-point order, no spaces, characters as they are."
    " `digest` covers the whole content; `fingerprint` its fields listed in `fingerprint_fields`."
    " What is withheld, and original keys of an import, are not here: `can_recompute` says which digest they leave out."
)


def of(algorithm: Algorithm) -> dict[str, Any]:
    """Nobody's name; what is withheld is left out and its legal ground kept. Some fifteen queries."""
    return {
        "format": FORMAT,
        "how_to_verify": HOW,
        "fingerprint_fields": [code for code, field in fields().items() if field.material],
        "journal_subject": f"algorithm:{algorithm.code}",
        "code": algorithm.code,
        "name": algorithm.shown.get("name") or algorithm.name,
        "authorisation": algorithm.authorisation,
        "operation": algorithm.operation,
        "operation_since": _day(algorithm.operation_since),
        "regularise_by": _day(algorithm.regularise_by),
        "versions": [_version(one) for one in selectors.versions(algorithm).order_by("number")],
        "dossiers": [_dossier(one) for one in selectors.dossiers(algorithm) if one.transitions.all()],
        "observations": [
            {
                "operation": one.operation,
                "seen_on": _day(one.seen_on),
                "source": one.source,
                "detail": one.detail,
                "at": _at(one.at),
            }
            for one in selectors.observations(algorithm)
        ],
        "questions": [
            {
                "kind": one.kind,
                "text": one.text,
                "answer": one.answer,
                "asked_at": _at(one.asked_at),
                "due_on": _day(one.due_on),
                "answered_at": _at(one.answered_at),
            }
            for one in selectors.shown_questions(algorithm)
        ],
    }


def _version(version: Version) -> dict[str, Any]:
    content, held = version.content, version.content["withheld"]
    shown = contents.public(content)
    return {
        "number": version.number,
        "dossier": version.dossier_number,
        "stage": version.stage,
        "created_at": _at(version.created_at),
        "note": version.note,
        "charter": version.charter,
        "ai_class": version.ai_class,
        "content": {code: value for code, value in shown.items() if code not in held},
        "withheld": held,
        "can_recompute": {
            "fingerprint": not any(code in fields() and fields()[code].material for code in held),
            "digest": not held and not content["kept"],
        },
        "fingerprint": version.fingerprint,
        "digest": version.digest,
        "footprint": None if any(code in held for code in FEEDS) else version.footprint,
    }


def _dossier(dossier: Dossier) -> dict[str, Any]:
    return {
        "number": dossier.number,
        "state": dossier.state,
        "fingerprint": dossier.fingerprint,
        "due_on": _day(dossier.due_on),
        "is_pilot": dossier.is_pilot,
        "expires_on": _day(dossier.expires_on),
        "registration": dossier.registration,
        "transitions": [
            {
                "rank": one.rank,
                "act": one.act,
                "before": one.before,
                "after": one.after,
                "fingerprint": one.fingerprint,
                "reason": one.reason,
                "at": _at(one.at),
            }
            for one in dossier.transitions.all()
        ],
        "requests": [{"text": one.text, "asked_at": _at(one.asked_at)} for one in dossier.requests.all()],
        "recusals": [{"reason": one.reason, "declared_at": _at(one.declared_at)} for one in dossier.recusals.all()],
        "opinions": [_opinion(one) for one in dossier.opinions.all()],
        "decisions": [_decision(one) for one in dossier.decisions.all()],
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "sense": opinion.sense,
        "reasons": opinion.reasons,
        "conditions": opinion.conditions,
        "seats": opinion.seats,
        "votes": {"for": opinion.votes_for, "against": opinion.votes_against, "abstain": opinion.abstentions},
        "dissents": [one.dissent for one in opinion.proposal.votes.all()],
        "session": opinion.proposal.item.session.number,
        "fingerprint": opinion.fingerprint,
        "given_on": _day(opinion.given_on),
        "given_at": _at(opinion.given_at),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "sense": decision.sense,
        "reasons": decision.reasons,
        "departs": decision.departs,
        "reference": decision.reference,
        "delegation": decision.delegation,
        "ai_class": decision.ai_class,
        "dated": _day(decision.dated),
        "decided_at": _at(decision.decided_at),
        "fingerprint": decision.fingerprint,
        "conditions": [_condition(one) for one in decision.conditions.all()],
    }


def _condition(condition: Condition) -> dict[str, Any]:
    found = []
    for one in condition.evidence.all():
        check = getattr(one, "check_made", None)
        checked = {"accepted": check.is_accepted, "reason": check.reason, "at": _at(check.at)} if check else None
        found.append({"text": one.text, "url": one.url, "given_at": _at(one.given_at), "check": checked})
    return {
        "rank": condition.rank,
        "text": condition.text,
        "is_prior": condition.is_prior,
        "due_on": _day(condition.due_on),
        "evidence": found,
    }


def _at(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
