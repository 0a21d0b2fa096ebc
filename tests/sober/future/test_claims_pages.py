"""The page of quoted figures: an anchor per claim, its verdict in words, its file and the columns of the file."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from sobria.engine.claims.reading import claims
from sobria.engine.messages import Refusal

PAGE = "/chiffres-cites/"
pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return re.sub(r"[\u202f\u00a0]", " ", answer.content.decode())


def test_each_claim_has_its_anchor_and_its_verdict_without_a_query(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        page = words(client.get(PAGE))
    for code in claims():
        assert f'id="{code}"' in page
    assert "mélange deux périmètres" in page
    assert "51,5 TWh (France, 2022)" in page
    assert "29,5 MtCO₂e (France, 2022, de 14,99 à 54,04)" in page


def test_the_page_is_read_in_english_and_stays_light(client: Client) -> None:
    page = client.get(f"/en{PAGE}").content.decode()
    assert "mixes two scopes" in page
    assert "Ce que" not in page
    assert len(re.findall(r"<[a-z]", client.get(PAGE).content.decode())) < 390


def test_the_file_holds_every_figure_in_the_columns_it_describes(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}telecharger.csv").content.decode())))
    assert len(rows) == sum(len(one.figures) for one in claims().values())
    described = json.loads(client.get(f"{PAGE}schema.json").content)
    assert [field["name"] for field in described["fields"]] == list(rows[0])
    kept = json.loads(client.get(f"{PAGE}telecharger.json").content)["rows"]
    assert {row["code"] for row in kept} == set(claims())
    assert client.get(f"{PAGE}telecharger.xml").status_code == 404


def test_another_page_quotes_a_figure_with_its_link() -> None:
    found = Template("{% load quotes %}{% quoted 'paris-share' %}").render(Context())
    assert 'href="/chiffres-cites/#paris-share"' in found
    assert "invérifiable" in found
    with pytest.raises(Refusal):
        Template("{% load quotes %}{% quoted 'nothing' %}").render(Context())
