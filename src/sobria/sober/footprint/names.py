"""Names of codes in the reader's language: criteria, categories, stages, units in full."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sobria.engine.footprint.catalogue import WORLD, load_catalogue
from sobria.engine.messages import Language
from sobria.sober.footprint.codes import UNMATCHED_CATEGORY
from sobria.sober.footprint.models import Run
from sobria.ui.figures import Estimate
from sobria.ui.numbers import NO_BREAK

SEPARATOR = " > "
STAGES = {
    "manufacturing": _("Fabrication"),
    "distribution": _("Transport jusqu’à la ville"),
    "use": _("Électricité de l’année"),
    "end_of_life": _("Fin de vie"),
    "embodied": _("Fabrication, transport et fin de vie"),
}
_UNITS = {
    "MtCO₂e": _("millions de tonnes de CO₂e"),
    "ktCO₂e": _("milliers de tonnes de CO₂e"),
    "tCO₂e": _("tonnes de CO₂e"),
    "kgCO₂e": _("kilogrammes de CO₂e"),
    "gCO₂e": _("grammes de CO₂e"),
    "t Sb éq.": _("tonnes d’antimoine équivalent"),
    "kg Sb éq.": _("kilogrammes d’antimoine équivalent"),
    "g Sb éq.": _("grammes d’antimoine équivalent"),
    "mg Sb éq.": _("milligrammes d’antimoine équivalent"),
    "TJ": _("térajoules"),
    "GJ": _("gigajoules"),
    "MJ": _("mégajoules"),
    "m³": _("mètres cubes d’eau"),
    "L": _("litres d’eau"),
}


def language() -> Language:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def category_name(code: str) -> str:
    if code == UNMATCHED_CATEGORY:
        return gettext("Matériel non reconnu")
    category = load_catalogue().categories.get(code)
    if category is None:
        return code
    return category.label(language())


def is_category(code: str) -> bool:
    return code == UNMATCHED_CATEGORY or code in load_catalogue().categories


def country_name(code: str) -> str:
    country = load_catalogue().countries.get(code)
    return country.name(language()) if country else code


def region_name(code: str) -> str:
    """A country, a group of countries (its code), or the world."""
    return gettext("monde") if code == WORLD else country_name(code)


def criterion_name(code: str) -> str:
    criterion = load_catalogue().criteria.get(code)
    if criterion is None:
        return code
    return criterion.label(language())


def impact_criteria() -> list[str]:
    return [row.code for row in load_catalogue().criteria.values() if row.kind == "impact"]


def pack_name(run: Run) -> str:
    """The name of a run's factor pack in words."""
    if run.kind == Run.Kind.CURRENT:
        return gettext("Facteurs par défaut")
    return pack_label(run.pack) or run.pack


def pack_label(code: str) -> str:
    """Empty for a pack of the city's own."""
    pack = load_catalogue().packs.get(code)
    return pack.label(language()) if pack else ""


def pack_description(code: str) -> str:
    """Empty for a pack of the city's own."""
    pack = load_catalogue().packs.get(code)
    return pack.description(language()) if pack else ""


def factor_name(category: str, stage: str) -> str:
    """What a factor row speaks of: a category at a stage; electricity has only one."""
    name = category_name(category)
    return name if category == "electricity" else f"{name}, {stage_name(stage).lower()}"


def stage_name(code: str) -> str:
    return str(STAGES.get(code, code))


def entity_name(slug: str, entities: Mapping[str, str]) -> str:
    """`entities`: slug → name, as kept by the run."""
    return entity_label(entities.get(slug), entities)


def entity_label(name: str | None, entities: Mapping[str, str]) -> str:
    """A name without the root that all entities share: « Ville de Lutèce > Voirie » reads « Voirie »."""
    if not name:
        return gettext("Entité non renseignée")
    return name.removeprefix(_shared_root(tuple(entities.values()))) or name


@lru_cache(maxsize=64)
def _shared_root(entities: tuple[str, ...]) -> str:
    """What all names start with, up to their last separator; nothing when they differ from the start."""
    branches = [name.split(SEPARATOR)[:-1] for name in entities if name]
    if len(branches) < 2:  # noqa: PLR2004 - one name shares nothing
        return ""
    shared = takewhile(lambda level: len(set(level)) == 1, zip(*branches, strict=False))
    return "".join(level[0] + SEPARATOR for level in shared)


def heading(title: str) -> str:
    """A title whose colon never starts a line, as French wants it."""
    return title.replace(" :", f"{NO_BREAK}:")


def spelled(estimate: Estimate) -> str:
    """The value with its unit in full words: « 4 200 tonnes de CO₂e »."""
    return f"{estimate.number} {spelled_unit(estimate)}".strip()


def spelled_unit(estimate: Estimate) -> str:
    unit = estimate.shown_unit.replace(NO_BREAK, " ")
    return str(_UNITS.get(unit.replace("Sb eq.", "Sb éq."), unit))
