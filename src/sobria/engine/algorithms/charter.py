"""An example of charter, to start from (`catalogue/algorithms/charter.yaml`). A city adopts its own."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sobria.engine.messages import Language


def example(language: Language = "fr") -> list[dict[str, str]]:
    """[{"code", "title", "question"}], in order."""
    return [
        {"code": row["code"], "title": row["title"][language], "question": row["question"][language]}
        for row in _written()["principles"]
    ]


@cache
def _written() -> dict[str, Any]:
    text = files("sobria.catalogue").joinpath("algorithms/charter.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
