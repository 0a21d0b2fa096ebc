"""Papers written from a record: notice of a decision, answer to a request, impact assessments; their time limits."""

from sobria.engine.algorithms.papers.delays import Clock, clock
from sobria.engine.algorithms.papers.outlines import Outline, outlines
from sobria.engine.algorithms.papers.writing import Known, Paper, write

__all__ = ["Clock", "Known", "Outline", "Paper", "clock", "outlines", "write"]
