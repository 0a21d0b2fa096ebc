"""Forms of the room. What is refused is decided by the acts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.partners.forms import ESS, PUBLIC, SAID
from sobria.city.partners.models import Partner
from sobria.city.people.desk_forms import Day
from sobria.city.registers.number_field import NumberField
from sobria.sober.economy.models import Call, Kind

CENTS = Decimal("0.01")
FIELDS = ("title", "text", "budget_eur", "opens_on", "closes_on", "url", "is_public")


class Amount(NumberField):
    """Euros and cents, as typed in the language of the page."""

    def clean(self, value: Any) -> Decimal | None:
        amount = super().clean(value)
        return None if amount is None else Decimal(str(amount)).quantize(CENTS)


class CallForm(forms.Form):
    title = forms.CharField(label=_("Titre"), max_length=200)
    text = forms.CharField(
        label=_("Texte"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    budget_eur = Amount(label=_("Budget (€)"))
    opens_on = Day(label=_("Ouvre le"))
    closes_on = Day(label=_("Ferme le"), required=False, help_text=_("Dernier jour compris. Vide : ouvert en continu."))
    url = forms.URLField(label=_("Adresse pour répondre"), max_length=500, required=False, assume_scheme="https")
    is_public = forms.BooleanField(label=_("Publié sur le site"), required=False)

    def __init__(self, data: Any = None, *, call: Call | None = None) -> None:
        shown = {name: getattr(call, name) for name in FIELDS} if call else {"opens_on": timezone.localdate()}
        super().__init__(data, initial=shown)


def _partner(label: Any, *, required: bool) -> "forms.ModelChoiceField[Partner]":
    return forms.ModelChoiceField(Partner.objects.all(), label=label, required=required, to_field_name="code")


class GrantForm(forms.Form):
    partner = _partner(_("Partenaire"), required=True)
    call = forms.ModelChoiceField(
        Call.objects.order_by("-opens_on"), label=_("Appel à projets"), required=False, empty_label=_("Hors appel")
    )
    amount_eur = Amount(label=_("Montant (€)"), required=True)
    decided_on = Day(label=_("Décidée le"))
    reference = forms.CharField(label=_("Référence de la décision"), max_length=120, help_text=PUBLIC)
    purpose = forms.CharField(label=_("Objet"), max_length=500, help_text=PUBLIC)

    def given(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {"partner": told.pop("partner"), "values": told}


class SpendingForm(forms.Form):
    partner = _partner(_("Partenaire payé"), required=False)
    supplier = forms.CharField(
        label=_("Ou un autre fournisseur"),
        max_length=200,
        required=False,
        help_text=_("Son nom, s’il n’est pas dans la liste des partenaires. Il n’est pas publié."),
    )
    ess = forms.ChoiceField(
        label=_("Ce fournisseur est de l’économie sociale et solidaire"),
        choices=ESS,
        required=False,
        help_text=_("Pour un partenaire, sa fiche le dit déjà."),
    )
    kind = forms.ChoiceField(label=_("Nature"), choices=Kind.choices)
    amount_eur = Amount(label=_("Montant hors taxes (€)"), required=True)
    day = Day(label=_("Date de la facture"))
    reference = forms.CharField(label=_("Référence de la facture"), max_length=120, help_text=PUBLIC)

    def values(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return told | {"is_ess": SAID[told.pop("ess")]}


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi"), max_length=300, help_text=PUBLIC)
