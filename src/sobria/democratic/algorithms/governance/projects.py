"""Acts of who carries a project: submit, withdraw; what a project must say before anyone reviews it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.people.models import User
from sobria.democratic.algorithms.governance.moving import locked, move, tell
from sobria.democratic.algorithms.governance.standing import EXECUTIVE, may_edit, refuse_judge, require_owner
from sobria.democratic.algorithms.models import Dossier, Stage
from sobria.democratic.algorithms.models.charter import Charter
from sobria.democratic.algorithms.services import is_read, publish, said, write_version
from sobria.engine.ai_act import Assessment, assess, questions
from sobria.engine.algorithms import content as contents
from sobria.engine.algorithms.content import Content
from sobria.engine.messages import Refusal

FRIA_RULE, HIGH = "R8", "high-risk"
PROHIBITED = "prohibited"
DECISIVE = frozenset({"R0", "R1", "R2"})
"""Rules that say whether the regulation applies, and whether it prohibits."""


@transaction.atomic
def submit(dossier: Dossier, *, seen: int, by: User) -> Dossier:
    """Freeze the content and give it to the committee. Raises Refusal with what is missing, in words."""
    require_owner(by, dossier.algorithm)
    dossier = locked(dossier)
    if dossier.version.number != seen:
        raise Refusal("algorithm-changed", number=dossier.version.number)
    refuse_judge(by, dossier)
    today = timezone.localdate()
    content = dossier.version.content
    refuse_incomplete(content, on=today, footprint=dossier.version.footprint)
    version = write_version(dossier.algorithm, content, dossier=dossier.number, stage=Stage.SUBMITTED, by=by)
    now = timezone.now()
    frozen = Dossier.objects.filter(pk=dossier.pk, state="draft").update(
        version=version,
        fingerprint=version.fingerprint,
        ai_class=version.ai_class,
        submitted_by=by,
        submitted_at=now,
    )
    if not frozen:
        raise Refusal("algorithm-frozen")
    dossier.refresh_from_db()
    if is_read(dossier):
        publish(dossier.algorithm, version)
    told = {"version": version.number, "digest": version.digest, "class": version.ai_class}
    return move(dossier, "submitted", by=by, data=told)


def refuse_incomplete(content: Content, *, on: date, footprint: dict[str, Any]) -> None:
    """What a project says before anyone reviews it. Raises the first Refusal, naming the fields. Two queries."""
    charter = Charter.objects.prefetch_related("principles").order_by("-number").first()
    for refusal in lacking(content, on=on, footprint=footprint, charter=charter):
        raise refusal


def lacking(content: Content, *, on: date, footprint: dict[str, Any], charter: Charter | None) -> Iterator[Refusal]:
    """Everything that keeps a content from being submitted, one sentence each. No query on a prefetched charter."""
    empty = contents.missing(content)
    if empty:
        yield Refusal("algorithm-incomplete", fields=said(empty))
    assessment = assess(content["ai_act"], on=on)
    checks: tuple[Callable[[], None], ...] = (
        lambda: refuse_prohibited(assessment),
        lambda: refuse_unknown(assessment),
        lambda: refuse_self_revising(content),
    )
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            yield refusal
    if content["grounds_decision"] == "yes":
        empty = tuple(code for code in ("decision", "parameters") if not content[code])
        if empty:
            yield Refusal("algorithm-crpa-incomplete", fields=said(empty))
    if assessment.cls.startswith(HIGH) and content["dpia"] in {"", "to-do", "under-way"}:
        yield Refusal("algorithm-dpia-missing")
    if any(one.rule == FRIA_RULE for one in assessment.obligations) and content["fria"] != "done":
        yield Refusal("algorithm-fria-missing")
    if footprint.get("unknown") and not content["footprint_unknown"]:
        yield Refusal("algorithm-footprint-missing")
    if charter is None:
        yield Refusal("algorithm-no-charter")
        return
    unanswered = [one.title for one in charter.principles.all() if not content["principles"].get(one.code)]
    if unanswered:
        yield Refusal("algorithm-principles-unanswered", principles=" ; ".join(unanswered))


def refuse_prohibited(assessment: Assessment) -> None:
    """Prohibited today, or by a law already published. Raises Refusal."""
    if assessment.cls == PROHIBITED or assessment.prohibited_from is not None:
        since = assessment.prohibited_from.isoformat() if assessment.prohibited_from else ""
        raise Refusal("algorithm-prohibited", date=since)


def refuse_unknown(assessment: Assessment) -> None:
    """Not knowing whether it is an AI, or a prohibited practice, is not enough. Raises Refusal naming the questions."""
    decisive = {one.code: one for one in questions() if one.rule in DECISIVE}
    open_ones = [decisive[code].article for code in assessment.unknown if code in decisive]
    if open_ones:
        raise Refusal("algorithm-questions-open", articles=", ".join(open_ones), count=len(open_ones))


def refuse_self_revising(content: Content) -> None:
    """A system that revises its rules alone is never the sole basis of a decision; not knowing is not enough."""
    alone, revises = content["sole_basis"] or "unknown", content["self_revising"] or "unknown"
    grounds = content["grounds_decision"] != "no"
    if grounds and alone == "yes" and revises == "yes":
        raise Refusal("algorithm-self-revising")
    if grounds and "no" not in {alone, revises} and content["automation"] == "full":
        raise Refusal("algorithm-self-revising-unknown")


@transaction.atomic
def withdraw(dossier: Dossier, *, disposal: str, by: User) -> Dossier:
    """Close it for good; its page stays. `disposal`: what becomes of data and logs."""
    if not by.holds(EXECUTIVE) and not may_edit(by, dossier.algorithm):
        raise PermissionDenied(_("Seuls le porteur du projet et l’exécutif retirent un projet."))
    if not disposal.strip():
        raise Refusal("algorithm-disposal-missing")
    dossier = locked(dossier)
    for open_one in dossier.proposals.filter(state="open"):
        dossier.proposals.filter(pk=open_one.pk).update(state="dropped", closed_at=timezone.now())
        told = {"dossier": dossier.number, "proposal": open_one.number, "result": "dropped"}
        tell("vote-closed", dossier.algorithm, by=by, data=told)
    today = timezone.localdate()
    if dossier.state == "draft" and assess(dossier.version.content["ai_act"], on=today).prohibited_from is not None:
        _say_in_public(dossier, by=by)
    return move(dossier, "withdrawn", by=by, reason=disposal.strip())


def _say_in_public(dossier: Dossier, *, by: User) -> None:
    """A prohibited practice that the city considered is said in public, though it could not be submitted."""
    content = dossier.version.content
    version = write_version(
        *(dossier.algorithm, content), dossier=dossier.number, stage=Stage.EDITORIAL, by=by, note=PROHIBITED
    )
    Dossier.objects.filter(pk=dossier.pk).update(version=version)
    dossier.refresh_from_db()
    if is_read(dossier):
        publish(dossier.algorithm, version)
