"""A record as it stood on a day: which day was asked, what was authorised and observed then."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sobria.democratic.algorithms.models import RUNNING, Algorithm, Dossier, Operation
from sobria.democratic.algorithms.models.watch import Observation
from sobria.engine.algorithms.states import DRAFT, IN_FORCE, states

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the city authorised, beside what was seen.

    `regularise_by`: None where it was not kept. `is_expired`: the term of the authorisation has passed.
    """

    authorisation: str
    operation: str
    since: date | None
    regularise_by: date | None
    is_expired: bool = False

    @property
    def runs_unauthorised(self) -> bool:
        return self.operation in RUNNING and (self.is_expired or not states()[self.authorisation].runs)


def asked_day(text: str, *, today: date) -> tuple[date | None, str]:
    """The past day asked for, None for today; and why it was refused, in a sentence."""
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return None, _(
            "« %(date)s » n’est pas une date : écrivez l’année, le mois et le jour, comme 2026-03-31."
            " Voici la fiche d’aujourd’hui."
        ) % {"date": text[:40]}
    if day > today:
        return None, _("Le %(date)s n’est pas encore venu : voici la fiche d’aujourd’hui.") % {
            "date": formats.date_format(day)
        }
    return (day if day < today else None), ""


def end_of(day: date) -> datetime:
    """The first moment after a day of the city."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def standing_now(algorithm: Algorithm) -> Standing:
    until, today = algorithm.authorised_until, timezone.localdate()
    said = (algorithm.authorisation, algorithm.operation, algorithm.operation_since, algorithm.regularise_by)
    return Standing(*said, is_expired=until is not None and until < today)


def standing_on(
    algorithm: Algorithm, dossiers: Sequence[Dossier], observations: Iterable[Observation], *, end: datetime
) -> Standing:
    """From the moves made and the observations written before `end`. No query: `dossiers` come with their moves."""
    known = states_at(dossiers, end)
    current = current_of(known)
    operation, since = _seen_at(observations, end)
    until = next((one.expires_on for one in dossiers if one.number == current), None)
    expired = until is not None and end_of(until) < end
    standing = Standing(known[current] if current else "draft", operation, since, None, is_expired=expired)
    same = standing.runs_unauthorised and since == algorithm.operation_since
    return replace(standing, regularise_by=algorithm.regularise_by if same else None)


def states_at(dossiers: Iterable[Dossier], end: datetime) -> dict[int, str]:
    """Number → state, of the dossiers begun before `end`."""
    return {one.number: _state_at(one, end) for one in dossiers if one.created_at < end}


def current_of(known: dict[int, str]) -> int | None:
    """The dossier in force, else the last one."""
    latest = sorted(known, reverse=True)
    return next((number for number in latest if known[number] in IN_FORCE), latest[0] if latest else None)


def read_of(known: dict[int, str]) -> int | None:
    """The dossier whose content everyone reads: the one in force, else the last that left its draft."""
    current = current_of(known)
    if current is not None and known[current] in IN_FORCE:
        return current
    return next((number for number in sorted(known, reverse=True) if known[number] != DRAFT), current)


def _state_at(dossier: Dossier, end: datetime) -> str:
    moves = [one for one in dossier.transitions.all() if one.at < end]
    return moves[-1].after if moves else "draft"


def _seen_at(observations: Iterable[Observation], end: datetime) -> tuple[str, date | None]:
    operation, since = Operation.NOT_RUNNING.value, None
    for one in sorted((one for one in observations if one.at < end), key=lambda one: (one.seen_on, one.pk)):
        if one.operation != operation:
            operation, since = one.operation, one.seen_on
    return operation, since
