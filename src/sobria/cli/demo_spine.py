"""What a year of work would have left in Lutèce: accounts, strategy, facts, values, targets, attestations, programme.

All of it invented, in `catalogue/demo/`, said so in each source, and written by the acts of each room.
"""

import csv
import time
from datetime import date
from importlib.resources import files
from typing import Any, cast

from django.db import transaction

from sobria.city.duties.services import Said, attest
from sobria.city.indicators.services import enter_input, enter_value
from sobria.city.indicators.targets_services import set_target
from sobria.city.people.models import User
from sobria.city.strategy import preload, programme, services
from sobria.city.strategy.models import ProgrammeSection, Strategy
from sobria.cli.telling import tell
from sobria.engine.indicators.trajectory import Shape

SOURCE = "Donnée synthétique de la démonstration"
METHOD = "Valeur inventée pour la démonstration"
DELIBERATION = "2025-LUT-12 (synthétique)"
ADOPTED = date(2025, 2, 10)
TITLE = "Stratégie numérique responsable de Lutèce (ville synthétique, d’après l’exemple de Paris)"
TEXT = (
    "Lutèce n’existe pas : ses chiffres sont inventés pour essayer Sobria. Ses engagements reprennent ceux que Paris a"
    " annoncés."
)


def load_spine(officer: User) -> None:
    """In a few seconds; each group of acts in one transaction."""
    started = time.monotonic()
    with transaction.atomic():
        strategy = _strategy(officer)
        _measures(strategy, officer)
    with transaction.atomic():
        _facts(officer)
        _values(officer)
        _targets(officer)
        _attestations(officer)
    _programme(officer)
    tell("demo-spine", seconds=f"{time.monotonic() - started:.1f}")


def _rows(name: str) -> list[dict[str, str]]:
    with files("sobria.catalogue").joinpath(f"demo/{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _year(row: dict[str, str]) -> dict[str, Any]:
    year = int(row["year"])
    return {"start": date(year, 1, 1), "end": date(year, 12, 31)}


def _strategy(officer: User) -> Strategy:
    strategy = preload.load_example(officer)
    values = {"title": TITLE, "text": TEXT, "source": strategy.source}
    strategy = services.change_strategy(strategy, values=values, seen=strategy.version, by=officer)
    return services.adopt(strategy, on=ADOPTED, deliberation=DELIBERATION, by=officer)


def _measures(strategy: Strategy, officer: User) -> None:
    steps, means = _rows("steps"), _rows("means")
    known = {measure.code: measure for measure in strategy.measures.all()}
    for row in _rows("measures"):
        code = row.pop("measure")
        own = {
            "steps": [_without_measure(step) for step in steps if step["measure"] == code],
            "budget": [_without_measure(line) for line in means if line["measure"] == code],
        }
        measure = known[code]
        services.update_measure(measure, values=row | own, seen=measure.version, by=officer)


def _without_measure(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name != "measure"}


def _facts(officer: User) -> None:
    for row in _rows("inputs"):
        enter_input(row["code"], **_year(row), value=float(row["value"]), source=SOURCE, by=officer)


def _values(officer: User) -> None:
    for row in _rows("values"):
        said: dict[str, Any] = {name: _number(row[name]) for name in ("value", "low", "high")}
        said |= {"letter": row["letter"], "method": METHOD, "source": SOURCE, "by": officer}
        enter_value(row["code"], **_year(row), **said)


def _targets(officer: User) -> None:
    for row in _rows("targets"):
        pairs = [one.split("=") for one in row["steps"].split("|")]
        set_target(
            row["code"],
            baseline_date=_day(row["baseline_date"]),
            baseline=_number(row["baseline"]),
            steps=[(date.fromisoformat(day), float(value)) for day, value in pairs],
            shape=cast("Shape", row["shape"]),
            source=f"{DELIBERATION} : cible inventée",
            reason=row["reason_fr"],
            by=officer,
        )


def _attestations(officer: User) -> None:
    for row in _rows("attestations"):
        said = Said(
            done=row["done"] == "yes",
            on=date.fromisoformat(row["on"]),
            year=int(row["year"]) if row["year"] else None,
            reference=row["reference"],
            note=SOURCE,
        )
        attest(row["duty"], row["item"], said=said, by=officer)


def _programme(officer: User) -> None:
    rows = _rows("programme_rows")
    with transaction.atomic():
        for row in _rows("programme"):
            own = [
                {name: one[name] for name in programme.COLUMNS[row["part"]]}
                for one in rows
                if one["part"] == row["part"]
            ]
            values = {"text": row["text"], "source": row["source"], "rows": own}
            programme.save_part(ProgrammeSection.Part(row["part"]), values=values, seen=0, by=officer)
        programme.publish(by=officer)
