"""What a city answered, as two sets of bits; a code or an answer that nobody knows is refused, with the nearest."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sobria.engine.ai_act.definitions import UNKNOWN, Question
from sobria.engine.messages import Refusal

BLANKS = frozenset({"", UNKNOWN, None})
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """`bits`: of each (question, answer) that counts; `masks`: of each question, and of each of its answers."""

    questions: Mapping[str, Question]
    bits: Mapping[tuple[str, str], int]
    masks: Mapping[str, tuple[int, Mapping[str, int]]]
    open_: int
    review: int

    def read(self, facts: Mapping[str, str]) -> tuple[int, int]:
        """(answers given, answers of questions left open). Raises Refusal."""
        yes, open_ = 0, self.open_
        for code, answer in facts.items():
            known = self.masks.get(code)
            if known is None:
                raise Refusal("ai-act-unknown-question", code=shown(code), near=nearest(code, self.questions))
            mask, answers = known
            bit = answers.get(answer) if isinstance(answer, str) else None
            if bit is not None:
                yes |= bit
                open_ &= ~mask
            elif not (answer is None or (isinstance(answer, str) and answer in BLANKS)):
                raise self._refusal(code, answer)
        return yes, open_

    def asked(self, bits: int) -> tuple[str, ...]:
        """The questions these bits belong to, in the order of the catalogue."""
        return tuple(code for code, (mask, _answers) in self.masks.items() if mask & bits)

    def _refusal(self, code: str, answer: object) -> Refusal:
        known = [*(one.code for one in self.questions[code].answers), UNKNOWN]
        near = nearest(str(answer), known)
        return Refusal("ai-act-unknown-answer", code=code, value=shown(answer), known=", ".join(known), near=near)


def make_sheet(questions: Mapping[str, Question]) -> Sheet:
    """A no has no bit: it is what is neither given nor open."""
    bits: dict[tuple[str, str], int] = {}
    masks: dict[str, tuple[int, Mapping[str, int]]] = {}
    for code, question in questions.items():
        answers: dict[str, int] = {}
        for answer in question.answers:
            answers[answer.code] = 0 if answer.code == "no" else 1 << len(bits)
            if answers[answer.code]:
                bits[code, answer.code] = answers[answer.code]
        masks[code] = (sum(answers.values()), answers)
    every = (1 << len(bits)) - 1
    return Sheet(questions, bits, masks, every, every + 1)


def nearest(word: object, known: Iterable[str]) -> str:
    """Whatever was written, something is nearest."""
    return difflib.get_close_matches(str(word)[:MOST_SHOWN].lower(), list(known), n=1, cutoff=0.0)[0]


def shown(value: object) -> str:
    """A value somebody wrote, short and on one line."""
    text = str(value)
    text = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
    return "".join(char if char.isprintable() else "�" for char in text)
