"""Forms of the renewal plan: all of them are in the address, so that a page may be sent to someone."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from sobria.city.registers.number_field import NumberField
from sobria.engine.equipment.renewal_reference import DECISIONS, settings
from sobria.sober.equipment.renewal import words
from sobria.sober.equipment.renewal.plan import NONE, Plan

LATER = 5
PLUS = "plus-"


def planned_year(text: str | None, *, this_year: int) -> int:
    """The year asked, of this one and the next five; the next one when none is, or it is another."""
    year = int(text) if text and text.isascii() and text.isdigit() and len(text) == len("2027") else 0
    return year if this_year <= year <= this_year + LATER else this_year + 1


class YearForm(forms.Form):
    annee = forms.ChoiceField(label=_("Année préparée"), required=False)

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["annee"]
        if isinstance(year, forms.ChoiceField):
            year.choices = [(str(one), str(one)) for one in range(this_year, this_year + LATER + 1)]


class DeviceForm(YearForm):
    """Which devices of the plan."""

    decision = forms.ChoiceField(label=_("Proposition"), required=False)
    regle = forms.ChoiceField(label=_("Raison"), required=False)
    categorie = forms.ChoiceField(label=_("Catégorie"), required=False)
    entite = forms.ChoiceField(label=_("Entité"), required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", say("toutes"))]
        offered: dict[str, list[tuple[str, str]]] = {
            "decision": [(code, words.decision(code)) for code in DECISIONS],
            "regle": [(code, words.rule_title(code)) for code in sorted({group.rule for group in plan.keys})],
            "categorie": _named({group.category for group in plan.keys}, say("non reconnue"), words.category),
            "entite": _named({group.entity for group in plan.keys}, say("non dite"), str),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = every + choices

    def asked(self) -> dict[str, str]:
        """Filters that mean something; the others are left out."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "annee"}


def _named(values: Iterable[str], none: str, name_of: Any) -> list[tuple[str, str]]:
    return sorted(((value or NONE, name_of(value) if value else none) for value in values), key=lambda pair: pair[1])


class SimulationForm(YearForm):
    """Years added to the life of each category."""

    def __init__(self, *args: Any, categories: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = settings()["simulation-most"].value
        for code in categories:
            label = say("Années de plus : %(name)s") % {"name": words.category(code)}
            field = NumberField(label=label)
            field.widget.attrs |= {"aria-label": label, "size": "3"}
            self.fields[f"{PLUS}{code}"] = field

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in [*values.items()]:
            if name.startswith(PLUS) and value is not None and not 0 <= value <= self.most:
                self.add_error(name, say("Écrivez un nombre d’années entre 0 et %(most)d.") % {"most": self.most})
        return values

    def more_years(self) -> dict[str, float]:
        """Category → years added; a field that cannot be read adds none, and the page says so."""
        self.full_clean()
        return {
            name.removeprefix(PLUS): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PLUS) and value
        }
