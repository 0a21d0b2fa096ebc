"""The day a page is asked for. What was known ends today; what was promised goes on."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.indicators.words import day_words

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class AskedDay:
    """`day`: the one asked for; `known`: the last day of which something is known; `complaint`: what was wrong."""

    day: date
    today: date
    complaint: str = ""

    @property
    def known(self) -> date:
        return min(self.day, self.today)

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def query(self) -> str:
        """What keeps the day in an address; nothing for today."""
        return "" if self.is_today else f"?date={self.day.isoformat()}"

    @property
    def words(self) -> str:
        """What the reader must know of another day than today."""
        if self.day > self.today:
            text = _(
                "Le %(day)s n’est pas encore venu : aucune valeur n’en est connue. Les valeurs sont celles"
                " d’aujourd’hui, et ce qui est attendu est dit pour ce jour-là."
            )
        elif self.day < self.today:
            text = _("Vous lisez l’état au %(day)s, avec ce qui était connu ce jour-là.")
        else:
            return ""
        return text % {"day": day_words(self.day)}


def asked_day(request: HttpRequest) -> AskedDay:
    """The day of `?date=`, today by default; today and a sentence when it cannot be read."""
    text, today = request.GET.get("date", "").strip(), timezone.localdate()
    if not text:
        return AskedDay(today, today)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        words = _("« %(value)s » n’est pas une date : la page dit la situation d’aujourd’hui. Écrivez 2025-12-31.")
        return AskedDay(today, today, words % {"value": text[:40]})
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = _("Rien n’est dit avant %(first)s ni après %(last)s : la page dit la situation d’aujourd’hui.")
        return AskedDay(today, today, words % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return AskedDay(day, today)
