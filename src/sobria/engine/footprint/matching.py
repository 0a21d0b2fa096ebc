"""Which category, and which model's own figures, each declared triple (type, manufacturer, model) stands for.

Exact type, then model patterns, then near types; what does not match is listed, never guessed. The work is done on
distinct triples, so its cost hardly depends on the number of lines.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

import duckdb
from rapidfuzz import fuzz, process

from sobria.engine.footprint.catalogue import Catalogue, words

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class MatchSummary:
    """Counts of lines by method.

    Attributes:
        lines: method (exact, pattern, model, fuzzy, none) → lines; excluded lines are counted in their method.
        excluded: exclusion code → lines.
        not_compared: distinct types left out of the near search because there were too many.
    """

    lines: dict[str, int]
    excluded: dict[str, int]
    not_compared: int


def match_lines(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, *, progress: Progress | None = None
) -> MatchSummary:
    """Fill `match` from `line` and `factor`."""
    tell = progress or (lambda _stage, _share: None)
    tell("match", 0.0)
    connection.execute(_query("match_open"))
    _match_types(connection, catalogue)
    tell("match", 0.3)
    _match_patterns(connection, catalogue)
    tell("match", 0.6)
    not_compared = _match_near_types(connection, catalogue)
    tell("match", 0.8)
    excluded = [row.code for row in catalogue.categories.values() if row.kind == "excluded"]
    _match_models(connection, catalogue, excluded)
    connection.execute(_query("match_close"), {"excluded": excluded})
    tell("match", 1.0)
    return _summary(connection, not_compared, excluded)


def _match_types(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    aliases = catalogue.aliases
    columns = {"words": [a.words for a in aliases], "categories": [a.category for a in aliases]}
    connection.execute(_query("match_types"), columns)
    connection.execute(_query("match_exact"), {"confidence": catalogue.value("match-confidence-exact")})


def _match_patterns(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Patterns in their order; neighbours with one category and one `over` are tried as one expression."""
    parameters: dict[str, object] = {"confidence": catalogue.value("match-confidence-pattern")}
    groups = groupby(catalogue.patterns, key=lambda row: (row.category, row.over))
    count = 0
    for count, ((category, over), group) in enumerate(groups, start=1):
        parameters[f"category_{count}"] = category
        parameters[f"over_{count}"] = list(over)
        parameters[f"pattern_{count}"] = "|".join(f"(?:{row.pattern})" for row in group)
    connection.execute(_repeated(_query("match_pattern"), "-- each pattern", count), parameters)


def _repeated(text: str, mark: str, count: int) -> str:
    """Repeat each line of a query that ends with `mark`, its `_N` numbered from 1 to `count`."""
    out: list[str] = []
    for line in text.splitlines():
        if line.endswith(mark):
            out.extend(line.removesuffix(mark).replace("_N", f"_{number}") for number in range(1, count + 1))
        else:
            out.append(line)
    return "\n".join(out)


def _match_near_types(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> int:
    """Compare each unknown type once, the most frequent first. Returns how many were left out."""
    cap = int(catalogue.value("match-fuzzy-most"))
    unknown = connection.execute(
        "SELECT type_words FROM declared WHERE category IS NULL AND NOT type_known AND length(type_words) >= ?"
        " GROUP BY type_words ORDER BY sum(lines) DESC, type_words",
        [int(catalogue.value("match-fuzzy-letters"))],
    ).fetchall()
    known = {words(alias.words): alias.category for alias in catalogue.aliases}
    least = catalogue.value("match-fuzzy-type")
    found = []
    for (text,) in unknown[:cap]:
        near = process.extractOne(text, known.keys(), scorer=fuzz.ratio, score_cutoff=100 * least)
        if near and known[near[0]]:
            found.append((text, known[near[0]], near[1] / 100))
    if found:
        types, categories, confidences = (list(column) for column in zip(*found, strict=True))
        connection.execute(
            _query("match_fuzzy"), {"types": types, "categories": categories, "confidences": confidences}
        )
    return max(0, len(unknown) - cap)


def _match_models(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, excluded: list[str]) -> None:
    if not connection.execute("SELECT 1 FROM factor WHERE model_key IS NOT NULL LIMIT 1").fetchall():
        return
    connection.execute(_query("match_models"))
    connection.execute(_query("match_sought"), {"excluded": excluded})
    connection.execute(
        _query("match_answers"),
        {
            "word": catalogue.value("match-confidence-model"),
            "tolerant": catalogue.value("match-confidence-model-words"),
            "near": catalogue.value("match-fuzzy-model"),
        },
    )
    connection.execute(_query("match_use_models"))


def _summary(connection: duckdb.DuckDBPyConnection, not_compared: int, excluded: list[str]) -> MatchSummary:
    lines = dict(
        connection.execute("SELECT coalesce(method, 'none'), sum(lines) FROM declared GROUP BY 1 ORDER BY 1").fetchall()
    )
    out = dict(
        connection.execute(
            "SELECT category, sum(lines) FROM declared WHERE list_contains(?, category) GROUP BY 1 ORDER BY 1",
            [excluded],
        ).fetchall()
    )
    return MatchSummary(
        lines={method: int(count) for method, count in lines.items()},
        excluded={code: int(count) for code, count in out.items()},
        not_compared=not_compared,
    )


@cache
def _query(name: str) -> str:
    return files("sobria.engine.footprint").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")
