"""Forms of a content, made from the catalogue's fields: one page per section, the questionnaire, the charter's answers.

They read what was typed; `engine.algorithms.content.clean` judges it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.registers.imports.sentences import language
from sobria.city.registers.number_field import NumberField
from sobria.democratic.algorithms.models.charter import Charter, Principle
from sobria.engine.ai_act import UNKNOWN, questions
from sobria.engine.algorithms.content import ALWAYS_PUBLIC, Content
from sobria.engine.algorithms.fields import Field, fields, sections
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.messages import Language

SHORT_TEXT, LONG_TEXT = 300, 5000
BLANK = [("", "—")]
BLANK_ROWS = 2
MORE = "more"
"""The button that asks for more rows, and for nothing else."""
ANSWERS, PRINCIPLES, WITHHELD = "ai_act", "principles", "withheld"
OWN_PAGES = (ANSWERS, PRINCIPLES, WITHHELD)
NOT_WRITTEN = {"kept"}


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the record: its address, its title, the fields it writes."""

    code: str
    title: str
    fields: tuple[Field, ...]


def pages(*, material: bool = True) -> list[Section]:
    """The pages of a record, in order; without the material fields, those of a correction.

    Fields that no one types are left out, and pages without field with them.
    """
    spoken = language()
    known = [one for one in fields().values() if one.code not in NOT_WRITTEN and (material or not one.material)]
    found = []
    for code, names in sections().items():
        held = tuple(one for one in known if one.section == code and one.code not in OWN_PAGES)
        if held:
            found.append(Section(code, names[spoken.startswith("en")], held))
    found += [Section(one.code, one.name(spoken), (one,)) for one in known if one.code in OWN_PAGES]
    return found


def page_of(code: str, *, material: bool = True) -> Section | None:
    return next((one for one in pages(material=material) if one.code == code), None)


class LinkForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=500, required=False)
    url = forms.CharField(label=gettext_lazy("Adresse"), max_length=500, required=False)


