"""What a prescriber is asked: choices of lists, and nothing that could name anyone."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.partners.models import Partner
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.bands import DISTRICT, answers, declared, dimensions, districts, motives
from sobria.engine.devices.caps import kinds
from sobria.inclusive.devices.following.services import Outcome

ANSWER_MISSING = {"required": gettext_lazy("Choisissez une réponse.")}


class NeedForm(forms.Form):
    """One question by dimension, each a choice of a list."""

    partner = forms.ChoiceField(label=gettext_lazy("Pour quelle structure"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Équipement demandé"))

    def __init__(self, data: QueryDict | None, *, partners: Sequence[Partner]) -> None:
        super().__init__(data)
        self.partners = {one.code: one for one in partners}
        if len(partners) > 1:
            self.fields["partner"] = forms.ChoiceField(
                label=_("Pour quelle structure"), choices=[(one.code, one.name) for one in partners]
            )
        else:
            del self.fields["partner"]
        spoken = language()
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one.code, one.name(spoken)) for one in kinds().values()]
        for one in declared():
            self.fields[one.code] = forms.ChoiceField(
                label=one.name(spoken),
                choices=[(band.code, band.name(spoken)) for band in one.bands],
                widget=forms.RadioSelect,
                error_messages=ANSWER_MISSING,
            )
        found = districts(settings.SOBRIA_CITY_INSEE)
        if found:
            self.fields[DISTRICT] = forms.ChoiceField(
                label=dimensions()[DISTRICT].name(spoken),
                required=False,
                choices=[("", _("Ne pas le dire")), *((one.code, one.name(spoken)) for one in found)],
            )

    def chosen_partner(self) -> Partner:
        code = self.cleaned_data.get("partner")
        return self.partners[code] if code else next(iter(self.partners.values()))

    def bands(self) -> dict[str, str]:
        asked = [one.code for one in declared()] + [DISTRICT]
        return {code: self.cleaned_data.get(code, "") for code in asked}


class AppealForm(forms.Form):
    motive = forms.ChoiceField(
        label=gettext_lazy("Pourquoi la ville devrait regarder de nouveau"),
        widget=forms.RadioSelect,
        error_messages=ANSWER_MISSING,
    )

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        _choose(self.fields["motive"], [(one.code, one.name(language())) for one in motives().values()])


class AnswerForm(forms.Form):
    given = forms.ChoiceField(label=gettext_lazy("Réponse"), widget=forms.RadioSelect, error_messages=ANSWER_MISSING)

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        spoken = language()
        said = [(one.code, f"{one.name(spoken)}. {one.meaning(spoken)}") for one in answers().values()]
        _choose(self.fields["given"], said)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code du bon"),
        max_length=60,
        help_text=gettext_lazy("Douze lettres et chiffres, comme K7QM-3XPA-9RTD. Ni 0, ni O, ni 1, ni I."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class HandOverForm(forms.Form):
    code = forms.CharField(max_length=60, widget=forms.HiddenInput)
    seen = forms.BooleanField(
        label=gettext_lazy("La personne est là, elle a vu l’équipement fonctionner et va signer le reçu"),
        error_messages={"required": gettext_lazy("Cochez-le une fois que c’est fait.")},
    )


class FollowForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Un an après, cet équipement"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages=ANSWER_MISSING,
    )


def _choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
