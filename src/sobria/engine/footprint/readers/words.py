"""What a cell may say, as data: "not said", filler serials, code words, countries, personal headers, bounds."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_CATALOGUE = files("sobria.catalogue")


def load_yaml(stream: Any) -> Any:
    """A YAML document, values only. The C loader reads ten times faster, where libyaml is there."""
    return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def plain(text: str) -> str:
    """Lower case, no accents, every run of other signs as one space: how headers are compared."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^0-9a-z]+", " ", letters).strip()


def squeezed(text: str) -> str:
    """Lower case, one space between words, signs and accents kept: how "not said" is compared."""
    return " ".join(text.casefold().split())


@cache
def rules() -> Mapping[str, Any]:
    """`catalogue/mappings/reading.yaml`."""
    with _CATALOGUE.joinpath("mappings/reading.yaml").open(encoding="utf-8") as handle:
        loaded: Mapping[str, Any] = load_yaml(handle)
    return loaded


def limit(name: str) -> float:
    return float(rules()["limits"][name])


@cache
def not_said() -> frozenset[str]:
    return frozenset(squeezed(word) for word in rules()["not_said"])


@cache
def header_words(language: str) -> frozenset[str]:
    """Words of column headers in one language, to tell French files from English ones."""
    return frozenset(rules()["header_words"][language])


def not_said_dates() -> tuple[str, ...]:
    """Beginnings of dates that mean "never"."""
    return tuple(rules()["not_said_dates"])


@cache
def filler_serials() -> frozenset[str]:
    return frozenset(squeezed(str(word)) for word in rules()["filler_serials"]) | not_said()


@cache
def code_words() -> Mapping[str, Mapping[str, str]]:
    """Field → plain word → code; an empty code is a word that says nothing."""
    with _CATALOGUE.joinpath("mappings/values.yaml").open(encoding="utf-8") as handle:
        loaded = load_yaml(handle)
    return {
        field: {plain(str(word)): code for code, words in codes.items() for word in words}
        for field, codes in loaded.items()
    }


@cache
def country_words() -> Mapping[str, str]:
    """Plain code, name or alias → ISO 3166-1 alpha-3."""
    found: dict[str, str] = {}
    for row in csv.DictReader(
        _CATALOGUE.joinpath("referentials/countries.csv").read_text(encoding="utf-8").splitlines()
    ):
        words = [row["alpha2"], row["alpha3"], row["name_fr"], row["name_en"], *row["aliases"].split("|")]
        found.update({plain(word): row["alpha3"] for word in words if plain(word)})
    return found


@cache
def flow_words() -> frozenset[str]:
    """Names of the categories counted in yearly volume, which may exceed any number of devices."""
    lines = _CATALOGUE.joinpath("factors/categories.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.DictReader(lines) if row["kind"] == "flow"]
    return frozenset(squeezed(row[name]) for row in rows for name in ("code", "label_fr", "label_en"))


def is_personal(header: str) -> bool:
    """Whether a column names people: such a column never enters any table."""
    name = plain(header)
    personal = rules()["personal"]
    exact = {plain(str(word)) for word in personal["exactly"]}
    return name in exact or any(plain(str(part)) in name for part in personal["containing"])
