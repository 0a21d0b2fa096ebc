"""A file past 400 lines hides a second room; a function past 50 lines hides another function."""

import ast
from collections.abc import Iterable
from pathlib import Path

from tests.consistency.sources import faulty, short, text_of, tracked

MAX_FILE, MAX_TEST_FILE, MAX_FUNCTION = 400, 500, 50
SOURCES = tuple(path for path in tracked("src/*.py", "tools/*.py", "benchmarks/*.py") if "migrations" not in path.parts)
TESTS = tracked("tests/*.py")
# Path and reason; empty is best.
EXEMPT: dict[str, str] = {}


def too_long(paths: Iterable[Path], most: int) -> dict[str, int]:
    sizes = {short(path): len(text_of(path).splitlines()) for path in paths if short(path) not in EXEMPT}
    return {name: size for name, size in sizes.items() if size > most}


def long_functions(path: Path) -> list[str]:
    """Name and length of each function that is too long, decorators left out."""
    sizes = [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [f"{name}: {size} lines" for name, size in sizes if size > MAX_FUNCTION]


def test_files_are_short() -> None:
    assert too_long([*SOURCES, *tracked("src/*.sql", "src/*.css", "src/*.html")], MAX_FILE) == {}


def test_test_files_are_short() -> None:
    assert too_long(TESTS, MAX_TEST_FILE) == {}


def test_functions_are_short() -> None:
    assert faulty([*SOURCES, *TESTS], long_functions) == {}
