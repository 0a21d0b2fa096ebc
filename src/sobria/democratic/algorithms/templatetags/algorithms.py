"""Words of this room that several pages place."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from sobria.democratic.algorithms.reading.path_steps import asked_words

register = template.Library()


@register.filter
def asked(conditions: Iterable[Mapping[str, Any]]) -> list[str]:
    """The conditions of a proposal or of an opinion, each with its term."""
    return [asked_words(one) for one in conditions]
