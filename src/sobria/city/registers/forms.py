"""The form of a register's entry, made from its declaration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sobria.city.registers.declaration import Column, Register
from sobria.city.registers.number_field import NumberField
from sobria.city.registers.selection import Selection


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nobody said."""

    def __init__(self, **given: Any) -> None:
        choices = [("", _("inconnu")), ("yes", _("oui")), ("no", _("non"))]
        super().__init__(choices=choices, coerce=lambda said: said == "yes", empty_value=None, **given)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class FilterForm(forms.Form):
    """The search and the filters of a list, showing what was asked. Never validated: an unknown value finds nothing."""

    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, selection: Selection) -> None:
        super().__init__(initial=selection.asked)
        for name in selection.register.filters:
            label = str(selection.register.column(name).label)
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=selection.choices(name))


class EntryForm(forms.Form):
    """Checks the type of each value, then the register's own rules. A blank is None: nobody said."""

    def __init__(self, register: Register, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register
        for column in register.columns:
            if column.editable:
                self.fields[column.name] = _field(column)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in values.items():
            values[name] = None if value == "" else value
        for name, sentence in self.register.check(values).items():
            if name not in self.errors:
                self.add_error(name, str(sentence))
        return values


def _field(column: Column) -> forms.Field:
    label = f"{column.label} ({column.unit})" if column.unit else column.label
    common: dict[str, Any] = {"label": label, "required": column.required, "help_text": column.meaning}
    if column.choices:
        return forms.ChoiceField(choices=[("", _("inconnu")), *column.choices], **common)
    if column.kind == "yes_no":
        return YesNoField(**common)
    if column.kind == "number":
        return NumberField(**common)
    if column.kind == "integer":
        return forms.IntegerField(**common)
    if column.kind == "date":
        return forms.DateField(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            **common,
        )
    return forms.CharField(max_length=500, **common)
