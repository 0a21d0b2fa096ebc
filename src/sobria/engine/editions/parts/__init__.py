"""The parts of the yearly edition, in the order the law and its reference ask for, each written from the document."""

from collections.abc import Callable

from sobria.engine.editions.blocks import Part
from sobria.engine.editions.parts import annex, bilans, duties, finalities, method, objectives, summary
from sobria.engine.editions.reader import Reader

WRITERS: dict[str, Callable[[Reader], Part]] = {
    "essentiel": summary.part,
    "obligations": duties.part,
    "ville": bilans.city,
    "territoire": bilans.territory,
    "objectifs": objectives.part,
    "methode": method.part,
    "finalites": finalities.part,
    "annexe": annex.part,
}


def parts(reader: Reader) -> list[Part]:
    return [write(reader) for write in WRITERS.values()]
