"""The field where a person types a number: read in the language of the page, shown again the same way."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.engine.typed_numbers import Unreadable, read_number, typed


class NumberField(forms.Field):
    """« 1 234,5 », or "1,234.5" on an English page. Blank: None, never zero. Two meanings or none: a sentence."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value: Any) -> float | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return float(number(text))
        except Refusal as refusal:
            raise ValidationError(refusal.sentence(language())) from refusal

    def prepare_value(self, value: Any) -> Any:
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return typed(value, language()) if is_number else value


def number(text: str) -> Decimal:
    """The number typed by the reader of the page. Raises Refusal, in a sentence."""
    try:
        return read_number(text, language())
    except Unreadable as unreadable:
        if unreadable.readings is None:
            raise Refusal("number-text", value=text[:40]) from None
        one, other = unreadable.readings
        raise Refusal("number-ambiguous", value=text[:40], one=one, other=other) from None