class WithheldForm(forms.Form):
    """A field that is not told, and the legal ground."""

    field = forms.ChoiceField(label=gettext_lazy("Champ"), required=False)
    ground = forms.CharField(label=gettext_lazy("Motif légal"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        may = [(one.code, one.name(spoken)) for one in fields().values() if one.code not in ALWAYS_PUBLIC | NOT_WRITTEN]
        _choose(self.fields["field"], [*BLANK, *may])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("field")) != bool((found.get("ground") or "").strip()):
            raise forms.ValidationError(_("Choisissez un champ et donnez son motif, ou videz la ligne."))
        return found


class ContentForm(forms.Form):
    """The fields given, as inputs. The principles of the charter in force have one text each."""

    def __init__(
        self, data: QueryDict | None, *, asked: Iterable[Field], initial: Content, principles: Iterable[Principle] = ()
    ) -> None:
        super().__init__(data)
        spoken = language()
        self.principles = list(principles)
        for one in asked:
            if one.code == ANSWERS:
                self._ask_the_law(initial[ANSWERS], spoken)
            elif one.code == PRINCIPLES:
                self._ask_the_charter(initial[PRINCIPLES])
            elif one.kind not in {"links", "withheld", "raw"}:
                self.fields[one.code] = _input(one, initial[one.code], spoken)

    def _ask_the_law(self, answers: Mapping[str, str], spoken: Language) -> None:
        for question in questions():
            choices = [(UNKNOWN, _("Je ne sais pas")), *((one.code, one.words(spoken)) for one in question.answers)]
            self.fields[f"q-{question.code}"] = forms.ChoiceField(
                label=question.words(spoken),
                help_text=f"{question.help(spoken)} ({question.article})".strip(),
                choices=choices,
                required=False,
                initial=answers.get(question.code, UNKNOWN),
            )

    def _ask_the_charter(self, answers: Mapping[str, str]) -> None:
        for rank, one in enumerate(self.principles):
            self.fields[f"p-{rank}"] = forms.CharField(
                label=one.title,
                help_text=one.question,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
                initial=answers.get(one.code, ""),
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions of the law, group by group."""
        spoken = language()
        return [
            (group.name(spoken), [self[f"q-{one.code}"] for one in held])
            for group, held in groupby(questions(), key=lambda one: one.group)
        ]

    def values(self, before: Content) -> dict[str, Any]:
        """What was typed, as the act reads it. Answers to principles of former charters stay."""
        found: dict[str, Any] = {}
        typed = self.cleaned_data
        for name, value in typed.items():
            if name.startswith("q-"):
                found.setdefault(ANSWERS, {})[name[2:]] = value or UNKNOWN
            elif name.startswith("p-"):
                kept = found.setdefault(PRINCIPLES, dict(before[PRINCIPLES]))
                kept[self.principles[int(name[2:])].code] = value
            elif name in fields():
                found[name] = value
        return found


class SectionForms:
    """Everything one page of a record asks: the inputs, and rows where a field holds several links."""

    def __init__(
        self, data: QueryDict | None, *, page: Section, initial: Content, principles: Iterable[Principle] = ()
    ) -> None:
        self.before = initial
        self.main = ContentForm(data, asked=page.fields, initial=initial, principles=principles)
        spoken = language()
        self.rows: list[tuple[Field, str, BaseFormSet[Any]]] = []
        for one in page.fields:
            if one.kind == "links":
                made = rows_of(LinkForm, data, prefix=one.code, initial=initial[one.code])
            elif one.kind == "withheld":
                held = [{"field": code, "ground": ground} for code, ground in initial[one.code].items()]
                made = rows_of(WithheldForm, data, prefix=one.code, initial=held)
            else:
                continue
            self.rows.append((one, one.name(spoken), made))

    def is_valid(self) -> bool:
        good = all(rows.is_valid() for _field, _title, rows in self.rows)
        if not good:
            self.main.add_error(None, _("Une ligne est à corriger : elle est signalée plus bas."))
        return self.main.is_valid() and good

    def values(self) -> dict[str, Any]:
        found = self.main.values(self.before)
        for field, _title, rows in self.rows:
            written = [row.cleaned_data for row in rows if row.cleaned_data]
            if field.kind == "withheld":
                found[field.code] = {row["field"]: row["ground"] for row in written if row["field"]}
            else:
                found[field.code] = written
        return found


class NewForm(forms.Form):
    """What begins a record: the rest is written page by page."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=150)
    summary = forms.CharField(
        label=gettext_lazy("En une phrase"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    department = forms.CharField(label=gettext_lazy("Service"), max_length=150, required=False)
    technique = forms.ChoiceField(label=gettext_lazy("Technique"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["technique"], choices_of(fields()["technique"]))


def rows_of(
    form: type[forms.Form], data: QueryDict | None, *, prefix: str, initial: Any, extra: int = BLANK_ROWS
) -> BaseFormSet[Any]:
    """Rows already written, then some blank ones: no script is needed to add a row."""
    made = formset_factory(form, extra=extra, max_num=200, absolute_max=200)
    return made(data, prefix=prefix, initial=initial)


def grown(data: QueryDict) -> QueryDict:
    """What was posted, asking for more blank rows."""
    found = data.copy()
    for name in data:
        count = str(data[name])
        if name.endswith(f"-{TOTAL_FORM_COUNT}") and count.isdecimal() and len(count) <= 4:  # noqa: PLR2004 - fits
            found[name] = str(int(count) + BLANK_ROWS)
    return found


def charter_in_force() -> Charter | None:
    """The last charter, with its principles. Two queries."""
    return Charter.objects.prefetch_related("principles").order_by("-number").first()


def choices_of(field: Field) -> list[tuple[str, str]]:
    spoken = language()
    return [*BLANK, *((code, field.label(code, spoken)) for code in field.choices)]


def _input(field: Field, value: Any, spoken: Language) -> forms.Field:
    asked = f" {_('Demandé avant le dépôt.')}" if field.required else ""
    common: dict[str, Any] = {
        "label": field.name(spoken),
        "help_text": field.meaning(spoken) + asked,
        "required": False,
        "initial": value,
    }
    if field.kind == "choice":
        return forms.ChoiceField(choices=choices_of(field), **common)
    if field.kind == "country":
        return forms.ChoiceField(choices=[*BLANK, *_countries(spoken)], **common)
    if field.kind in {"integer", "number"}:
        return NumberField(**common)
    limit = {"maxlength": field.max_length} if field.max_length else {}
    if field.kind == "text" and (field.max_length or LONG_TEXT) > SHORT_TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4, **limit}), **common)
    return forms.CharField(widget=forms.TextInput(attrs=limit), **common)


def _countries(spoken: Language) -> list[tuple[str, str]]:
    found = load_catalogue().countries
    return sorted(((code, one.name(spoken)) for code, one in found.items()), key=lambda pair: pair[1])


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
