"""What a city answered, as two sets of bits; a code or an answer that nobody knows is refused, with the nearest."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sobria.engine.ai_act.definitions import UNKNOWN, Question
from sobria.engine.messages import Refusal

BLANKS = ("", UNKNOWN, None)
MOST_SHOWN = 60
# What an answer says: its bit, and the bits of its question, which is not open any more.
Said = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`bits`: of each (question, answer) that counts; `said`: by question, then by answer."""

    questions: Mapping[str, Question]
    bits: Mapping[tuple[str, str], int]
    masks: Mapping[str, int]
    said: Mapping[str, Mapping[str | None, Said]]
    every: int
    review: int

    def read(self, facts: Mapping[str, str]) -> tuple[int, int]:
        """(answers given, answers of questions left open). Raises Refusal."""
        yes, closed = 0, 0
        for code, answer in facts.items():
            try:
                bit, mask = self.said[code][answer]
            except (KeyError, TypeError):  # TypeError: the answer is a list or the like
                raise self._refusal(code, answer) from None
            yes |= bit
            closed |= mask
        return yes, self.every & ~closed

    def asked(self, bits: int) -> tuple[str, ...]:
        """The questions these bits belong to, in the order of the catalogue."""
        return tuple([code for code, mask in self.masks.items() if mask & bits])

    def _refusal(self, code: object, answer: object) -> Refusal:
        if not isinstance(code, str) or code not in self.questions:
            return Refusal("ai-act-unknown-question", code=shown(code), near=nearest(code, self.questions))
        known = [*(one.code for one in self.questions[code].answers), UNKNOWN]
        near = nearest(answer, known)
        return Refusal("ai-act-unknown-answer", code=code, value=shown(answer), known=", ".join(known), near=near)


def make_sheet(questions: Mapping[str, Question]) -> Sheet:
    """A no has no bit: it is what is neither given nor open."""
    bits: dict[tuple[str, str], int] = {}
    masks: dict[str, int] = {}
    said: dict[str, dict[str | None, Said]] = {}
    blanks: dict[str | None, Said] = dict.fromkeys(BLANKS, (0, 0))
    for code, question in questions.items():
        for answer in question.answers:
            if answer.code != "no":
                bits[code, answer.code] = 1 << len(bits)
        own = {answer.code: bits.get((code, answer.code), 0) for answer in question.answers}
        masks[code] = sum(own.values())
        said[code] = blanks | {answer: (bit, masks[code]) for answer, bit in own.items()}
    every = (1 << len(bits)) - 1
    return Sheet(questions, bits, masks, said, every, every + 1)


def nearest(word: object, known: Iterable[str]) -> str:
    """Whatever was written, something is nearest."""
    return difflib.get_close_matches(str(word)[:MOST_SHOWN].lower(), list(known), n=1, cutoff=0.0)[0]


def shown(value: object) -> str:
    """A value somebody wrote, short and on one line."""
    text = str(value)
    text = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
    return "".join(char if char.isprintable() else "�" for char in text)
