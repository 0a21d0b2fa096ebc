"""What a person says of an indicator or of a fact. A blank number is unknown, never zero."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.registers.number_field import NumberField

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class FactForm(forms.Form):
    start = _day(gettext_lazy("Premier jour de la période"))
    end = _day(gettext_lazy("Dernier jour de la période"))
    value = NumberField(
        label=gettext_lazy("Valeur"), help_text=gettext_lazy("Laissez vide si la ville ne la connaît pas.")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=300, help_text=gettext_lazy("Qui le dit : service, document, année.")
    )
    evidence = forms.CharField(
        label=gettext_lazy("Preuve"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Adresse https:// ou référence du document."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Lue par les agents seulement."),
    )

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["value"].label = _("Valeur (%(unit)s)") % {"unit": unit}

    def clean_evidence(self) -> str:
        text = str(self.cleaned_data["evidence"]).strip()
        if ":" in text.split("/")[0] and not text.lower().startswith(("https:", "http:")):
            raise forms.ValidationError(
                _("Une adresse commence par https://. Sinon, écrivez la référence du document.")
            )
        return text


class ValueForm(FactForm):
    low = NumberField(label=gettext_lazy("Bas de l’intervalle"), help_text=gettext_lazy("S’il y en a un."))
    high = NumberField(label=gettext_lazy("Haut de l’intervalle"))
    letter = forms.ChoiceField(label=gettext_lazy("Classe"), required=False)
    coverage = NumberField(
        label=gettext_lazy("Part comptée"),
        help_text=gettext_lazy("Entre 0 et 1 : 0,8 pour 80 % de ce qui devrait l’être."),
    )
    method = forms.CharField(
        label=gettext_lazy("Méthode"), max_length=300, help_text=gettext_lazy("Comment la valeur a été obtenue.")
    )
    field_order = ("start", "end", "value", "low", "high", "letter", "coverage", "method", "source", "evidence", "note")

    def __init__(self, *args: Any, letters: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = self.fields["letter"]
        if letters and isinstance(letter, forms.ChoiceField):
            letter.choices = [("", _("aucune")), *((one, one) for one in letters)]
        else:
            del self.fields["letter"]
