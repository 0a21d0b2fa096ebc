"""What people paste or scan, as devices: a serial number, an identifier, an entry's number, a label's address."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Upper

from sobria.engine.messages import Refusal
from sobria.sober.equipment.life.moving import LIMIT
from sobria.sober.equipment.models import Device

UNKNOWN, SEVERAL = "handling-line-unknown", "handling-line-several"
SEPARATORS = re.compile(r"[\n\r;\t]")
NUMBER = re.compile(r"(?:n[°º]\s*|#|\S*/scan/)?(\d{1,15})/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lost:
    """A text of the list that names no device, or several. `line`: counted from 1."""

    line: int
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class Picked:
    devices: tuple[int, ...]
    lost: tuple[Lost, ...]


def pick(text: str) -> Picked:
    """The devices that a pasted list names, each once, in its order. Two queries.

    Raises Refusal when the list is longer than an act may be.
    """
    asked = list(_texts(text))
    if len(asked) > LIMIT:
        raise Refusal("life-too-many", count=len(asked), limit=LIMIT)
    found = find({value for _line, value in asked})
    lost = [Lost(line, value, SEVERAL if found[value] else UNKNOWN) for line, value in asked if len(found[value]) != 1]
    devices = dict.fromkeys(found[value][0] for _line, value in asked if len(found[value]) == 1)
    return Picked(tuple(devices), tuple(lost))


def find(texts: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Text → devices it names: by serial number, else by identifier, else by number. Capitals do not count.

    Two queries.
    """
    raised = {text.upper() for text in texts}
    either = {*texts, *raised}
    by_serial: dict[str, list[int]] = defaultdict(list)
    by_item: dict[str, list[int]] = defaultdict(list)
    rows = Device.objects.annotate(big_serial=Upper("serial"), big_item=Upper("item")).order_by("pk")
    rows = rows.filter(Q(serial__in=either) | Q(item__in=either) | Q(big_serial__in=raised) | Q(big_item__in=raised))
    for pk, serial, item in rows.values_list("pk", "serial", "item"):
        by_serial[(serial or "").upper()].append(pk)
        by_item[(item or "").upper()].append(pk)
    numbers = {text: int(match[1]) for text in texts if (match := NUMBER.fullmatch(text))}
    known = set(Device.objects.filter(pk__in=numbers.values()).values_list("pk", flat=True))
    return {
        text: tuple(by_serial.get(text.upper()) or by_item.get(text.upper()) or {numbers.get(text, 0)} & known)
        for text in texts
    }


def _texts(text: str) -> Iterator[tuple[int, str]]:
    for line, row in enumerate(text.splitlines(), start=1):
        for piece in SEPARATORS.split(row):
            if value := piece.strip().strip('"').strip():
                yield line, value
