"""From the words of a file to a condition. What the language does not have is refused, with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Anything

from sobria.engine.ai_act.blocks import only
from sobria.engine.ai_act.conditions import All, Always, Answered, Any, Condition, Named, Not, Review, Since
from sobria.engine.ai_act.definitions import Question
from sobria.engine.duties.yaml_lines import Block
from sobria.engine.messages import Refusal

HEADS = ("all", "any", "not", "question", "term", "since", "review", "always")


@dataclass(frozen=True, slots=True)
class Codes:
    """What a condition may name. A term is known once it is read: none can name itself."""

    questions: Mapping[str, Question]
    laws: tuple[str, ...]
    terms: dict[str, Condition] = field(default_factory=dict)


def read_condition(given: Anything, parent: Block, codes: Codes, *, under: str) -> Condition:
    """`under`: the code of what the condition belongs to, named in a refusal. Raises Refusal."""
    if isinstance(given, str):
        return Answered(_known("question", given, codes.questions, parent, under=under), "yes")
    heads = [key for key in given if key in HEADS] if isinstance(given, Block) else []
    if len(heads) != 1:
        at = given if isinstance(given, Block) else parent
        raise Refusal("ai-act-condition", file=parent.file, line=at.line, code=under)
    head, value = heads[0], given[heads[0]]
    only(given, {head, "is"} if head == "question" else {head}, under=under)
    if head in {"all", "any"}:
        if not isinstance(value, list) or not value:
            raise Refusal("ai-act-condition", file=given.file, line=given.line_of(head), code=under)
        parts = tuple(read_condition(one, given, codes, under=under) for one in value)
        return All(parts) if head == "all" else Any(parts)
    if head == "not":
        return Not(read_condition(value, given, codes, under=under))
    if head == "question":
        return _answered(given, codes, under=under)
    if head == "term":
        code = _known("term", value, codes.terms, given, under=under)
        return Named(code, codes.terms[code])
    if head == "since":
        return Since(_known("law", value, dict.fromkeys(codes.laws), given, under=under))
    return Review() if head == "review" else Always()


def _answered(given: Block, codes: Codes, *, under: str) -> Answered:
    question = codes.questions[_known("question", given["question"], codes.questions, given, under=under)]
    known = {one.code: one for one in question.answers}
    return Answered(question.code, _known("answer", given.get("is"), known, given, under=under))


def _known(kind: str, code: object, known: Mapping[str, object], at: Block, *, under: str) -> str:
    if not isinstance(code, str) or code not in known:
        raise Refusal("ai-act-unknown", file=at.file, line=at.line, code=under, value=code, kind=kind)
    return code
