"""Forms of the committee itself: sessions, rules, charter."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.people.desk_forms import Day
from sobria.city.registers.imports.sentences import language
from sobria.democratic.algorithms.desk.act_forms import ActForm, line, text
from sobria.democratic.algorithms.desk.content_forms import rows_of
from sobria.democratic.algorithms.models.committee import Session
from sobria.democratic.algorithms.public.public_committee import UNITS
from sobria.engine.algorithms.states import Setting, settings


class SessionForm(ActForm):
    on = Day(label=_("Jour"))
    place = line(_("Lieu"), required=False, help_text=_("Une salle, ou l’adresse d’une visioconférence."))


class AgendaForm(ActForm):
    session = forms.ModelChoiceField(label=_("Séance"), queryset=Session.objects.none())

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        chosen = self.fields["session"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = Session.objects.exclude(state=Session.State.CLOSED).order_by("on", "number")


class MinutesForm(ActForm):
    minutes = text(_("Relevé de la séance"), rows=10, help_text=_("Publié. Les votes et les avis y sont déjà joints."))


class RulesForm(ActForm):
    """One number per rule of the catalogue, within its bounds, and the act that changes them."""

    def __init__(self, data: QueryDict | None, *, values: dict[str, int]) -> None:
        super().__init__(data)
        for code, one in settings().items():
            self.fields[code] = forms.IntegerField(
                label=_labelled(one),
                initial=values[code],
                help_text=_("De %(least)s à %(most)s.") % {"least": one.least, "most": one.most},
            )
        self.fields["reference"] = line(_("Référence de l’acte"))
        self.fields["since"] = Day(label=_("À partir du"), initial=timezone.localdate)

    def values(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code in settings()}


def _labelled(rule: Setting) -> str:
    """Its name, with the unit of the number asked."""
    unit = str(UNITS.get(rule.unit, rule.unit))
    return f"{rule.name(language())} ({unit})" if unit else rule.name(language())


class PrincipleForm(forms.Form):
    code = line(_("Code"), limit=40, required=False, help_text=_("Court et permanent : un mot."))
    title = line(_("Principe"), required=False)
    question = text(_("Question posée à chaque projet"), rows=2, required=False)


class CharterForm(ActForm):
    title = line(_("Titre"), limit=300)
    text = text(_("Texte"), required=False)
    reference = line(_("Délibération"))
    adopted_on = Day(label=_("Adoptée le"), initial=timezone.localdate)
    rows_title = _("Principe")

    def __init__(self, data: QueryDict | None, *, initial: dict[str, Any], principles: list[dict[str, str]]) -> None:
        super().__init__(data, initial=initial)
        self.rows = rows_of(PrincipleForm, data, prefix="principles", initial=principles, extra=3)
