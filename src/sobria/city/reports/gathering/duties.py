"""The grid of duties on the last day of the period, with what was known of it on the day of the freeze."""

from typing import Any

from sobria.city.duties import words
from sobria.city.duties.selectors import counts, statements
from sobria.city.indicators.selectors import inputs_of
from sobria.city.reports.gathering.bilingual import Text, both, moved, page
from sobria.city.reports.gathering.known import Known
from sobria.engine.duties import Assessment, Duty, Facts, evaluate, load_duties
from sobria.engine.duties.evaluation import Evidence, Missing, Reason
from sobria.engine.editions.tags import duty_finalities
from sobria.engine.messages import LANGUAGES

Row = dict[str, Any]


def duties(known: Known) -> list[Row]:
    """The law of that day; statements made since about what was done by then are heard."""
    said = {key: [one for one in found if one.on <= known.end] for key, found in statements(known.today).items()}
    facts = Facts(known.values, inputs_of(known.book), said, counts(known.end))
    return [_row(evaluate(duty, facts, known.end)) for duty in load_duties().values()]


def anything_said(known: Known) -> bool:
    return any(one.on <= known.end for found in statements(known.today).values() for one in found)


def _row(found: Assessment) -> Row:
    duty = found.version
    return {
        "code": found.code,
        "pillar": duty.pillar,
        "name": {language: duty.name(language) for language in LANGUAGES},
        "text": {language: duty.text.name(language) for language in LANGUAGES},
        "article": duty.article,
        "state": found.state,
        "status": duty.status,
        "confidence": duty.confidence,
        "valid_from": duty.valid_from.isoformat(),
        "threshold": _threshold(found),
        "why": [_sentence(duty, one) for one in found.why],
        "missing": [_lack(duty, one) for one in found.missing],
        "evidence": [_evidence(found, one) for one in _proofs(found)],
        "source": duty.source,
        "url": duty.url,
        "page": _page(found),
        "finalities": list(duty_finalities().get(found.code, ())),
    }


def _sentence(duty: Duty, reason: Reason) -> Text:
    return both(lambda: words.sentence(duty, reason))


def _lack(duty: Duty, one: Missing) -> Text:
    return both(lambda: words.missing_words(duty, one))


def _threshold(found: Assessment) -> Row | None:
    step = found.version.step(found.on)
    return {"value": step.value, "unit": found.version.unit, "since": step.start.isoformat()} if step else None


def _proofs(found: Assessment) -> list[Evidence]:
    """What was said, then the indicators that decided and say no source of their own: each has its page of evidence."""
    said = [one for one in found.evidence if one.url or one.reference]
    told = {one.subject for one in said}
    decided = dict.fromkeys(one.subject for one in found.why if one.kind == "indicator" and one.holds is not None)
    return said + [Evidence("indicator", code, "", "") for code in decided if code not in told]


def _evidence(found: Assessment, one: Evidence) -> Row:
    where = page("indicators:evidence", one.subject) if one.kind == "indicator" else moved(one.url)
    return {
        "about": both(lambda: words.subject(found.version, one.kind, one.subject)),
        "reference": one.reference,
        "url": where,
    }


def _page(found: Assessment) -> dict[str, str]:
    return {code: f"{url}?date={found.on.isoformat()}" for code, url in page("duties:entry", found.code).items()}
