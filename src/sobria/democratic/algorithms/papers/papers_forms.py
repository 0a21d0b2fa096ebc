"""The one thing a paper asks: the day a request came in. It is read from the address and kept nowhere."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIRST = date(2000, 1, 1)


class RequestForm(forms.Form):
    recue = forms.DateField(
        label=gettext_lazy("Demande reçue le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=gettext_lazy("Cette date ne sert qu’à calculer les échéances : elle n’est pas enregistrée."),
    )

    def clean_recue(self) -> Any:
        day = self.cleaned_data["recue"]
        if day and not FIRST <= day <= timezone.localdate():
            raise ValidationError(_("Donnez le jour où la demande est arrivée : aujourd’hui ou avant, depuis 2000."))
        return day
