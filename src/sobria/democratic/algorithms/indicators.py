"""What the register of algorithms gives to indicators and duties: published, running, authorised, as of a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.democratic.algorithms.models import PUBLISHED, RUNNING, Algorithm, Transition, Version
from sobria.democratic.algorithms.models.watch import Observation
from sobria.engine.ai_act import assess
from sobria.engine.algorithms.states import states
from sobria.engine.indicators.value import Value

METHOD = "algorithm-counts (v1)"
EMPTY = "indicator-no-register"
NOT_AI = "not-ai"


@dataclass(frozen=True, slots=True)
class Standing:
    """One system as it stood at the end of a day.

    Attributes:
        published: a content of it could be read by everyone.
        runs: it was last seen running.
        authorised: a dossier of it was in service.
        answers: of its last content, to the questions of the AI Act.
    """

    code: str
    published: bool
    runs: bool
    authorised: bool
    answers: dict[str, str]


def standings(day: date) -> list[Standing]:
    """Every system known by the end of a day. Four queries, whatever their number."""
    night = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day < date.max else None
    by_night = {"created_at__lt": night} if night else {}
    known = list(Algorithm.objects.filter(**by_night).order_by("code").values_list("pk", "code"))
    contents: dict[int, dict[str, str]] = {}
    published: set[int] = set()
    versions = Version.objects.filter(**by_night).order_by("algorithm", "number")
    for key, stage, answers in versions.values_list("algorithm", "stage", "content__ai_act").iterator():
        contents[key] = answers or {}
        if stage in PUBLISHED:
            published.add(key)
    seen = dict(
        Observation.objects.filter(seen_on__lte=day).order_by("seen_on", "pk").values_list("algorithm", "operation")
    )
    moves = Transition.objects.filter(**({"at__lt": night} if night else {})).order_by("dossier__number", "rank")
    stood = {
        (key, dossier): after for key, dossier, after in moves.values_list("dossier__algorithm", "dossier", "after")
    }
    serving = {key for (key, _dossier), after in stood.items() if states()[after].runs}
    return [
        Standing(code, key in published, seen.get(key) in RUNNING, key in serving, contents.get(key, {}))
        for key, code in known
    ]


def provide(year: int, on: date) -> list[Value]:
    """Four facts of a year, as of its last day or of `on` within it."""
    day = min(on, date(year, 12, 31))
    return list(_values(day)) if year <= on.year else []


def _values(day: date) -> Iterator[Value]:
    known = standings(day)
    home = reverse("algorithms:home")
    running = f"{home}?operation=running"
    if not known:
        for code in ("algorithms_listed", "algorithms_published", "ai_in_service", "ai_with_opinion"):
            yield Value(code, day, day, "nb", unknown=EMPTY, evidence=home)
        return
    using_ai = [one for one in known if one.runs and assess(one.answers, on=day).cls != NOT_AI]
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
    known = standings(on)
    if not known:
        return {}
    running = [one for one in known if one.runs]
    return {
        "algorithms_unauthorised": sum(not one.authorised for one in running),
        "algorithms_prohibited_running": sum(_is_prohibited(one, on) for one in running),
        "algorithms_unpublished": sum(not one.published for one in known),
    }


def _is_prohibited(system: Standing, on: date) -> bool:
    """A practice of article 5 in force that day; not knowing whether an exclusion applies does not excuse it."""
    since = assess(system.answers, on=on).prohibited_from
    return since is not None and since <= on
