"""The footprint's catalogue: categories, criteria, parameters, packs, declared types, model patterns, countries.

Everything comes from `catalogue/factors/` and `catalogue/referentials/`; nothing here knows a figure.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from sobria.engine.messages import Language

WORLD = "WLD"
STAGES = ("manufacturing", "distribution", "use", "end_of_life", "embodied")
BASES = ("item", "kWh")


@dataclass(frozen=True, slots=True)
class Criterion:
    """`kind` is `impact`, or `activity` for what is measured before any impact (kWh)."""

    code: str
    label_fr: str
    label_en: str
    unit: str
    kind: str
    source: str

    def label(self, language: Language) -> str:
        return self.label_fr if language == "fr" else self.label_en


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of thing an inventory line can be.

    Attributes:
        kind: equipment, flow (yearly volume), container (holds others) or excluded (recognised, out of scope).
        unit: what a quantity of 1 means: `item`, or the unit of the flow.
        lifetime_years: expected total life of an equipment in service; None when no source says.
    """

    code: str
    label_fr: str
    label_en: str
    group: str
    kind: str
    unit: str
    lifetime_years: float | None
    lifetime_source: str

    def label(self, language: Language) -> str:
        return self.label_fr if language == "fr" else self.label_en


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the method. `status`: settled, contested or to-confirm."""

    code: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of factor rows from one source.

    Attributes:
        path: folder/file under `catalogue/factors/packs/`; empty when the rows are computed.
        in_default: belongs to the default pack, in the order of the list.
        whole: categories whose life cycle this pack gives alone: nothing else is added to them.
    """

    name: str
    path: str
    label_fr: str
    label_en: str
    licence: str
    in_default: bool
    whole: tuple[str, ...]
    description_fr: str
    description_en: str

    def label(self, language: Language) -> str:
        return self.label_fr if language == "fr" else self.label_en

    def description(self, language: Language) -> str:
        return self.description_fr if language == "fr" else self.description_en


@dataclass(frozen=True, slots=True)
class Alias:
    """A declared type and its category; no category: a word that says nothing by itself ("ordinateur")."""

    words: str
    category: str | None


@dataclass(frozen=True, slots=True)
class ModelPattern:
    """A regular expression on the normalised manufacturer and model.

    Attributes:
        over: categories of an exact type this pattern corrects; `*` for any; empty: only where the type is silent.
    """

    pattern: str
    category: str
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    alpha2: str
    alpha3: str
    name_fr: str
    name_en: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]

    def name(self, language: Language) -> str:
        return self.name_fr if language == "fr" else self.name_en


@dataclass(frozen=True, slots=True)
class AiModel:
    """A language model. Parameters in billions; `active` is what one token uses."""

    provider: str
    model: str
    total_low: float
    total_high: float
    active_low: float
    active_high: float
    source: str
    source_date: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    criteria: Mapping[str, Criterion]
    categories: Mapping[str, Category]
    parameters: Mapping[str, Parameter]
    packs: Mapping[str, Pack]
    aliases: tuple[Alias, ...]
    patterns: tuple[ModelPattern, ...]
    countries: Mapping[str, Country]
    regions: frozenset[str]
    units: Mapping[tuple[str, str], float]
    ai_models: tuple[AiModel, ...]

    def value(self, parameter: str) -> float:
        return self.parameters[parameter].value

    @property
    def default_packs(self) -> tuple[str, ...]:
        return tuple(pack.name for pack in self.packs.values() if pack.in_default)


def folder() -> Traversable:
    return files("sobria.catalogue").joinpath("factors")


def words(text: str) -> str:
    """Lower-case words without accents or punctuation: the form in which names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def _rows(path: Traversable) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _categories() -> dict[str, Category]:
    found = {}
    for row in _rows(folder().joinpath("categories.csv")):
        life = _number(row.pop("lifetime_years"))
        found[row["code"]] = Category(lifetime_years=life, **row)
    return found


def _parameters() -> dict[str, Parameter]:
    return {
        row["code"]: Parameter(
            code=row["code"],
            value=float(row["value"]),
            low=_number(row["low"]),
            high=_number(row["high"]),
            unit=row["unit"],
            source=row["source"],
            status=row["status"],
            note=row["note"],
        )
        for row in _rows(folder().joinpath("parameters.csv"))
    }


def _packs() -> dict[str, Pack]:
    found = {}
    for row in _rows(folder().joinpath("packs.csv")):
        place, name = row.pop("folder"), row.pop("file")
        in_default, whole = row.pop("in_default") == "yes", _several(row.pop("whole"))
        path = f"{place}/{name}" if name else ""
        found[row["name"]] = Pack(path=path, in_default=in_default, whole=whole, **row)
    return found


def _countries() -> dict[str, Country]:
    found = {}
    for row in _rows(files("sobria.catalogue").joinpath("referentials/countries.csv")):
        aliases, groups = _several(row.pop("aliases")), _several(row.pop("groups"))
        found[row["alpha3"]] = Country(aliases=aliases, groups=groups, **row)
    return found


def _patterns() -> Iterator[ModelPattern]:
    for row in _rows(folder().joinpath("model_patterns.csv")):
        yield ModelPattern(row["pattern"], row["category"], _several(row["over"]))


def _ai_models() -> Iterator[AiModel]:
    for row in _rows(folder().joinpath("ai_models.csv")):
        yield AiModel(
            provider=row["provider"],
            model=row["model"],
            total_low=float(row["total_low"]),
            total_high=float(row["total_high"]),
            active_low=float(row["active_low"]),
            active_high=float(row["active_high"]),
            source=row["source"],
            source_date=row["source_date"],
        )


@cache
def boavizta_categories() -> tuple[tuple[str, str, str], ...]:
    """(kind in the Boavizta table, pattern on the name or empty, category), the first that holds."""
    rows = _rows(folder().joinpath("boavizta_categories.csv"))
    return tuple((row["subcategory"], row["name_pattern"], row["category"]) for row in rows)


@cache
def load_catalogue() -> Catalogue:
    """Read the whole catalogue once. Cost: about 10 ms."""
    countries = _countries()
    groups = {group for country in countries.values() for group in country.groups}
    return Catalogue(
        criteria=MappingProxyType({row["code"]: Criterion(**row) for row in _rows(folder().joinpath("criteria.csv"))}),
        categories=MappingProxyType(_categories()),
        parameters=MappingProxyType(_parameters()),
        packs=MappingProxyType(_packs()),
        aliases=tuple(Alias(row["alias"], row["category"] or None) for row in _rows(folder().joinpath("aliases.csv"))),
        patterns=tuple(_patterns()),
        countries=MappingProxyType(countries),
        regions=frozenset(countries) | groups | {WORLD},
        units=MappingProxyType(
            {(row["criterion"], row["unit"]): float(row["multiplier"]) for row in _rows(folder().joinpath("units.csv"))}
        ),
        ai_models=tuple(_ai_models()),
    )
