"""The losses of an exchange as rows of a page, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from sobria.city.registers.imports.sentences import language
from sobria.engine.algorithms.exchange.report import Loss, Report, Written
from sobria.engine.algorithms.fields import fields
from sobria.ui.numbers import decimal

FATES = {
    "approximated": _("Approché"),
    "dropped": _("Laissé"),
    "kept_raw": _("Gardé tel quel"),
    "missing": _("Manquant"),
}


@dataclass(frozen=True, slots=True)
class LossRow:
    """`fate`: what became of the field; `ours`: its name with us; `example`: one value, "" when there is none."""

    fate: str
    theirs: str
    ours: str
    reason: str
    count: str
    example: str


def loss_rows(said: Report | Written) -> list[LossRow]:
    return [row for category, fate in FATES.items() for row in _rows(str(fate), getattr(said, category, ()))]


def _rows(fate: str, losses: Iterable[Loss]) -> Iterable[LossRow]:
    for one in losses:
        ours = fields()[one.ours].name(language()) if one.ours else ""
        example = one.examples[0] if one.examples else ""
        yield LossRow(fate, one.theirs, ours, one.sentence(language()), decimal(one.count), example)
