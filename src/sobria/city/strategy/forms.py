"""Forms of the strategy. They read what was typed; `fiche.clean` and the acts judge it."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sobria.city.registers.directory import registers
from sobria.city.registers.imports.sentences import language
from sobria.city.strategy.fiche import Fiche
from sobria.city.strategy.models import BudgetLine, Measure, Pillar, Priority, Status, Strategy
from sobria.engine.duties import load_duties
from sobria.engine.indicators.definitions import load_indicators
from sobria.engine.typed_numbers import DECIMAL_MARKS

BLANK = [("", "—")]
BLANK_ROWS = 2
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
KEPT_AMOUNT = re.compile(r"\d{1,12}\.\d\d", re.ASCII)
ONE_BY_LINE = _("Un nom par ligne.")


def day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, input_formats=DATE_FORMATS, widget=widget)


def line(label: Any, *, limit: int = 300, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=required, help_text=help_text)


def lines(label: Any, *, rows: int = 3, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def choice(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[*BLANK, *choices])


class BoardFilter(forms.Form):
    pillar = forms.ChoiceField(label=_("Pilier"), required=False, choices=[("", _("Tous")), *Pillar.choices])
    status = forms.ChoiceField(label=_("Statut"), required=False, choices=[("", _("Tous")), *Status.choices])


class StrategyForm(forms.Form):
    title = line(_("Titre"), required=True)
    text = lines(_("Texte"), rows=8, help_text=_("Ce que la ville veut, en quelques phrases."))
    language = forms.ChoiceField(label=_("Langue du texte"), choices=settings.LANGUAGES)
    starts = day(_("Commence le"))
    ends = day(_("Se termine le"))
    deliberation = line(_("Délibération"), limit=200, help_text=_("Sa référence, si elle existe déjà."))
    source = line(_("Adresse du texte publié"), limit=500)


class AdoptForm(forms.Form):
    deliberation = line(_("Référence de la délibération"), limit=200, required=True)
    adopted_on = day(_("Adoptée le"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adopted_on"].required = True


class AxisForm(forms.Form):
    code = line(_("Code"), limit=30, required=True, help_text=_("Court et permanent : A1, A2…"))
    title = line(_("Titre"), required=True)
    pillar = forms.ChoiceField(label=_("Pilier"), choices=Pillar.choices)


class MeasureForm(forms.Form):
    """The fields of a fiche that are not rows. A new measure also asks for its code."""

    code = line(_("Code"), limit=30, required=True, help_text=_("Court et permanent ; il ne resservira jamais."))
    title = line(_("Titre"), required=True)
    axis = forms.ChoiceField(label=_("Axe"))
    parent = forms.ChoiceField(label=_("Action d’ensemble"), required=False)
    description = lines(_("Description"), rows=6)
    status = forms.ChoiceField(label=_("Statut"), choices=Status.choices)
    priority = forms.ChoiceField(label=_("Priorité"), choices=Priority.choices)
    pilot = line(_("Pilote"), limit=200, help_text=_("Une fonction ou une direction, pas un nom de personne."))
    elected = line(_("Élu référent"), limit=200, help_text=_("Sa délégation : « adjoint au numérique »."))
    partners = lines(_("Partenaires"), help_text=ONE_BY_LINE)
    funders = lines(_("Financeurs"), help_text=ONE_BY_LINE)
    starts = day(_("Début"))
    ends = day(_("Échéance"))
    source = line(_("Source de l’engagement"), limit=500, help_text=_("L’adresse de la page où la ville s’engage."))

    def __init__(self, data: QueryDict | None, *, strategy: Strategy, measure: Measure | None, initial: Fiche) -> None:
        super().__init__(data, initial=initial)
        if measure is not None:
            del self.fields["code"]
        axes = [(axis.code, f"{axis.code} · {axis.title}") for axis in strategy.axes.all()]
        others = strategy.measures.exclude(code=measure.code if measure else "")
        parents = [*BLANK, *((one.code, str(one)) for one in others)]
        _choose(self.fields["axis"], axes)
        _choose(self.fields["parent"], parents)


class StepForm(forms.Form):
    title = line(_("Étape"))
    due = day(_("Échéance"))
    done = day(_("Faite le"))


class AmountField(forms.CharField):
    """Read by the fiche; what it keeps (1200.50) is shown again as the reader types it."""

    def prepare_value(self, value: Any) -> Any:
        is_kept = isinstance(value, str) and KEPT_AMOUNT.fullmatch(value)
        return value.removesuffix(".00").replace(".", DECIMAL_MARKS[language()]) if is_kept else value


class BudgetForm(forms.Form):
    year = line(_("Année"), limit=4)
    kind = choice(_("Nature"), BudgetLine.Kind.choices)
    unit = choice(_("Unité"), BudgetLine.Unit.choices)
    stage = choice(_("Prévu ou réalisé"), BudgetLine.Stage.choices)
    amount = AmountField(label=_("Montant"), max_length=20, required=False)


class NoteForm(forms.Form):
    date = day(_("Date"))
    text = lines(_("Note"), rows=2)


class DocumentForm(forms.Form):
    title = line(_("Titre"))
    url = line(_("Adresse"), limit=500)
    date = day(_("Date"))


class LinkForm(forms.Form):
    """A code; the page suggests those that exist (`list`), the act refuses the others."""

    code = forms.CharField(label=_("Lien"), max_length=80, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = LINK_LABELS[kind]
        self.fields["code"].widget.attrs["list"] = f"known-{kind}"


class ActorForm(forms.Form):
    name = line(_("Acteur"), help_text=_("Une organisation, pas une personne."))
    role = choice(_("Public ou privé"), [("public", _("Public")), ("private", _("Privé"))])
    how = line(_("Comment il est associé"))


class TakenForm(forms.Form):
    title = line(_("Mesure"))
    since = line(_("Depuis"), limit=40)
    result = line(_("Résultat constaté"))


class ProseForm(forms.Form):
    text = lines(_("Texte"), rows=8)
    source = lines(_("Sources"), rows=2, help_text=_("D’où viennent les chiffres : document, adresse, année."))


ROW_FORMS: dict[str, tuple[Any, type[forms.Form]]] = {
    "steps": (_("Étapes"), StepForm),
    "budget": (_("Moyens"), BudgetForm),
    "documents": (_("Documents"), DocumentForm),
    "notes": (_("Notes"), NoteForm),
}
LINK_LABELS = {"indicators": _("Indicateur"), "duties": _("Obligation"), "registers": _("Registre")}
LINK_TITLES = {"indicators": _("Indicateurs"), "duties": _("Obligations"), "registers": _("Registres")}


def rows_of(
    form: type[forms.Form], data: QueryDict | None, *, prefix: str, initial: Any, **given: Any
) -> BaseFormSet[Any]:
    """Rows already written, then some blank ones: no script is needed to add a row."""
    made = formset_factory(form, extra=BLANK_ROWS, max_num=1000, absolute_max=1000)
    return made(data, prefix=prefix, initial=initial, form_kwargs=given)


class FicheForms:
    """Everything the page of a fiche asks, read as the `values` of an act."""

    def __init__(self, data: QueryDict | None, *, strategy: Strategy, measure: Measure | None, initial: Fiche) -> None:
        written = initial | {name: "\n".join(initial.get(name, [])) for name in ("partners", "funders")}
        self.main = MeasureForm(data, strategy=strategy, measure=measure, initial=written)
        self.rows = [
            (title, rows_of(form, data, prefix=name, initial=initial.get(name, [])))
            for name, (title, form) in ROW_FORMS.items()
        ]
        self.links = [
            (
                LINK_TITLES[name],
                rows_of(
                    LinkForm,
                    data,
                    prefix=name,
                    initial=[{"code": code} for code in initial.get(name, [])],
                    kind=name,
                ),
                choices,
            )
            for name, choices in link_choices().items()
        ]

    def is_valid(self) -> bool:
        sets = [formset.is_valid() for _title, formset in self.rows]
        sets += [formset.is_valid() for _title, formset, _known in self.links]
        if not all(sets):
            self.main.add_error(None, _("Une ligne des tableaux est à corriger : elle est signalée plus bas."))
        return self.main.is_valid() and all(sets)

    def values(self) -> Fiche:
        found: Fiche = {name: value for name, value in self.main.cleaned_data.items() if name != "code"}
        for _title, formset in self.rows:
            found[str(formset.prefix)] = [row.cleaned_data for row in formset if row.cleaned_data]
        for _title, formset, _known in self.links:
            found[str(formset.prefix)] = [row.cleaned_data["code"] for row in formset if row.cleaned_data]
        return found


def link_choices() -> dict[str, list[tuple[str, str]]]:
    language = get_language() or "fr"
    return {
        "indicators": [(code, one.name(language)) for code, one in load_indicators().items()],
        "duties": [(code, one.name(language)) for code, one in load_duties().items()],
        "registers": [(register.code, str(register.title)) for register in registers()],
    }


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
