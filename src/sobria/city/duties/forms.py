"""Forms of duties: what to look at, what to attest, why to withdraw."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sobria.city.duties.services import Said
from sobria.city.duties.words import STATES, STATUSES
from sobria.engine.duties import load_duties
from sobria.engine.duties.definitions import Item

FIRST_YEAR, LAST_YEAR = 2000, 2100
EVERY = ("", gettext_lazy("Tous"))


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Which duties, as of which day."""

    date = forms.DateField(label=gettext_lazy("À la date du"), required=False, widget=DayInput)
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False, choices=[EVERY, *STATES.items()])
    statut = forms.ChoiceField(label=gettext_lazy("Règle"), required=False, choices=[EVERY, *STATUSES.items()])
    texte = forms.ChoiceField(label=gettext_lazy("Texte"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        language = get_language() or "fr"
        texts = {duty.text.code: duty.text.name(language) for duty in load_duties().values()}
        field = self.fields["texte"]
        field.choices = [EVERY, *texts.items()]  # type: ignore[attr-defined]

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("Choisissez une date entre %(first)s et %(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return day


class AttestForm(forms.Form):
    """What is said of one item."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    done = forms.TypedChoiceField(
        label=gettext_lazy("Ce que vous attestez"), coerce=lambda text: text == "yes", widget=forms.RadioSelect
    )
    on = forms.DateField(label=gettext_lazy("Fait ou constaté le"), widget=DayInput)
    year = forms.IntegerField(
        label=gettext_lazy("Année concernée"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    until = forms.DateField(
        label=gettext_lazy("Valable jusqu’au"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Laissez vide si le document n’a pas de fin."),
    )
    reference = forms.CharField(
        label=gettext_lazy("Référence du document"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Numéro de délibération, titre et date du rapport. Affichée au public."),
    )
    url = forms.URLField(
        label=gettext_lazy("Adresse du document"), max_length=500, required=False, assume_scheme="https"
    )
    note = forms.CharField(
        label=gettext_lazy("Note interne"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, item: Item, is_question: bool, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        yes, no = (_("Oui"), _("Non")) if is_question else (_("C’est fait"), _("Ce n’est pas fait"))
        self.fields["done"].choices = [("yes", yes), ("no", no)]  # type: ignore[attr-defined]
        if not item.yearly:
            del self.fields["year"]
        else:
            self.fields["year"].required = True

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            done=given["done"],
            on=given["on"],
            year=given.get("year"),
            until=given["until"],
            reference=given["reference"],
            url=given["url"],
            note=given["note"],
        )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Pourquoi"), max_length=500)
