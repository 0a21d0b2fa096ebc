"""The reference page of duties, written from the catalogue: docs/reference/duties.md is this text."""

from collections.abc import Mapping

from sobria.engine.duties.definitions import Deadline, Duty
from sobria.engine.duties.rules import All, Always, Answered, Any, Attested, Compare, Not, Rule

OPENING = """# Duties

What the law asks of a city's digital services, as `catalogue/duties/` says it. Written from the catalogue; the test
`tests/consistency/test_duties_reference.py` checks that they agree.
How a duty is assessed: [methodology](../methodology/duties.md).
"""
SIGNS = {"at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}


def written(duties: Mapping[str, Duty]) -> str:
    lines, text = [OPENING], ""
    for duty in duties.values():
        if duty.text.code != text:
            text = duty.text.code
            lines.append(f"## {duty.text.name('en')}\n")
        for version in (*duty.former, duty):
            lines += _duty(version)
    return "\n".join(lines)


def _duty(duty: Duty) -> list[str]:
    rows = [
        ("In French", duty.name("fr")),
        ("Article", duty.article),
        ("Source", f"{duty.source}{f' ([link]({duty.url}))' if duty.url else ''}"),
        ("Scope", f"{duty.who('en')}: {rule_text(duty.scope)}"),
        ("Rule", rule_text(duty.rule)),
        ("In force", f"from {duty.valid_from}{f' to {duty.valid_to}' if duty.valid_to else ''}"),
        ("Steps", "; ".join(f"{one.start}: {one.value:g} {duty.unit}".strip() for one in duty.steps)),
        ("Status", f"{duty.status}, confidence {duty.confidence}"),
        ("Evidence", "; ".join(f"`{one.code}` {one.words('en')}" for one in duty.items)),
        ("Questions", "; ".join(f"`{one.code}` {one.words('en')}" for one in duty.questions)),
        ("Deadlines", "; ".join(_deadline(one) for one in duty.deadlines)),
        ("Penalty", _sanction(duty)),
        ("Indicators", ", ".join(duty.indicators)),
        ("Reservations", duty.notes("en")),
    ]
    table = [f"| {name} | {_cell(words)} |" for name, words in rows if words]
    return [f"### `{duty.code}` {duty.name('en')}\n", f"{duty.words('en')}\n", "| | |", "|---|---|", *table, ""]


def rule_text(rule: Rule) -> str:
    """A rule on one line, in the words of the language of rules."""
    if isinstance(rule, All | Any):
        joined = (" and " if isinstance(rule, All) else " or ").join(rule_text(one) for one in rule.parts)
        return f"({joined})"
    if isinstance(rule, Not):
        return f"not {rule_text(rule.part)}"
    if isinstance(rule, Compare):
        bound = "the step in force" if rule.threshold is None else f"{rule.threshold:g}"
        age = f", at most {rule.max_age_months} months old" if rule.max_age_months else ""
        return f"{rule.source} `{rule.code}` {SIGNS[rule.relation]} {bound}{age}"
    if isinstance(rule, Attested):
        return f"attested `{rule.item}`{_when(rule)}"
    if isinstance(rule, Answered):
        return f"answered yes to `{rule.item}`"
    return "always" if isinstance(rule, Always) else ""


def _when(rule: Attested) -> str:
    if rule.each_year:
        month, day = rule.each_year
        about = "" if not rule.about else f" about year {rule.about:+d}"
        return f" each year by {month:02d}-{day:02d}{about}"
    return f" less than {rule.max_age_months} months ago" if rule.max_age_months else ""


def _deadline(one: Deadline) -> str:
    if one.on:
        when = str(one.on)
    elif one.yearly:
        when = f"each year {one.yearly[0]:02d}-{one.yearly[1]:02d}{' (indicative)' if one.indicative else ''}"
    else:
        when = f"{one.months} months after `{one.after}`"
    return f"{when}: {one.words('en')}"


def _sanction(duty: Duty) -> str:
    if duty.sanction is None:
        return ""
    amount = "" if duty.sanction.amount_eur is None else f", up to €{duty.sanction.amount_eur:,.0f}"
    return f"{duty.sanction.words('en')}{amount} ({duty.sanction.source})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
