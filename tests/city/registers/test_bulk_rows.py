"""Rows written by hand-made statements read back as Django would have written them."""

import datetime as dt

import pytest

from sobria.city.registers import bulk
from sobria.city.registers.models import Import, Reject, Version
from sobria.sober.equipment.models import Device

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def received() -> Import:
    return Import.objects.create(register="equipment", file_name="a.csv", size=1, sha256="")


@pytest.mark.django_db
def test_every_kind_of_value_comes_back_as_it_went() -> None:
    found = received()
    names = (
        "identity",
        "digest",
        "purchased",
        "kwh_year",
        "extra",
        "created_at",
        "updated_at",
        "created_import",
        "quantity",
        "entity",
    )
    row = ("a", "d", dt.date(2024, 2, 29), 12.5, {"é": [1, None]}, NOW, NOW, found.pk, 3.0, 'Voirie; "A"\n\tB\\N')
    bulk.insert_rows(Device, names, [row, ("b", "d", None, None, None, NOW, NOW, None, 1.0, None)])
    first, second = Device.objects.order_by("identity")
    assert [getattr(first, f"{name}_id" if name == "created_import" else name) for name in names] == list(row)
    assert (second.purchased, second.extra, second.created_import, second.entity) == (None, None, None, None)


@pytest.mark.django_db
def test_ready_values_are_stored_as_given_once_converted() -> None:
    found = received()
    stamp, key = bulk.as_stored(Device, "created_at", NOW), bulk.as_stored(Device, "created_import", found.pk)
    names = ("identity", "digest", "purchased", "extra", "quantity", "created_at", "updated_at", "created_import")
    bulk.insert_rows(Device, names, [("a", "d", "2024-02-29", '{"k":"v"}', 1.0, stamp, stamp, key)], ready=True)
    device = Device.objects.get()
    assert (device.purchased, device.extra, device.created_at) == (dt.date(2024, 2, 29), {"k": "v"}, NOW)
    assert device.created_import == found


@pytest.mark.django_db
def test_many_batches_are_all_written() -> None:
    found = received()
    rows = ((found.pk, number, {"n": number}) for number in range(bulk.BATCH * 2 + 7))
    bulk.insert_rows(Version, ("source", "row", "before"), rows)
    assert Version.objects.count() == bulk.BATCH * 2 + 7
    assert Version.objects.get(row=bulk.BATCH + 1).before == {"n": bulk.BATCH + 1}


@pytest.mark.django_db
def test_updates_touch_the_rows_named_and_the_columns_named_only() -> None:
    for identity in ("a", "b"):
        Device.objects.create(identity=identity, entity="Voirie", site="Nord", created_at=NOW, updated_at=NOW)
    target = Device.objects.get(identity="a")
    bulk.update_rows(Device, ("entity", "extra"), [(target.pk, ("Culture", {"a": 1}))])
    rows = Device.objects.order_by("identity").values_list("entity", "site", "extra")
    assert list(rows) == [("Culture", "Nord", {"a": 1}), ("Voirie", "Nord", None)]


@pytest.mark.django_db
def test_a_name_that_is_no_column_is_refused() -> None:
    with pytest.raises(KeyError):
        bulk.insert_rows(Reject, ("source", "nothing"), [])
