"""What the law asks of a city, on a day: duties of the catalogue, the facts, and what they say together."""

from sobria.engine.duties.definitions import Duty
from sobria.engine.duties.evaluation import Assessment, evaluate
from sobria.engine.duties.facts import Facts, Statement
from sobria.engine.duties.reading import load_duties

__all__ = ["Assessment", "Duty", "Facts", "Statement", "evaluate", "load_duties"]
