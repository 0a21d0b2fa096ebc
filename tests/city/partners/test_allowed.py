"""Who may do what on a day: agreement, documents, dates. The same answer from the query and from the sentence."""

from datetime import timedelta

import pytest
from tests.worlds.partners import TODAY, YEAR, collecting, give

from sobria.city.partners.models import Partner
from sobria.city.partners.selectors import Missing, allowed, missing, standing
from sobria.city.partners.services import require_allowed
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db


def refused(one: Partner, permission: str) -> str:
    with pytest.raises(Refusal) as caught:
        require_allowed(one, permission, on=TODAY)
    assert caught.value.sentence("fr") != caught.value.sentence("en")
    return caught.value.code


def test_a_partner_whose_agreement_and_documents_are_in_force_may_do_it() -> None:
    one = collecting()
    assert list(allowed("collect", TODAY)) == [one]
    assert missing(one, "collect", TODAY) == []
    require_allowed(one, "collect", on=TODAY)


def test_what_the_agreement_does_not_give_is_refused_whatever_the_documents() -> None:
    one = collecting()
    assert not allowed("refurbish", TODAY).exists()
    assert refused(one, "refurbish") == "partner-not-allowed"


def test_a_document_is_good_on_its_last_day_and_no_longer_the_day_after() -> None:
    one = collecting()
    one.documents.filter(kind="insurance").update(until=TODAY)
    assert allowed("collect", TODAY).exists()
    tomorrow = TODAY + timedelta(days=1)
    assert not allowed("collect", tomorrow).exists()
    assert missing(one, "collect", tomorrow) == [Missing("insurance", TODAY)]
    with pytest.raises(Refusal) as caught:
        require_allowed(one, "collect", on=tomorrow)
    assert caught.value.code == "partner-document-expired"
    assert "26 novembre 2026" in caught.value.sentence("fr")


def test_a_document_never_given_and_one_not_begun_are_both_asked() -> None:
    one = collecting()
    one.documents.filter(kind="statutes").delete()
    one.documents.filter(kind="insurance").update(since=TODAY + timedelta(days=1))
    assert missing(one, "collect", TODAY) == [Missing("statutes"), Missing("insurance")]
    assert not allowed("collect", TODAY).exists()
    assert refused(one, "collect") == "partner-document-missing"


def test_an_agreement_that_ended_gives_nothing_more() -> None:
    one = collecting()
    one.agreements.update(until=TODAY - timedelta(days=1))
    assert not allowed("collect", TODAY).exists()
    assert missing(one, "collect", TODAY) == [Missing("agreement", TODAY - timedelta(days=1))]
    assert refused(one, "collect") == "partner-not-allowed"


def test_a_former_partner_may_do_nothing() -> None:
    one = collecting()
    Partner.objects.update(is_active=False)
    one.refresh_from_db()
    assert not allowed("collect", TODAY).exists()
    assert refused(one, "collect") == "partner-inactive"


def test_the_list_puts_first_what_ends_within_sixty_days_and_a_renewed_document_is_quiet() -> None:
    early, late, quiet = collecting("a-early"), collecting("b-late"), collecting("c-quiet")
    late.documents.filter(kind="insurance").update(until=TODAY + timedelta(days=60))
    early.documents.filter(kind="insurance").update(until=TODAY + timedelta(days=61))
    quiet.documents.filter(kind="insurance").update(until=TODAY + timedelta(days=2))
    give(quiet, "insurance", until=TODAY + YEAR)
    found = standing(TODAY)
    assert [line.partner for line in found] == [late, early, quiet]
    assert [ending.until for ending in found[0].endings] == [TODAY + timedelta(days=60)]
    assert [str(one.value) for one in found[0].may] == ["collect", "prescribe"]


def test_standing_asks_three_queries_for_forty_partners(django_assert_num_queries: object) -> None:
    for rank in range(40):
        collecting(f"p-{rank}")
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(standing(TODAY)) == 40
