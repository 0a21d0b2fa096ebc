"""One value, one text: what is signed must never depend on who wrote it.

The rule is that of RFC 8785 (JCS) with two differences: keys are in the order of their code points, and a float is
written the way Python does (shortest text that reads back the same, `1.0` for one), so that 1 and 1.0 stay apart.
"""

import json
import math
from typing import Any

from sobria.engine.messages import Refusal

DEPTH = 20
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


def canonical(value: Any) -> str:
    """JSON without spaces, keys in order, characters as they are.

    Raises Refusal for what has no such text: a float that is not finite, a key that is not a text, a type unknown to
    JSON, a character that UTF-8 cannot write, more than twenty levels.
    """
    _check(value, DEPTH)
    text = as_written(value)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Refusal("journal-not-canonical", what="surrogate") from error
    return text


def as_written(value: Any) -> str:
    """The same text, for a value read back from JSON: it holds nothing but JSON's own types.

    Raises ValueError for a number beyond what a float holds.
    """
    return _ENCODER.encode(value)


def _check(value: Any, depth: int) -> None:
    if depth == 0:
        raise Refusal("journal-not-canonical", what="depth")
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Refusal("journal-not-canonical", what=str(value))
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise Refusal("journal-not-canonical", what=type(key).__name__)
            _check(item, depth - 1)
    else:
        raise Refusal("journal-not-canonical", what=type(value).__name__)
