"""A small world for readers: write a file, read it, look at lines and refusals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sobria.engine.footprint.fields import FIELD_NAMES
from sobria.engine.footprint.reading import Reading, read_inventory
from sobria.engine.messages import say
from sobria.engine.store import scratch_store

Reader = Callable[..., "Read"]
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Read:
    """What a reading left behind."""

    reading: Reading
    connection: duckdb.DuckDBPyConnection

    @property
    def lines(self) -> list[dict[str, Any]]:
        rows = self.connection.execute("SELECT * FROM line").fetchall()
        return [dict(zip(FIELD_NAMES, row, strict=True)) for row in rows]

    @property
    def problems(self) -> list[tuple[int, str | None, str]]:
        query = 'SELECT line, "column", code FROM problem ORDER BY line, "column", code'
        return self.connection.execute(query).fetchall()

    def sentences(self, language: str = "en") -> list[str]:
        rows = self.connection.execute('SELECT code, "column", value, detail FROM problem ORDER BY line, 2').fetchall()
        return [say(code, language, column=column, value=value, detail=detail) for code, column, value, detail in rows]

    def decisions(self, language: str = "en") -> str:
        return "\n".join(note.sentence(language) for note in self.reading.decisions)


@pytest.fixture
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    with scratch_store() as connection:
        yield connection


@pytest.fixture
def read(store: duckdb.DuckDBPyConnection, tmp_path: Path) -> Reader:
    """Read text, bytes or paths: `read("item;category…")`, `read(path, country="FRA")`."""

    def _read(*given: str | bytes | Path, name: str = "parc.csv", **options: Any) -> Read:
        paths = []
        for position, one in enumerate(given):
            if isinstance(one, Path):
                paths.append(one)
                continue
            path = tmp_path / (name if not position else f"{position}-{name}")
            path.write_bytes(one.encode() if isinstance(one, str) else one)
            paths.append(path)
        return Read(read_inventory(store, paths, today=TODAY, **options), store)

    return _read
