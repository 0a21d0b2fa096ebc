from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.registers.importer import Importer

SUGGESTIONS = "fields"


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Fichier"), allow_empty_file=True)


class TargetField(forms.CharField):
    """The name of a field as people read it, chosen among suggestions; once cleaned, its code, or "" for none.

    One list of suggestions serves every column: a list in each would weigh more than all the rest of the page.
    """

    def __init__(self, importer: Importer, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": SUGGESTIONS, "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)
        self.labels = {target.name: str(target.label) for target in importer.targets}

    def prepare_value(self, value: Any) -> Any:
        return self.labels.get(value, value)

    def clean(self, value: Any) -> str:
        said = str(super().clean(value)).casefold()
        codes = {name.casefold(): name for name in self.labels} | {
            label.casefold(): name for name, label in self.labels.items()
        }
        if said and said not in codes:
            raise ValidationError(
                _("« %(value)s » n’est pas un champ proposé. Choisissez dans la liste, ou laissez vide.")
                % {"value": value}
            )
        return codes.get(said, "")


class ColumnsForm(forms.Form):
    """One question per column of the file: which field is it? Two columns cannot be the same field."""

    def __init__(self, importer: Importer, headers: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = headers
        self.suggestions = [str(target.label) for target in importer.targets]
        for position, header in enumerate(headers):
            self.fields[f"column-{position}"] = TargetField(importer, label=header or _("(sans titre)"))

    def clean(self) -> dict[str, Any]:
        taken: set[str] = set()
        for name, target in list(self.cleaned_data.items()):
            if target and target in taken:
                self.add_error(name, _("Deux colonnes ne peuvent pas dire la même chose. Gardez la plus sûre."))
            taken.add(target)
        if not any(self.cleaned_data.values()) and not self.errors:
            self.add_error(None, _("Dites au moins quelle colonne donne le type ou le modèle."))
        return self.cleaned_data

    @property
    def columns(self) -> dict[str, str]:
        """Column of the file → field."""
        return {
            header: self.cleaned_data[f"column-{position}"]
            for position, header in enumerate(self.headers)
            if self.cleaned_data.get(f"column-{position}")
        }
