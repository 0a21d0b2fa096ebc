"""The register of algorithms, declared: what everyone reads is the last published content of each system."""

from typing import Any

from django.db.models import FloatField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sobria.city.registers.declaration import Acts, Column, Kind, Register
from sobria.democratic.algorithms import services
from sobria.democratic.algorithms.models import REGISTER, STATES, Algorithm, Operation
from sobria.engine.ai_act import classes
from sobria.engine.algorithms.fields import NUMBERS, Field, fields
from sobria.engine.algorithms.states import states
from sobria.engine.messages import Refusal

KINDS: dict[str, Kind] = {
    "choice": "choice",
    "integer": "integer",
    "number": "number",
    "links": "json",
    "answers": "json",
    "principles": "json",
    "withheld": "json",
}
OWN = frozenset(field.name for field in Algorithm._meta.concrete_fields)
LISTED = frozenset({"department"})


def class_label(code: str) -> str:
    """The words of a class of the AI Act; the code itself when it has none."""
    found = classes().get(code)
    return found.name(get_language() or "fr") if found else code


def state_label(code: str) -> str:
    found = states().get(code)
    return found.name(get_language() or "fr") if found else code


def rows(public: bool) -> QuerySet[Algorithm]:
    """Each system with its published content as columns. One query, whatever it selects."""
    found = Algorithm.objects.annotate(**{code: _from_content(field) for code, field in _contents().items()})
    return found.filter(is_public=True) if public else found


def _from_content(field: Field) -> Any:
    text = KT(f"shown__{field.code}")
    return Cast(text, FloatField()) if field.kind in NUMBERS else text


def _contents() -> dict[str, Field]:
    """The fields that are not columns of the table themselves."""
    return {code: field for code, field in fields().items() if code not in OWN and code != "kept"}


def _column(field: Field) -> Column:
    return Column(
        field.code,
        field.name("fr"),
        field.meaning("fr"),
        kind=KINDS.get(field.kind, "text"),
        choices=tuple((code, names[0]) for code, names in field.choices.items()),
        listed=field.code in LISTED,
        editable=False,
        label_of=_labels(field) if field.choices else None,
    )


def _labels(field: Field) -> Any:
    return lambda code: field.label(code, get_language() or "fr")


COLUMNS = (
    Column("code", _("Code"), _("Code permanent du système."), editable=False),
    *(_column(field) for code, field in fields().items() if code != "kept"),
    Column(
        "ai_class",
        _("Classe du règlement sur l’IA"),
        _("Classe du dernier contenu publié, le jour de sa publication."),
        listed=True,
        label_of=class_label,
        editable=False,
    ),
    Column(
        "authorisation",
        _("Autorisation"),
        _("Où en est la décision de la ville."),
        kind="choice",
        choices=tuple(STATES),
        label_of=state_label,
        listed=True,
        editable=False,
    ),
    Column(
        "operation",
        _("Observation"),
        _("Ce qui est vu en marche, autorisé ou non."),
        kind="choice",
        choices=tuple(Operation.choices),
        listed=True,
        editable=False,
    ),
    Column("operation_since", _("Observé le"), _("Jour de la dernière observation."), kind="date", editable=False),
    Column(
        "regularise_by",
        _("À régulariser avant le"),
        _("Échéance de ce qui tourne sans autorisation."),
        kind="date",
        editable=False,
    ),
)


def name_of(algorithm: Algorithm, public: bool) -> str:  # noqa: ARG001 - the shape every register gives
    return algorithm.name


def _never(*_args: Any, **_kwargs: Any) -> None:
    raise Refusal("algorithm-never-deleted")


ALGORITHMS = Register(
    code=REGISTER,
    slug="algorithmes",
    pillar="democratic",
    title=_("Algorithmes et intelligence artificielle"),
    entry=_("Algorithme"),
    lead=_(
        "Ce qui calcule pour la ville, du tableur à l’IA : à quoi cela sert, qui décide, comment contester,"
        " ce que cela coûte à la planète."
    ),
    model=Algorithm,
    columns=COLUMNS,
    filters=("authorisation", "operation", "ai_class", "domain", "department"),
    search=("name", "summary", "purpose", "department"),
    ordering=("code",),
    name_of=name_of,
    acts=Acts(services.create_algorithm, services.save_draft, _never),
    rows=rows,
    key="code",
)
