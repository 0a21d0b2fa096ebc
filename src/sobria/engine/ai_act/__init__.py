"""What the AI Act asks about a system, on a day: questions, one class, dated obligations."""

from sobria.engine.ai_act.definitions import UNKNOWN, Question, RiskClass, Rule
from sobria.engine.ai_act.evaluation import assess
from sobria.engine.ai_act.result import Assessment, Obligation
from sobria.engine.ai_act.tables import blank, classes, grounds, law_name, questions, rules

__all__ = [
    "UNKNOWN",
    "Assessment",
    "Obligation",
    "Question",
    "RiskClass",
    "Rule",
    "assess",
    "blank",
    "classes",
    "grounds",
    "law_name",
    "questions",
    "rules",
]
