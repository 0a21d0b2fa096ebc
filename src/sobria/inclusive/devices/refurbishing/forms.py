"""Forms of a refurbisher's acts: short, for a phone. They read what was typed; the acts judge it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.people.desk_forms import Day
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.number_field import NumberField
from sobria.engine.devices.caps import checks, kinds
from sobria.engine.typed_numbers import typed

GRADES = (
    ("A", _("A : comme neuf")),
    ("B", _("B : traces d’usage")),
    ("C", _("C : usé, mais il sert")),
    ("P", _("Bon pour ses pièces seulement")),
    ("W", _("Bon pour le recyclage seulement")),
)


class ActForm(forms.Form):
    """What every act asks: its day. `kinds`: types of the devices it is about."""

    day = Day(label=_("Date"))

    def __init__(self, data: Any = None, *, kinds: Collection[str] = ()) -> None:
        super().__init__(data, initial={"day": timezone.localdate()})
        self.kinds = kinds


class NoteForm(ActForm):
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("Ce qui a été fait. N’y nommez personne.")
    )


class GradeForm(NoteForm):
    grade = forms.ChoiceField(label=_("Ce que concluent les essais"), choices=GRADES, widget=forms.RadioSelect)
    mass_kg = NumberField(label=_("Masse de chacun (kg)"), help_text=_("Vide si elle n’est pas connue."))
    field_order = ("grade", "mass_kg", "note", "day")


class AvailableForm(ActForm):
    """One box for each thing to check, of all the types at once."""

    price_eur = NumberField(label=_("Prix demandé à la personne (€)"), required=True)
    checked = forms.MultipleChoiceField(
        label=_("Vérifié sur chacun"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("checked", "price_eur", "day")

    def __init__(self, data: Any = None, *, kinds: Collection[str] = ()) -> None:
        super().__init__(data, kinds=kinds)
        asked = {code for kind in kinds for code in _kind(kind).checks}
        side = language() == "en"
        self.fields["checked"].choices = [  # type: ignore[attr-defined]
            (code, names[side]) for code, names in checks().items() if code in asked
        ]
        self.fields["price_eur"].help_text = _caps(kinds)
        self.fields["price_eur"].initial = 0


class ScrapForm(ActForm):
    slip = forms.CharField(label=_("Numéro du bordereau de déchets"), max_length=200)
    mass_kg = NumberField(label=_("Masse de l’ensemble (kg)"), help_text=_("Vide si elle n’est pas connue."))
    field_order = ("slip", "mass_kg", "day")


def _kind(code: str) -> Any:
    return kinds()[code]


def _caps(present: Collection[str]) -> str:
    """0 when given; the cap of each type, with what it comes from."""
    said = []
    for code in sorted(present):
        one = _kind(code)
        cap = _("se donne") if one.cap_eur is None else _("%(cap)s € au plus") % {"cap": typed(one.cap_eur, language())}
        said.append(f"{one.name(language())} : {cap}")
    return str(_("0 s’il est donné. Plafonds : %(caps)s.") % {"caps": " ; ".join(said)})
