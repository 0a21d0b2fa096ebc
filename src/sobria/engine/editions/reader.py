"""The frozen document, read in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sobria.engine.editions import wording
from sobria.engine.editions.blocks import Line, Span, line
from sobria.engine.messages import Language, codes, say

Row = Mapping[str, Any]
PILLARS = ("sober", "democratic", "inclusive", "cross")
STATES = ("met", "not-met", "unknown", "not-applicable")


@dataclass(frozen=True, slots=True)
class Reader:
    """`digest`: SHA-256 of the canonical text of the document."""

    document: Row
    language: Language
    digest: str
    by_code: dict[str, Row] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {one["code"]: one for one in self.document["figures"]})

    def say(self, code: str, /, **params: object) -> str:
        return say(f"edition-{code}", self.language, **params)

    def columns(self, *names: str) -> tuple[str, ...]:
        return tuple(self.say(f"column-{name}") for name in names)

    def pick(self, text: Mapping[str, str]) -> str:
        return wording.pick(text, self.language)

    def name(self, code: str) -> str:
        """The name of a figure; its code when the document does not hold it."""
        return self.pick(self.by_code[code]["name"]) if code in self.by_code else code

    def theme(self, code: str) -> str:
        known = f"edition-theme-{code}"
        return say(known if known in codes() else "edition-theme-other", self.language)

    def figures(self, **asked: str) -> list[Row]:
        """Those whose fields are as asked, in the order of the document."""
        return [one for one in self.document["figures"] if all(one[name] == value for name, value in asked.items())]

    def value(self, figure: Row) -> str:
        return wording.value_of(figure, self.language)

    def with_interval(self, figure: Row) -> str:
        between = wording.interval(figure, self.language)
        return f"{self.value(figure)} ({between})" if between else self.value(figure)

    def measured(self, figure: Row, value: float | None) -> str:
        return wording.measured(figure, value, self.language)

    def period(self, figure: Row) -> str:
        return wording.period(figure, self.language)

    def day(self, text: str | None) -> str:
        return wording.written_day(text, self.language)

    def short_day(self, text: str | None) -> str:
        return wording.short_day(text, self.language)

    def is_known(self, figure: Row) -> bool:
        return figure["value"] is not None or bool(figure["letter"])

    def unknown(self, figure: Row) -> str:
        """Why a figure is unknown, and what lacks."""
        return self.pick(figure["unknown"]) or self.say("nobody-said")

    def before(self, figure: Row) -> str:
        """The value of the period before; nothing when it is unknown."""
        past = figure["previous"]
        return self.say("unknown") if past is None else self.measured(figure, past["value"])

    def state(self, figure: Row) -> str:
        """Where it stands against the city's target, else the law's; nothing without either."""
        aim = figure["target"] or figure["law"]
        return self.pick(aim["words"]) if aim else ""

    def link(self, figure: Row, text: str = "") -> Span:
        return Span(text or self.pick(figure["name"]), figure=figure["code"])

    def address(self, text: Mapping[str, str]) -> str:
        """The whole address, when the site says its own."""
        found = self.pick(text)
        return f"{self.document['site']}{found}" if found.startswith("/") else found

    def listed(self, codes_: Iterable[str]) -> Line:
        """Names of figures, each leading to its own, between commas."""
        spans: list[str | Span] = []
        for code in codes_:
            spans += [", "] if spans else []
            spans.append(self.link(self.by_code[code]) if code in self.by_code else code)
        return line(*spans)

    @property
    def title(self) -> str:
        city, year = self.document["city"]["name"], self.document["year"]
        return self.say("title", city=city, year=year)

    @property
    def footer(self) -> str:
        told = {"year": self.document["year"], "revision": self.document["revision"], "digest": self.digest[:16]}
        return self.say("footer", **told)
