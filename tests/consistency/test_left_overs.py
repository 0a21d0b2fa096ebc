"""Nothing is left for later without saying so, and nothing tells which machine it was written on."""

import re
from pathlib import Path

from tests.consistency.sources import faulty, short, text_of, tracked

HERE = Path(__file__)
TEXTS = tuple(
    path
    for path in tracked("*.py", "*.html", "*.css", "*.sql", "*.md", "*.toml", "*.yaml", "*.sh", "Makefile", "tools/*")
    if path != HERE
)
MARKERS = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP)\b|breakpoint\(\)|[Ll]orem ipsum|^(<{7}|>{7}) ", re.MULTILINE)
MACHINE = re.compile(r"/(?:root|home/\w+|Users/\w+)/")
DRAWERS = {"utils.py", "helpers.py", "manager.py", "base.py"}


def written(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    return faulty(TEXTS, lambda path: [match.group(0) for match in pattern.finditer(text_of(path))])


def test_no_marker_is_left() -> None:
    assert written(MARKERS) == {}


def test_no_machine_is_named() -> None:
    assert written(MACHINE) == {}


def test_no_module_is_a_drawer() -> None:
    assert [short(path) for path in tracked("src/*.py") if path.name in DRAWERS] == []
