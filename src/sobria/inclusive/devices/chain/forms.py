"""Forms of lots: whom they are for and at what value, what is counted. They read what was typed; the acts judge it."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.partners.models import Partner
from sobria.city.people.desk_forms import Day
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.number_field import NumberField
from sobria.engine.devices.caps import kinds, value_cap
from sobria.engine.typed_numbers import typed
from sobria.inclusive.devices.chain import codes
from sobria.inclusive.devices.chain.counting import Count
from sobria.inclusive.devices.models import Item

TICKED = 60
"""Devices ticked one by one on a page; a larger lot is scanned, or counted."""
VALUE = "value_"


class ChooseForm(forms.Form):
    """Which devices could make a lot."""

    q = forms.CharField(label=gettext_lazy("Nom, numéro de série, modèle"), max_length=100, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Type"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        named = [(one.code, one.name(language())) for one in kinds().values() if one.categories]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Type"), required=False, choices=[("", _("tous les types")), *named]
        )


class LotForm(forms.Form):
    """A partner, a day, and one unit value for each type of device of the lot."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=gettext_lazy("Partenaire"), empty_label=gettext_lazy("Choisissez un partenaire")
    )
    day = Day(label=gettext_lazy("Proposé le"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Lieu et heures d’enlèvement, par exemple. N’y nommez personne."),
    )

    def __init__(self, data: Any, *, partners: QuerySet[Partner], present: Collection[str]) -> None:
        super().__init__(data, initial={"day": timezone.localdate()})
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        cap = typed(value_cap(), language())
        for code in sorted(present):
            self.fields[VALUE + code] = NumberField(
                label=_("Valeur unitaire : %(kind)s (€)") % {"kind": kinds()[code].name(language())},
                required=True,
                help_text=_("%(cap)s € au plus pour une cession gratuite.") % {"cap": cap},
            )

    def value_of(self, kind: str) -> Decimal:
        return cents(self.cleaned_data[VALUE + kind])


class CountForm(forms.Form):
    """What is there: ticked, scanned, or counted; and whether the rest is known to stay."""

    day = Day(label=gettext_lazy("Date"))
    scanned = forms.CharField(
        label=gettext_lazy("Codes ou numéros de série, scannés ou tapés"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("Un par ligne, ou séparés par des espaces."),
    )
    number = forms.IntegerField(
        label=gettext_lazy("Ou seulement leur nombre"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("S’ils sont tous là : comptez-les, sans les cocher."),
    )
    rest = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, expected: Iterable[Item], rest: str) -> None:
        super().__init__(data, initial={"day": timezone.localdate()})
        self.expected = list(expected)
        self.fields["rest"].label = rest
        if len(self.expected) <= TICKED:
            named = [(one.code, " · ".join(filter(None, told_of(one)))) for one in self.expected]
            ticked = forms.MultipleChoiceField(
                label=_("Équipements présents"),
                choices=named,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields = {"ticked": ticked, **self.fields}

    def count(self) -> Count:
        told = self.cleaned_data
        by_serial = {codes.read(one.device.serial): one.code for one in self.expected if one.device.serial}
        scanned = {by_serial.get(one, one) for one in codes.several(told["scanned"])}
        given = frozenset(told.get("ticked") or ()) | scanned
        number = told["number"]
        taken = None if not given and number is not None else given
        aside = (
            frozenset({one.code for one in self.expected} - given)
            if told["rest"] and taken is not None
            else frozenset()
        )
        return Count(taken=taken, number=number, aside=aside)


def told_of(item: Item) -> tuple[str, ...]:
    """Its code, its model and the number engraved on it, which is what a workshop reads."""
    return item.code, item.label, item.device.serial or ""


class DayForm(forms.Form):
    day = Day(label=gettext_lazy("Date"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"day": timezone.localdate()})


def cents(value: float) -> Decimal:
    """An amount typed, to the cent."""
    return Decimal(str(value)).quantize(Decimal("0.01"))
