"""Answer sheets of tests: a whole one, where only what is said is yes, and random ones."""

from datetime import date

from hypothesis import strategies as st

from sobria.engine.ai_act import Assessment, assess, questions

NOW = date(2026, 11, 23)
CHOICES = {one.code: tuple(answer.code for answer in one.answers) for one in questions()}
NEUTRAL = {code: "no" if "no" in choices else choices[0] for code, choices in CHOICES.items()}
CITY_USES = ("is-ai-system", "city-deploys", "public-body")


def sheet(*yes: str, **others: str) -> dict[str, str]:
    """An AI system that the city, a public body, uses; `others`: answers that are not yes, dashes as underscores."""
    return (
        NEUTRAL
        | dict.fromkeys((*CITY_USES, *yes), "yes")
        | {code.replace("_", "-"): answer for code, answer in others.items()}
    )


def found(*yes: str, on: date = NOW, **others: str) -> Assessment:
    return assess(sheet(*yes, **others), on=on)


def codes(assessment: Assessment) -> list[str]:
    return [one.code for one in assessment.obligations]


def starts(assessment: Assessment) -> dict[str, date | None]:
    return {one.code: one.applies_from for one in assessment.obligations}


def result(assessment: Assessment) -> tuple[object, ...]:
    """All that an answer may change."""
    return assessment.cls, assessment.obligations, assessment.prohibited_from


whole_sheets = st.fixed_dictionaries({code: st.sampled_from(choices) for code, choices in CHOICES.items()})
sheets_with_gaps = st.fixed_dictionaries(
    {}, optional={code: st.sampled_from((*choices, "unknown", "")) for code, choices in CHOICES.items()}
)
days = st.dates(date(2024, 8, 1), date(2031, 1, 1))


@st.composite
def likely_sheets(draw: st.DrawFn) -> dict[str, str]:
    """Mostly no, so that the rules that come last are reached too."""
    changed = draw(st.dictionaries(st.sampled_from(sorted(CHOICES)), st.just("yes"), max_size=9))
    given = {code: answer if answer in CHOICES[code] else CHOICES[code][-1] for code, answer in changed.items()}
    return NEUTRAL | {"is-ai-system": "yes"} | given
