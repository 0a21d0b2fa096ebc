"""The waiting list of a kind of device, in the order of the rules: the same order as `engine/devices/priority.py`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from sobria.city.registers import changes
from sobria.city.registers.models import RegisterState
from sobria.engine.devices.priority import Rule, bit, decided_by, last_bit, rules, sentence, weight
from sobria.inclusive.devices.codes.needs import bands_of
from sobria.inclusive.devices.models import Code, CodeState


@dataclass(frozen=True, slots=True)
class Place:
    """`place`: 1 for the next one; `ahead`: what sets the others before, and how many, in the order of the rules."""

    place: int
    ahead: tuple[tuple[str, int], ...] = ()

    def reasons(self, language: str = "fr") -> str:
        """« 3 parce que le foyer n’a aucun équipement ; 1 parce que la demande est plus ancienne »."""
        because, gap = ("because", "; ") if language.startswith("en") else ("parce que", " ; ")
        return gap.join(f"{count} {because} {sentence(code, language)}" for code, count in self.ahead)


def lock(kind: str) -> None:
    """Make whoever asks for a device of this kind, or frees one, wait for the end of the transaction. One query."""
    code = f"devices.{kind}"
    if RegisterState.objects.select_for_update().filter(code=code).first() is None:
        changes.lock(code)


def ordered(kind: str) -> QuerySet[Code]:
    """Who waits for a kind, first to be served first."""
    return _weighed(Code.objects.filter(state=CodeState.WAITING, kind=kind)).order_by("weight", "asked_at", "pk")


def place_of(code: Code) -> Place:
    """Where a waiting code stands, and why. One query, that reads who is ahead as groups."""
    mine = weight(bands_of(code), is_first=code.is_first)
    earlier = Q(asked_at__lt=code.asked_at) | Q(asked_at=code.asked_at, pk__lt=code.pk)
    waiting = _weighed(Code.objects.filter(state=CodeState.WAITING, kind=code.kind))
    ahead = waiting.filter(Q(weight__lt=mine) | Q(earlier, weight=mine))
    groups = ahead.values_list("weight").annotate(number=Count("pk")).order_by("weight")
    counted: Counter[str] = Counter()
    for other, number in groups:
        counted[decided_by(mine, other)] += number
    return Place(1 + counted.total(), tuple(counted.items()))


def places(kinds: Iterable[str]) -> dict[int, int]:
    """Code → its place, of everyone who waits for these kinds. One query."""
    rows = _weighed(Code.objects.filter(state=CodeState.WAITING, kind__in=set(kinds)))
    found: dict[int, int] = {}
    reached: Counter[str] = Counter()
    for key, kind in rows.order_by("kind", "weight", "asked_at", "pk").values_list("pk", "kind"):
        reached[kind] += 1
        found[key] = reached[kind]
    return found


def _weighed(codes: QuerySet[Code]) -> QuerySet[Any]:
    return codes.annotate(weight=_weight())


def _weight() -> Combinable:
    """The weight of `engine/devices/priority.py`, as the database reads it."""
    found: Combinable = _unless(Q(is_first=True), last_bit())
    for rank, rule in enumerate(rules()):
        found += _unless(_answers_yes(rule), bit(rank))
    return found


def _unless(condition: Q, value: int) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(value), output_field=IntegerField())


def _answers_yes(rule: Rule) -> Q:
    if rule.is_yes_no:
        return Q((rule.dimension, True))
    return Q((f"{rule.dimension}__in", sorted(rule.values)))
