"""Links to files: format and, when known, weight are said before the click."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Download:
    """One file. `format` as people say it (CSV, JSON, Parquet); `size` in bytes when known."""

    url: str
    format: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class DownloadGroup:
    """One data set in several formats. `note` says what it holds; `schema` is the address of its columns."""

    title: str
    files: tuple[Download, ...]
    note: str = ""
    schema: str = ""
