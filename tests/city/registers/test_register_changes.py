import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from sobria.city.registers import changes, directory, display
from sobria.city.registers.declaration import Column
from sobria.city.registers.downloads import harmless
from sobria.city.registers.schema import table_schema

TOUCH = "tests.city.jobs.jobs_for_tests.hang"


@pytest.mark.django_db
def test_the_version_of_a_register_grows_with_each_change_and_is_zero_before() -> None:
    assert changes.version("plants") == 0
    changes.changed("plants")
    changes.changed("plants")
    assert (changes.version("plants"), changes.version("other")) == (2, 0)


@pytest.mark.django_db
def test_what_follows_a_change_is_queued_once_however_many_changes() -> None:
    for _ in range(3):
        changes.changed("plants", then=[TOUCH])
    assert DBTaskResult.objects.filter(task_path=TOUCH).count() == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("-5", "'-5"),
        ("@a", "'@a"),
        (-5.0, -5.0),
        ("a=b", "a=b"),
        ({"a": "é"}, '{"a": "é"}'),
    ],
)
def test_only_texts_that_a_spreadsheet_would_run_are_neutralised(value: object, written: object) -> None:
    assert harmless(value) == written


def test_unknown_is_said_never_zero() -> None:
    column = Column("kwh", "Électricité", "", kind="number")
    with translation.override("fr"):
        assert display.cell(column, None).text == "inconnu"
        assert display.cell(column, 0.0).text == "0"
        assert display.cell(column, 1234.5).text.replace("\u202f", " ").replace("\xa0", " ") == "1 234,5"
    with translation.override("en"):
        assert display.cell(column, None).text == "unknown"
        assert display.cell(column, 1234.5).text == "1,234.5"


def test_every_register_says_what_each_of_its_columns_means() -> None:
    for register in directory.registers():
        names = [column.name for column in register.columns]
        assert len(names) == len(set(names))
        assert all(str(column.label) and str(column.meaning) for column in register.columns)
        assert set(register.filters) | set(register.search) <= set(names)
        of_table = {field.name for field in register.model._meta.get_fields()}
        for public in (True, False):
            assert of_table | set(register.queryset(public=public).query.annotations) >= set(names)
        json.dumps(table_schema(register, public=True))


def test_filters_and_search_of_the_public_use_public_columns_only() -> None:
    for register in directory.registers():
        assert all(register.column(name).public for name in register.filters)


@pytest.mark.django_db
def test_the_page_of_registers_lists_them_with_their_addresses(client: Client) -> None:
    page = client.get("/registres/").content.decode()
    for register in directory.registers():
        assert f'href="{reverse(f"{register.code}:home")}"' in page
        assert client.get(reverse(f"{register.code}:home")).status_code == 200
