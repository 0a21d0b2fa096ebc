"""The path of a record, step by step: who spoke in which capacity, when, with which votes. Nobody's name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sobria.democratic.algorithms.models import Dossier, Transition
from sobria.democratic.algorithms.models.committee import Interest
from sobria.democratic.algorithms.models.decision import Condition, Decision
from sobria.democratic.algorithms.models.opinion import Opinion, Proposal
from sobria.democratic.algorithms.reading.written import reader
from sobria.engine.algorithms.states import states

TITLES = {
    "submit": gettext_lazy("Dossier déposé"),
    "admit": gettext_lazy("Examen commencé"),
    "request_information": gettext_lazy("Le comité demande des précisions"),
    "start_service": gettext_lazy("Mis en service"),
    "review": gettext_lazy("À réexaminer"),
    "suspend": gettext_lazy("Usage suspendu"),
    "supersede": gettext_lazy("Remplacé par un dossier plus récent"),
    "withdraw": gettext_lazy("Projet retiré"),
}
REASONS = {
    "expired": gettext_lazy("Le terme de l’autorisation est passé."),
    "class-changed": gettext_lazy("La loi du jour change la classe du système."),
    "condition-late": gettext_lazy("Une condition n’est pas prouvée à son échéance."),
}


@dataclass(frozen=True, slots=True)
class ConditionStep:
    """A condition and where its proof stands, in words. `kind`: good, late or unknown."""

    text: str
    when: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """`facts`: short sentences; `texts`: (label, text) to read in full."""

    at: datetime
    dossier: int
    title: str
    facts: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    conditions: tuple[ConditionStep, ...] = ()
    fingerprint: str = ""
    session: int | None = None


def steps(dossiers: Iterable[Dossier], *, end: datetime, on: date, interests: Iterable[Interest] = ()) -> list[Step]:
    """Oldest first, what came before `end`. No query: the dossiers come with their path and their lost votes.

    `interests`: those that members declared in the system, told without their names.
    """
    found = [step for one in dossiers for step in _of_dossier(one, end=end, on=on)]
    found += [
        Step(one.declared_at, 0, _("Un membre du comité déclare un intérêt"), texts=((_("Intérêt déclaré"), one.text),))
        for one in interests
    ]
    return sorted((step for step in found if step.at < end), key=lambda step: step.at)


def _of_dossier(dossier: Dossier, *, end: datetime, on: date) -> Iterator[Step]:
    opinions, decisions = iter(dossier.opinions.all()), iter(dossier.decisions.all())
    for move in dossier.transitions.all():
        if move.act == "give_opinion":
            given = next(opinions, None)
            yield _opinion(dossier, given) if given else _move(dossier, move)
        elif move.act in {"decide", "resume"}:
            taken = next(decisions, None)
            yield _decision(dossier, taken, end=end, on=on) if taken else _move(dossier, move)
        else:
            yield _move(dossier, move)
    yield from (_opinion(dossier, one) for one in opinions)
    yield from (_not_adopted(dossier, one) for one in dossier.proposals.all())
    for recusal in dossier.recusals.all():
        reason = ((_("Motif"), recusal.reason),)
        yield Step(recusal.declared_at, dossier.number, _("Un membre du comité se déporte"), texts=reason)


def _move(dossier: Dossier, move: Transition) -> Step:
    reason = str(REASONS.get(move.reason, move.reason))
    label = _("Devenir des données et des traces") if move.act == "withdraw" else _("Motif")
    if move.act == "request_information":
        label = _("Question du comité")
    shown = move.act != "supersede" and reason
    facts = []
    if move.act == "start_service" and dossier.expires_on:
        facts.append(_("Autorisé jusqu’au %(day)s.") % {"day": formats.date_format(dossier.expires_on)})
        if dossier.is_pilot:
            facts.append(_("C’est un pilote."))
        if dossier.registration:
            facts.append(_("Enregistrement : %(reference)s.") % {"reference": dossier.registration})
    return Step(
        move.at,
        dossier.number,
        str(TITLES.get(move.act, states()[move.after].name(reader()))),
        facts=tuple(facts),
        texts=((label, reason),) if shown else (),
        fingerprint=move.fingerprint if move.act == "submit" else "",
    )


def tally_words(votes_for: int, votes_against: int, abstentions: int) -> str:
    """« 7 voix pour cet avis, 2 contre, 1 abstention »."""
    return ", ".join(
        (
            ngettext("%(count)s voix pour cet avis", "%(count)s voix pour cet avis", votes_for) % {"count": votes_for},
            _("%(count)s contre") % {"count": votes_against},
            ngettext("%(count)s abstention", "%(count)s abstentions", abstentions) % {"count": abstentions},
        )
    )


def _opinion(dossier: Dossier, opinion: Opinion) -> Step:
    recused = len([one for one in dossier.recusals.all() if one.declared_at <= opinion.given_at])
    facts = [
        f"{tally_words(opinion.votes_for, opinion.votes_against, opinion.abstentions)}.",
        _("Sièges du comité : %(seats)s. Membres déportés : %(recused)s.")
        % {"seats": opinion.seats, "recused": recused},
    ]
    texts = [(_("Motifs de l’avis"), opinion.reasons)]
    texts += [(_("Condition demandée"), asked_words(row)) for row in opinion.conditions]
    texts += [(_("Opinion séparée"), vote.dissent) for vote in opinion.proposal.votes.all()]
    return Step(
        opinion.given_at,
        dossier.number,
        _("Avis du comité : %(sense)s") % {"sense": opinion.get_sense_display()},
        facts=tuple(facts),
        texts=tuple(texts),
        fingerprint=opinion.fingerprint,
        session=opinion.proposal.item.session.number,
    )


def result_words(proposal: Proposal, counted: Mapping[str, int]) -> str:
    """What came of a vote that is closed, and why. `counted`: votes by choice. Reads the session of the proposal."""
    told = tally_words(*(counted.get(choice, 0) for choice in ("for", "against", "abstain")))
    if proposal.state == Proposal.State.ADOPTED:
        return _("Avis adopté : %(tally)s.") % {"tally": told}
    if proposal.state == Proposal.State.REJECTED:
        return _("Avis rejeté : %(tally)s. Il faut plus de voix pour que contre.") % {"tally": told}
    session = proposal.item.session
    asked = {"tally": told, "share": session.quorum_share, "seats": session.seats, "least": session.quorum_least}
    quorum = _(
        "Quorum non atteint : %(tally)s. Il faut que votent plus de %(share)s %% des %(seats)s sièges,"
        " et au moins %(least)s membres."
    )
    return quorum % asked


def _not_adopted(dossier: Dossier, proposal: Proposal) -> Step:
    """A vote that gave no opinion: it is told too."""
    return Step(
        proposal.closed_at or proposal.opened_at,
        dossier.number,
        _("Avis proposé, non adopté : %(sense)s") % {"sense": proposal.get_sense_display()},
        facts=(result_words(proposal, Counter(vote.choice for vote in proposal.votes.all())),),
        texts=((_("Motifs de la proposition"), proposal.reasons),),
        session=proposal.item.session.number,
    )


def _decision(dossier: Dossier, decision: Decision, *, end: datetime, on: date) -> Step:
    signed = _("Acte %(reference)s du %(day)s.") % {
        "reference": decision.reference,
        "day": formats.date_format(decision.dated),
    }
    by = _("Par délégation : %(act)s.") % {"act": decision.delegation} if decision.delegation else _("Par l’exécutif.")
    departs = [_("La décision s’écarte de l’avis du comité.")] if decision.departs else []
    return Step(
        decision.decided_at,
        dossier.number,
        _("Décision de l’exécutif : %(sense)s") % {"sense": decision.get_sense_display()},
        facts=(signed, by, *departs),
        texts=((_("Motifs de la décision"), decision.reasons),) if decision.reasons else (),
        conditions=tuple(condition_step(one, end=end, on=on) for one in decision.conditions.all()),
        fingerprint=decision.fingerprint,
    )


def condition_step(condition: Condition, *, end: datetime, on: date) -> ConditionStep:
    """Its latest evidence stands; a second person's check makes it proven."""
    given = [one for one in condition.evidence.all() if one.given_at < end]
    checks = [check for one in given if (check := getattr(one, "check_made", None)) and check.at < end]
    accepted = next((check for check in checks if check.is_accepted), None)
    is_late = condition.due_on is not None and condition.due_on < on
    if accepted:
        day = formats.date_format(timezone.localdate(accepted.at))
        state, kind = _("prouvée, contrôlée par une seconde personne le %(day)s") % {"day": day}, "good"
    elif given and len(checks) < len(given):
        state, kind = _("preuve donnée, contrôle attendu"), "unknown"
    elif checks:
        state, kind = _("preuve refusée : %(reason)s") % {"reason": checks[-1].reason}, "late"
    else:
        state, kind = _("preuve attendue"), "late" if is_late else "unknown"
    return ConditionStep(condition.text, term_words(condition.due_on, is_prior=condition.is_prior), state, kind)


def term_words(due_on: date | None, *, is_prior: bool) -> str:
    """By when a condition is to be met; empty when nothing says it."""
    if due_on:
        return _("avant le %(day)s") % {"day": formats.date_format(due_on)}
    return _("avant la mise en service") if is_prior else ""


def asked_words(row: Mapping[str, Any]) -> str:
    """A condition that the committee asks, with its term. `row`: {"text", "is_prior", "due_on": ISO date or ""}."""
    due_on = date.fromisoformat(row["due_on"]) if row.get("due_on") else None
    term = term_words(due_on, is_prior=bool(row.get("is_prior")))
    return f"{row['text']} ({term})" if term else str(row["text"])
