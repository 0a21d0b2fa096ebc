from django import forms
from django.utils.translation import gettext_lazy as _


class FilterForm(forms.Form):
    """What to look for; a text that means nothing finds nothing."""

    kind = forms.CharField(label=_("Nature"), required=False, max_length=80)
    subject = forms.CharField(label=_("Objet"), required=False, max_length=200)

    def asked(self) -> dict[str, str]:
        self.full_clean()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
