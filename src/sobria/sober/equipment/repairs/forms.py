"""Forms of faults. They read what was typed; the acts judge it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.selectors import allowed
from sobria.city.people.desk_forms import Day
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.number_field import NumberField
from sobria.sober.equipment.models import FaultState, Repairer
from sobria.sober.equipment.repairs import selectors
from sobria.sober.equipment.repairs.acts import Hands

DEAREST = 1_000_000
CENT = Decimal("0.01")


class MoneyField(NumberField):
    """Euros excl. VAT, to the cent; blank: not said."""

    default_error_messages = {"range": _("Écrivez un montant entre 0 et 1 000 000 €.")}  # noqa: RUF012 - Django's own

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is None:
            return None
        if not 0 <= found <= DEAREST:
            raise forms.ValidationError(self.error_messages["range"], code="range")
        return Decimal(str(found)).quantize(CENT)


class FilterForm(forms.Form):
    """Which faults. An unknown value is not an error: it is left out."""

    q = forms.CharField(
        label=_("Chercher un équipement"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    etat = forms.ChoiceField(label=_("État"), required=False)
    panne = forms.ChoiceField(label=_("Panne"), required=False)
    annee = forms.ChoiceField(label=_("Déclarée en"), required=False)
    close = forms.ChoiceField(label=_("Close en"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [("", _("toutes")), *((str(year), str(year)) for year in selectors.years())]
        choices: dict[str, list[tuple[str, Any]]] = {
            "etat": [
                (selectors.TO_DO, _("à suivre")),
                *FaultState.choices,
                (selectors.EVERY, _("toutes")),
            ],
            "panne": [("", _("toutes")), *selectors.kind_choices(language())],
            "annee": years,
            "close": years,
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def asked(self) -> dict[str, str]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReportForm(forms.Form):
    device = forms.CharField(
        label=_("Équipement"), max_length=200, help_text=_("Son numéro de série, ou son identifiant dans la ville.")
    )
    kind = forms.ChoiceField(label=_("Panne"))
    note = forms.CharField(
        label=_("Précision"), max_length=500, required=False, help_text=_("Sur l’équipement, jamais sur une personne.")
    )
    day = Day(label=_("Constatée le"), initial=timezone.localdate)
    replacement_eur = MoneyField(
        label=_("Prix d’un équipement neuf équivalent (€ HT)"),
        help_text=_("S’il est connu ; sinon le prix moyen des achats de la ville sert."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("choisir")), *selectors.kind_choices(language())]


class HandsForm(forms.Form):
    """Who repairs."""

    repairer = forms.ChoiceField(label=_("Réparateur"), choices=[("", _("choisir")), *Repairer.choices])
    partner = forms.ModelChoiceField(
        label=_("Partenaire"),
        queryset=Partner.objects.none(),
        required=False,
        empty_label=_("aucun"),
        help_text=_("Seuls ceux dont la convention et les pièces permettent de réparer sont proposés."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner = self.fields["partner"]
        if isinstance(partner, forms.ModelChoiceField):
            partner.queryset = allowed(Permission.REPAIR, timezone.localdate())

    def hands(self) -> Hands:
        return Hands(self.cleaned_data["repairer"], self.cleaned_data["partner"])


class QuoteForm(HandsForm):
    amount_eur = MoneyField(label=_("Montant (€ HT)"), required=True)
    days = forms.IntegerField(label=_("Délai annoncé, en jours"), required=False, min_value=0, max_value=730)
    day = Day(label=_("Reçu le"), initial=timezone.localdate)


class SendForm(HandsForm):
    day = Day(label=_("Confié le"), initial=timezone.localdate)


class SendQuotedForm(forms.Form):
    """The accepted quote says who repairs."""

    day = Day(label=_("Confié le"), initial=timezone.localdate)


class PartForm(forms.Form):
    name = forms.CharField(
        label=_("Pièce de rechange"), max_length=120, help_text=_("Par exemple : batterie, disque dur.")
    )
    quantity = forms.IntegerField(label=_("Nombre"), initial=1, min_value=1, max_value=100)
    cost_eur = MoneyField(label=_("Coût total (€ HT)"), help_text=_("S’il est connu."))
    source = forms.CharField(
        label=_("Prise sur l’équipement démonté"),
        max_length=200,
        required=False,
        help_text=_("Son numéro de série ; vide si la pièce vient du stock ou d’un achat."),
    )


class CloseForm(forms.Form):
    day = Day(label=_("Réparé le"), initial=timezone.localdate)
    cost_eur = MoneyField(label=_("Coût payé (€ HT), pièces comprises"), help_text=_("Vide s’il n’est pas connu."))
    to_stock = forms.BooleanField(label=_("Il retourne en stock, pas en service"), required=False)


class CloseOnSpotForm(HandsForm):
    """A fault repaired where it stood."""

    day = Day(label=_("Réparé le"), initial=timezone.localdate)
    cost_eur = MoneyField(label=_("Coût payé (€ HT), pièces comprises"), help_text=_("Vide s’il n’est pas connu."))


class GiveUpForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi"), max_length=300)
    day = Day(label=_("Décidé le"), initial=timezone.localdate)
    cost_eur = MoneyField(label=_("Déjà dépensé (€ HT)"), help_text=_("Vide s’il n’est pas connu."))
    retire = forms.BooleanField(
        label=_("Réformer l’équipement le même jour ; ses autres pannes se ferment avec lui"), required=False
    )


class TicketForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV"),
        required=False,
        help_text=_(
            "Numéro de série ou élément associé, date d’ouverture ; et si possible date de résolution, statut,"
            " catégorie, coût."
        ),
    )


class ReadForm(forms.Form):
    """What was read, on its way to be confirmed."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)
