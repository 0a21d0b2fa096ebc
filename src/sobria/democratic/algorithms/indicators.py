"""What the register of algorithms gives to indicators and duties: published, running, authorised, as of a day.

What a system is, is read where the city answers for it: the content in force; with none, the last published; with
none, the first one, written when it was seen. A draft binds nobody: it never makes a system look better than that
content. Where nothing is in force it may make it look worse, since nobody vouches for what runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.democratic.algorithms.models import PUBLISHED, RUNNING, Algorithm, Transition, Version
from sobria.democratic.algorithms.models.watch import Observation
from sobria.democratic.algorithms.reading.as_of import end_of
from sobria.engine.ai_act import assess
from sobria.engine.algorithms.states import IN_FORCE, states
from sobria.engine.indicators.value import Value

METHOD = "algorithm-counts (v2)"
EMPTY = "indicator-no-register"
NOT_AI = "not-ai"
Answers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Footing:
    """One system as it stood at the end of a day.

    Attributes:
        published: a content of it could be read by everyone.
        runs: it was last seen running.
        authorised: a dossier of it was in service, and its term had not passed.
        answers: to the questions of the AI Act, of each content that counts; the worst of them holds.
    """

    code: str
    published: bool
    runs: bool
    authorised: bool
    answers: tuple[Answers, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A version. `dossier`: number of the one it was written for."""

    dossier: int
    is_published: bool
    answers: Answers


def footings(day: date) -> list[Footing]:
    """Every system known by the end of a day. Four queries, whatever their number."""
    night = end_of(day) if day < date.max else None
    by_night = {"created_at__lt": night} if night else {}
    known = list(Algorithm.objects.filter(**by_night).order_by("code").values_list("pk", "code"))
    contents: dict[int, list[_Written]] = {}
    versions = Version.objects.filter(**by_night).order_by("algorithm", "number")
    rows = versions.values_list("algorithm", "dossier_number", "stage", "content__ai_act")
    for key, dossier, stage, answers in rows.iterator():
        contents.setdefault(key, []).append(_Written(dossier, stage in PUBLISHED, answers or {}))
    seen = dict(
        Observation.objects.filter(seen_on__lte=day).order_by("seen_on", "pk").values_list("algorithm", "operation")
    )
    moves = Transition.objects.filter(**({"at__lt": night} if night else {})).order_by("dossier__number", "rank")
    moved = moves.values_list("dossier__algorithm", "dossier__number", "after", "dossier__expires_on")
    stood = {(key, dossier): (after, until) for key, dossier, after, until in moved}
    serving = {
        key for (key, _), (after, until) in stood.items() if states()[after].runs and (until is None or until >= day)
    }
    in_force = {key: dossier for (key, dossier), (after, _until) in stood.items() if after in IN_FORCE}
    return [
        Footing(
            code,
            any(one.is_published for one in contents.get(key, ())),
            seen.get(key) in RUNNING,
            key in serving,
            _answers(contents.get(key, ()), in_force.get(key)),
        )
        for key, code in known
    ]


def _answers(versions: Sequence[_Written], in_force: int | None) -> tuple[Answers, ...]:
    """Of the contents that count, as the module says. `versions`: by number; `in_force`: number of a dossier."""
    if not versions:
        return ({},)
    published = [one for one in versions if one.is_published]
    vouched = [one for one in published if one.dossier == in_force]
    if vouched:
        return (vouched[-1].answers,)
    return ((published or versions[:1])[-1].answers, versions[-1].answers)


def provide(year: int, on: date) -> list[Value]:
    """Four facts of a year, as of its last day or of `on` within it."""
    day = min(on, date(year, 12, 31))
    return list(_values(day)) if year <= on.year else []


def _values(day: date) -> Iterator[Value]:
    known = footings(day)
    home = reverse("algorithms:home")
    running = f"{home}?operation=running"
    if not known:
        for code in ("algorithms_listed", "algorithms_published", "ai_in_service", "ai_with_opinion"):
            yield Value(code, day, day, "nb", unknown=EMPTY, evidence=home)
        return
    using_ai = [one for one in known if one.runs and _is_ai(one, day)]
    yield _count("algorithms_listed", len(known), day, home)
    yield _count("algorithms_published", sum(one.published for one in known), day, home)
    yield _count("ai_in_service", len(using_ai), day, running)
    yield _count("ai_with_opinion", sum(one.authorised for one in using_ai), day, running)


def _count(code: str, number: int, day: date, evidence: str) -> Value:
    return Value(
        *(code, day, day, "nb", float(number)),
        coverage=1.0,
        origin="computed",
        method=METHOD,
        evidence=evidence,
        source=_("Registre des algorithmes"),
        recorded=day,
    )


def counts(on: date) -> dict[str, float]:
    """What duties compare with a threshold; nothing while the register is empty: nobody knows."""
    known = footings(on)
    if not known:
        return {}
    running = [one for one in known if one.runs]
    return {
        "algorithms_unauthorised": sum(not one.authorised for one in running),
        "algorithms_prohibited_running": sum(_is_prohibited(one, on) for one in running),
        "algorithms_unpublished": sum(not one.published for one in known),
    }


def _is_ai(system: Footing, on: date) -> bool:
    """Unless every content that counts says it is not; not knowing is not a no."""
    return any(assess(answers, on=on).cls != NOT_AI for answers in system.answers)


def _is_prohibited(system: Footing, on: date) -> bool:
    """A practice of article 5 in force that day; not knowing whether an exclusion applies does not excuse it."""
    since = (assess(answers, on=on).prohibited_from for answers in system.answers)
    return any(one is not None and one <= on for one in since)
