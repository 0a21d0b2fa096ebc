from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 2**63 - 1


class FilterForm(forms.Form):
    """What to look for; a text that means nothing finds nothing."""

    kind = forms.CharField(label=_("Nature"), required=False, max_length=80)
    subject = forms.CharField(label=_("Objet"), required=False, max_length=200)

    def asked(self) -> dict[str, str]:
        self.full_clean()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class PlaceForm(forms.Form):
    """Where the page begins; a number that is none means the latest events."""

    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)

    def asked(self) -> int | None:
        self.full_clean()
        found: int | None = self.cleaned_data.get("before")
        return found
