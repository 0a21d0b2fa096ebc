"""A scratch DuckDB database on disk: bounded memory, spills to its own folder, gone when closed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_LIMIT = "1GB"


@contextmanager
def scratch_store(
    *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a throw-away store. No extension is ever fetched; nothing outlives the block."""
    with tempfile.TemporaryDirectory(prefix="sobria-") as folder:
        connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory_limit,
                "temp_directory": str(Path(folder) / "spill"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "true",
                **({"threads": str(threads)} if threads else {}),
            },
        )
        connection.execute("SET enable_progress_bar = false")  # progress is said by whoever asked, not by the library
        try:
            yield connection
        finally:
            connection.close()
