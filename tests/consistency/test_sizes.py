"""A file past 400 lines hides a second room; a function past 50 lines hides another function."""

import ast
from pathlib import Path

import pytest
from tests.consistency.sources import short, tracked

MAX_FILE, MAX_TEST_FILE, MAX_FUNCTION = 400, 500, 50
SOURCES = tuple(path for path in tracked("src/*.py", "tools/*.py", "benchmarks/*.py") if "migrations" not in path.parts)
TESTS = tracked("tests/*.py")
# Path and reason; empty is best.
EXEMPT: dict[str, str] = {}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions_of(path: Path) -> list[tuple[str, int]]:
    """Name and length of each function, decorators left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", [*SOURCES, *tracked("src/*.sql", "src/*.css", "src/*.html")], ids=short)
def test_file_is_short(path: Path) -> None:
    assert short(path) in EXEMPT or lines_of(path) <= MAX_FILE


@pytest.mark.parametrize("path", TESTS, ids=short)
def test_test_file_is_short(path: Path) -> None:
    assert lines_of(path) <= MAX_TEST_FILE


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=short)
def test_functions_are_short(path: Path) -> None:
    long = [f"{name}: {size} lines" for name, size in functions_of(path) if size > MAX_FUNCTION]
    assert long == []
