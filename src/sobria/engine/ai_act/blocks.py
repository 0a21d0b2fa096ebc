"""Values out of a block of a catalogue file; every fault is a sentence with file, line and the code it stands under."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, TypeVar

from sobria.engine.duties.definitions import Words
from sobria.engine.duties.yaml_lines import Block
from sobria.engine.messages import Refusal

T = TypeVar("T", bound=str)


def code_of(block: Block) -> str:
    return str(block.get("code") or "?")


def only(block: Block, keys: Collection[str], *, under: str = "") -> None:
    for key in block:
        if key not in keys:
            raise Refusal("ai-act-key", file=block.file, line=block.line_of(key), code=under or code_of(block), key=key)


def string(block: Block, key: str) -> str:
    value = block.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Refusal("ai-act-lacks", file=block.file, line=block.line_of(key), key=key, code=code_of(block))
    return " ".join(value.split())


def words(block: Block, key: str) -> Words:
    """The two languages, both said."""
    given = block.get(key)
    if not isinstance(given, Block) or any(
        not isinstance(given.get(one), str) or not given[one] for one in ("fr", "en")
    ):
        raise Refusal("ai-act-lacks", file=block.file, line=block.line_of(key), key=key, code=code_of(block))
    only(given, ("fr", "en"), under=code_of(block))
    return Words(string(given, "fr"), string(given, "en"))


def day(block: Block, key: str, *, under: str = "") -> date:
    value = block.get(key)
    if type(value) is not date:
        where = {"file": block.file, "line": block.line_of(key), "code": under or code_of(block)}
        raise Refusal("ai-act-date", key=key, value=value, **where)
    return value


def one_of(block: Block, key: str, allowed: tuple[T, ...], *, under: str = "") -> T:
    value = block.get(key)
    for one in allowed:
        if value == one:
            return one
    where = {"file": block.file, "line": block.line_of(key), "code": under or code_of(block)}
    raise Refusal("ai-act-word", key=key, value=value, known=", ".join(allowed), **where)


def flag(block: Block, key: str) -> bool:
    value = block.get(key, False)
    if not isinstance(value, bool):
        where = {"file": block.file, "line": block.line_of(key), "code": code_of(block)}
        raise Refusal("ai-act-word", key=key, value=value, known="true, false", **where)
    return value


def blocks(parent: Any, key: str, *, file: str) -> list[Block]:
    """A list of mappings, not empty."""
    given = parent.get(key) if isinstance(parent, Block) else None
    if not isinstance(given, list) or not given or not all(isinstance(one, Block) for one in given):
        raise Refusal("ai-act-file", file=file, line=parent.line_of(key) if isinstance(parent, Block) else 1, key=key)
    return given


def coded(parent: Any, key: str, *, file: str) -> Iterator[tuple[str, Block]]:
    """The blocks of a list with their codes, each used once."""
    seen: set[str] = set()
    for block in blocks(parent, key, file=file):
        code = string(block, "code")
        if code in seen:
            raise Refusal("ai-act-twice", file=block.file, line=block.line_of("code"), code=code)
        seen.add(code)
        yield code, block
