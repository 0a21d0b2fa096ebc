"""Values as people read them: labels of codes, dates and numbers of the language, "inconnu" for what nobody said."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from sobria.city.registers.declaration import Column

WHOLE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    text: str
    known: bool


def cell(column: Column, value: Any) -> Cell:
    if value is None or value == "":
        return Cell(column, _("inconnu"), known=False)
    return Cell(column, text(column, value), known=True)


def text(column: Column, value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if column.kind == "number":
        return number_format(_trimmed(value), use_l10n=True)
    if column.kind == "integer":
        return number_format(value, use_l10n=True)
    if isinstance(value, dt.date):
        return str(date_format(value, "j F Y" if not isinstance(value, dt.datetime) else "j F Y H:i"))
    if isinstance(value, dict):
        return " ; ".join(f"{key} : {part}" for key, part in value.items())
    return column.label_value(value)


def _trimmed(value: float) -> float | int:
    """Two kWh are shown "2", not "2.0"; nothing beyond `WHOLE_DIGITS` decimals is ever typed by a person."""
    rounded = round(float(value), WHOLE_DIGITS)
    return int(rounded) if rounded.is_integer() else rounded


def plain(value: Any) -> Any:
    """A value JSON can hold: numbers and texts as they are, dates in ISO form."""
    return value if isinstance(value, bool | int | float | str) else str(value)
