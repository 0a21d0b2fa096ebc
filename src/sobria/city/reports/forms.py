"""Forms of the yearly edition: to freeze, to correct, to say that it was presented."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sobria.city.people.desk_forms import Day
from sobria.city.reports.services import LONGEST_REASON, LONGEST_REFERENCE

REFERENCE_HELP = _("Numéro et date, si elle est déjà prise. Publiée avec le bilan.")


class FreezeForm(forms.Form):
    reference = forms.CharField(
        label=_("Délibération qui prend acte du bilan"),
        max_length=LONGEST_REFERENCE,
        required=False,
        help_text=REFERENCE_HELP,
    )


class CorrectForm(FreezeForm):
    reason = forms.CharField(
        label=_("Raison de la révision"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Publiée : n’y nommez personne."),
    )
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    field_order = ("reason", "reference", "seen")


class PresentForm(forms.Form):
    on = Day(label=_("Présenté le"))
    url = forms.URLField(
        label=_("Adresse du bilan figé"), max_length=500, assume_scheme="https", help_text=_("Elle sert de preuve.")
    )
