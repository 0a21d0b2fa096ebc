"""EcoIndex of a page, on the range where our pages must stand.

Score = 100 − 5 × (3 q(DOM) + 2 q(requests) + q(size)) ÷ 6, where q places a measure between the quantiles of the
HTTP Archive. Source: method and reference data of EcoIndex (ecoindex.fr, github.com/cnumr/ecoindex_reference). Only
the first bounds are needed here: beyond them a page is refused anyway, so the score is a floor of zero.
"""

from itertools import pairwise

DOM_BOUNDS = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603)
REQUEST_BOUNDS = (0, 2, 15, 25)
SIZE_BOUNDS_KB = (0, 1.37, 144.7, 319.53)


def _place(value: float, bounds: tuple[float, ...]) -> float | None:
    for index, (low, high) in enumerate(pairwise(bounds)):
        if low <= value < high:
            return index + (value - low) / (high - low)
    return None


def score(*, elements: int, requests: int, size_kb: float) -> float:
    places = (
        _place(elements, DOM_BOUNDS),
        _place(requests, REQUEST_BOUNDS),
        _place(size_kb, SIZE_BOUNDS_KB),
    )
    dom, request, size = places
    if dom is None or request is None or size is None:
        return 0.0
    return 100 - 5 * (3 * dom + 2 * request + size) / 6
