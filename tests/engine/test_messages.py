"""Sentences of refusals, as a reader meets them."""

from datetime import date

from sobria.engine.messages import Refusal, say


def test_a_day_of_a_refusal_is_written_out_in_the_language_of_the_reader() -> None:
    refusal = Refusal("algorithm-seen-future", date=date(2026, 10, 1))
    assert refusal.sentence("fr") == "Le 1er octobre 2026 n’est pas encore venu."
    assert refusal.sentence("en") == "1 October 2026 has not come yet."
    assert "26 novembre 2026" in Refusal("algorithm-session-past", date=date(2026, 11, 26)).sentence("fr")


def test_how_many_is_said_with_its_thousands_grouped_as_the_language_does() -> None:
    assert "6\N{NARROW NO-BREAK SPACE}000 équipements" in say("life-too-many", "fr", count=6000, limit=5000)
    assert "5,000 at most" in say("life-too-many", "en", count=6000, limit=5000)
