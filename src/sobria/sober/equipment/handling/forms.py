"""What is said of an act, and the choice of devices. The acts judge what was typed."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sobria.city.people.desk_forms import Day
from sobria.city.people.models import User
from sobria.city.registers.number_field import NumberField
from sobria.engine.equipment.life import Act
from sobria.sober.equipment.life.moving import Details
from sobria.sober.equipment.models import Route, WasteSlip
from sobria.sober.equipment.purchases.slips import record_slip

PLACED = frozenset({"deploy", "store", "redeploy", "return_repaired"})
SLIPS = 60
CENT = Decimal("0.01")
ROUTES = [choice for choice in Route.choices if choice[0] != Route.ASSOCIATION]


class DetailsForm(forms.Form):
    """The details that an act needs or may say."""

    day = Day(label=_("Date de l’acte"), initial=timezone.localdate)

    def __init__(self, act: Act, data: Any = None) -> None:
        super().__init__(data)
        self.act = act
        if act.code in PLACED:
            self._ask_place(required="entity" in act.needs)
        if "route" in act.needs:
            self._ask_exit()
        if "slip" in act.needs:
            self._ask_slip()
        self.fields["note"] = forms.CharField(
            label=_("Précision"), max_length=500, required=False, help_text=_("Sans nom de personne.")
        )

    def details(self) -> Details:
        said = self.cleaned_data
        return Details(
            said["day"],
            note=said["note"],
            entity=said.get("entity", ""),
            site=said.get("site", ""),
            route=said.get("route", ""),
            reference=said.get("reference", ""),
            receiver=said.get("receiver", ""),
            slip=said.get("slip"),
        )

    def value_eur(self) -> Decimal | None:
        """Of one device, when it is handed over for a price or with a value."""
        value = self.cleaned_data.get("value")
        return None if value is None else Decimal(str(value)).quantize(CENT)

    def new_slip(self, by: User) -> Callable[[], WasteSlip] | None:
        """What writes the slip described, when none is chosen in the list."""
        said = self.cleaned_data
        if "slip" not in self.fields or said.get("slip"):
            return None
        values = {"number": said["number"], "taker": said["taker"], "day": said["slip_day"], "mass_kg": said["mass_kg"]}
        return partial(record_slip, values=values | {"certificate": "", "certified_on": None}, by=by)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "slip" in self.fields and not said.get("slip"):
            for name in ("number", "taker", "slip_day"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Choisissez un bordereau dans la liste, ou remplissez ce champ."))
        if (value := said.get("value")) is not None and value < 0:
            self.add_error("value", gettext("Une valeur ne peut pas être négative."))
        if (mass := said.get("mass_kg")) is not None and mass <= 0:
            self.add_error("mass_kg", gettext("La masse est plus grande que zéro. Laissez vide si elle est inconnue."))
        if (day := said.get("day")) and day > timezone.localdate():
            self.add_error("day", gettext("Cette date est dans le futur. Datez l’acte d’aujourd’hui ou d’avant."))
        return said

    def _ask_place(self, *, required: bool) -> None:
        self.fields["entity"] = forms.CharField(
            label=_("Entité qui le reçoit"),
            max_length=500,
            required=required,
            help_text=_("Comme le registre l’écrit ; vide, elle ne change pas."),
        )
        self.fields["site"] = forms.CharField(label=_("Site"), max_length=500, required=False)

    def _ask_exit(self) -> None:
        self.fields["route"] = forms.ChoiceField(
            label=_("Voie de sortie"),
            choices=ROUTES,
            help_text=_("Un don à une association passe par un lot."),
        )
        self.fields["reference"] = forms.CharField(label=_("Référence de l’acte de cession"), max_length=200)
        self.fields["receiver"] = forms.CharField(
            label=_("Qui le reçoit"), max_length=200, help_text=_("Un organisme ; pour un agent, sa direction.")
        )
        self.fields["value"] = NumberField(label=_("Valeur d’un équipement (€)"))

    def _ask_slip(self) -> None:
        self.fields["slip"] = forms.ModelChoiceField(
            label=_("Bordereau de déchets"),
            queryset=WasteSlip.objects.order_by("-day", "-pk"),
            required=False,
            empty_label=gettext("nouveau, décrit ci-dessous"),
        )
        chosen = self.fields["slip"]
        if isinstance(chosen, forms.ModelChoiceField):
            latest = [
                (one.pk, f"{one.number} · {one.taker}") for one in WasteSlip.objects.order_by("-day", "-pk")[:SLIPS]
            ]
            chosen.choices = [("", chosen.empty_label or ""), *latest]
        self.fields["number"] = forms.CharField(label=_("Numéro du bordereau"), max_length=60, required=False)
        self.fields["taker"] = forms.CharField(label=_("Éco-organisme ou prestataire"), max_length=200, required=False)
        self.fields["slip_day"] = Day(label=_("Date d’enlèvement"), required=False)
        self.fields["mass_kg"] = NumberField(label=_("Masse du bordereau entier (kg)"))


class PickForm(forms.Form):
    """What is ticked on the page of a list, and what is pasted beside it."""

    device = forms.TypedMultipleChoiceField(coerce=int, required=False)
    pasted = forms.CharField(
        label=_("Coller une liste"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Un numéro de série, un identifiant, un numéro de fiche ou l’adresse d’une étiquette par ligne."),
    )

    def __init__(self, data: Any = None, *, offered: list[int]) -> None:
        super().__init__(data)
        ticked = self.fields["device"]
        if isinstance(ticked, forms.TypedMultipleChoiceField):
            ticked.choices = [(pk, pk) for pk in offered]

    def clean_pasted(self) -> str:
        pasted: str = self.cleaned_data["pasted"]
        if "\x00" in pasted:
            raise ValidationError(gettext("Cette liste n’est pas du texte."))
        return pasted


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Numéro d’étiquette, de série ou identifiant"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
