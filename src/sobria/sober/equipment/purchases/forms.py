"""Forms of orders and of their lines. A blank is "nobody said", never zero."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sobria.city.partners.models import Partner
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.number_field import NumberField
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.purchases.products import products
from sobria.sober.equipment.models import Condition, IndexKind, Order, OrderLine
from sobria.sober.equipment.purchases.orders import LINE, ORDER

UNKNOWN = ("", _("inconnu"))
CENT, TENTH = Decimal("0.01"), Decimal("0.1")


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class OrderForm(forms.Form):
    reference = forms.CharField(label=_("Référence"), max_length=80)
    day = day_field(_("Date de la commande"), help_text=_("L’année de cette date est celle de la déclaration."))
    supplier = forms.CharField(label=_("Fournisseur"), max_length=200, required=False)
    partner = forms.ModelChoiceField(
        label=_("Partenaire de la ville"),
        queryset=Partner.objects.filter(is_active=True),
        required=False,
        empty_label=_("aucun, ou inconnu"),
        help_text=_("S’il est dans l’annuaire : dit si l’achat va à l’économie sociale et solidaire."),
    )

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        partner = given["partner"]
        return {
            "reference": given["reference"].strip(),
            "supplier": given["supplier"].strip(),
            "partner_id": partner.pk if partner else None,
            "day": given["day"],
        }

    @staticmethod
    def shown(order: Order) -> dict[str, Any]:
        return {name: getattr(order, name) for name in ORDER} | {"partner": order.partner_id}


class LineForm(forms.Form):
    label = forms.CharField(label=_("Désignation"), max_length=200)
    quantity = forms.IntegerField(label=_("Quantité"), min_value=1)
    unit_eur = NumberField(
        label=_("Prix unitaire hors taxes, en euros"),
        help_text=_("Pour un don reçu, sa valeur forfaitaire. Laissez vide si personne ne le sait."),
    )
    condition = forms.ChoiceField(
        label=_("État à l’achat"), required=False, choices=lambda: [UNKNOWN, *Condition.choices]
    )
    product = forms.ChoiceField(
        label=_("Catégorie de la loi AGEC"),
        required=False,
        choices=lambda: [UNKNOWN, *((code, one.name(language())) for code, one in products().items())],
    )
    category = forms.ChoiceField(
        label=_("Type d’équipement"), required=False, choices=lambda: [UNKNOWN, *_categories()]
    )
    index_kind = forms.ChoiceField(
        label=_("Indice porté par le produit"),
        required=False,
        choices=lambda: [("", _("aucun, ou inconnu")), *IndexKind.choices],
        help_text=_("Celui de ce produit, au jour de la commande. Les trois ne se mélangent jamais."),
    )
    index_mark = NumberField(label=_("Note sur 10"), help_text=_("Pour les deux indices français."))
    index_class = forms.ChoiceField(
        label=_("Classe européenne"), required=False, choices=[("", "—"), *((one, one) for one in "ABCDE")]
    )

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        price, mark = given["unit_eur"], given["index_mark"]
        return {
            "label": given["label"].strip(),
            "product": given["product"] or None,
            "category": given["category"] or None,
            "condition": given["condition"] or None,
            "quantity": given["quantity"],
            "unit_eur": None if price is None else Decimal(str(price)).quantize(CENT),
            "index_kind": given["index_kind"],
            "index_mark": None if mark is None else Decimal(str(mark)).quantize(TENTH),
            "index_class": given["index_class"],
        }

    @staticmethod
    def shown(line: OrderLine) -> dict[str, Any]:
        return {name: getattr(line, name) for name in LINE}


class SearchForm(forms.Form):
    """Never validated: an unknown value finds nothing."""

    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    annee = forms.ChoiceField(label=_("Année"), required=False)

    def __init__(self, years: list[int], **given: Any) -> None:
        super().__init__(**given)
        self.fields["annee"] = forms.ChoiceField(
            label=_("Année"), required=False, choices=[("", _("toutes")), *((str(one), str(one)) for one in years)]
        )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV, XLSX ou ODS"),
        required=False,
        allow_empty_file=True,
        help_text=_("Une ligne par article commandé. Vous verrez ce qui se perd avant d’enregistrer."),
    )


class BuyerForm(forms.Form):
    """Who declares: shown in the file."""

    siret = forms.CharField(
        label=_("SIRET de l’acheteur"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    nom = forms.CharField(label=_("Nom de l’acheteur"), required=False, max_length=200)


def _categories() -> list[tuple[str, str]]:
    equipment = ((code, one) for code, one in load_catalogue().categories.items() if one.kind == "equipment")
    return sorted(((code, one.label(language())) for code, one in equipment), key=lambda pair: pair[1].casefold())
