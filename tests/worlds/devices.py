"""Devices made for a test, by the number of them."""

from datetime import UTC, date, datetime
from typing import Any

from sobria.sober.equipment.models import Device

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def device(number: int, **values: Any) -> Device:
    """A laptop with everything said; `values` take the place of what is given here."""
    given: dict[str, Any] = {
        "item": f"PC-{number:04}",
        "serial": f"SN{number:04}",
        "category": "Ordinateur portable",
        "matched_category": "laptop",
        "manufacturer": "Dell",
        "model": "Latitude 5420",
        "entity": f"Direction {number % 3}",
        "in_service": date(2024, 3, 1),
        "country": "FRA",
        "kwh_year": 12.5,
        "status": "in_service",
    }
    row = Device(identity=f"test:{number}", created_at=NOW, updated_at=NOW, **(given | values))
    row.save()
    return row


def devices(count: int) -> list[Device]:
    return [device(number) for number in range(1, count + 1)]
