"""What happened to Lutèce's equipment: repairs, purchases, waste, and a lot that went from the stock to people.

All of it invented, in `catalogue/demo/life.yaml`, and done by the acts of each room, by people on each side.
"""

import csv
import io
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sobria.city.partners import services as partners
from sobria.city.partners.models import Partner
from sobria.city.people.models import User
from sobria.cli.demo_accounts import open_partner_accounts
from sobria.cli.telling import tell
from sobria.engine.devices import fairness as needs
from sobria.engine.devices.caps import PARTS, WASTE, checks
from sobria.engine.erasure.reading import read
from sobria.engine.erasure.settling import settled
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain import lots
from sobria.inclusive.devices.chain.counting import Count
from sobria.inclusive.devices.codes import delivering, issuing, reserving, tallies
from sobria.inclusive.devices.models import Code, Item
from sobria.inclusive.devices.refurbishing import acts as workshop
from sobria.sober.economy import services as economy
from sobria.sober.equipment.erasure import services as erasure
from sobria.sober.equipment.models import Device, Status
from sobria.sober.equipment.purchases import orders, slips
from sobria.sober.equipment.repairs import acts as repairs

GRADE = "B"
RENEWED = {"insurance", "weee"}
SINCE = date(2026, 1, 1)
HEADERS = ("Numéro de série de l’équipement", "Numéro de série du support", "Résultat", "Fin de l’effacement", "Outil")


@dataclass(frozen=True, slots=True)
class Sides:
    """Who acts. The steward keeps the equipment; the two others work for a partner each."""

    officer: User
    steward: User
    refurbisher: User
    prescriber: User
    partners: Mapping[str, Partner]


def load_life(people: dict[str, User]) -> None:
    """By the accounts of the demonstration; told with the time it took."""
    started = time.monotonic()
    told = yaml.safe_load(files("sobria.catalogue").joinpath("demo/life.yaml").read_text(encoding="utf-8"))
    known = {one["code"]: _partner(one, people["officer"]) for one in told["partners"]}
    people |= open_partner_accounts(by=people["administrator"])
    who = Sides(people["officer"], people["steward"], people["refurbisher"], people["prescriber"], known)
    with transaction.atomic():
        _orders(told["orders"], who)
        _repairs(told["repairs"], who)
        _slips(told["slips"], who)
        _money(told, who)
    _chain(told["lot"], who)
    _codes(told["codes"], who)
    _last_year(told["codes"])
    tell("demo-life", seconds=f"{time.monotonic() - started:.1f}")


def _partner(one: dict[str, Any], officer: User) -> Partner:
    columns = {name: one[name] for name in ("code", "name", "is_ess", "form", "activity")}
    made = partners.create_partner(values=columns, by=officer)
    reference, permissions = f"CONV-{one['code']}", one["permissions"]
    partners.add_agreement(
        made, reference=reference, permissions=permissions, since=SINCE, until=date(2027, 12, 31), by=officer
    )
    for kind in one["documents"]:
        until = one["until"] if kind in RENEWED else None
        paper = partners.Paper(kind, f"Pièce synthétique ({kind})", SINCE, until, date(2026, 1, 15))
        partners.add_document(made, paper=paper, by=officer)
    return made


def _orders(told: Sequence[dict[str, Any]], who: Sides) -> None:
    for one in told:
        values = {"reference": one["reference"], "day": one["day"], "supplier": one.get("supplier", "")}
        values["partner_id"] = who.partners[one["partner"]].pk if "partner" in one else None
        order = orders.record_order(values=values, by=who.steward)
        for line in one["lines"]:
            blank = {"unit_eur": None, "index_kind": "", "index_mark": None, "index_class": ""}
            numbers = {name: Decimal(line[name]) for name in ("unit_eur", "index_mark") if name in line}
            orders.add_line(order, values=blank | line | numbers, by=who.steward)


def _repairs(told: Sequence[dict[str, Any]], who: Sides) -> None:
    laptops = Device.objects.filter(status=Status.IN_SERVICE, matched_category="laptop", quantity=1)
    for one, device in zip(told, laptops.filter(in_service__lt=SINCE).order_by("pk")[: len(told)], strict=False):
        _repair(one, device, who)


def _repair(one: dict[str, Any], device: Device, who: Sides) -> None:
    by, day = who.steward, one["reported"]
    fault = repairs.report_fault(device, kind=one["kind"], day=day, by=by, replacement_eur=Decimal(742))
    hands = repairs.Hands(one.get("hands", ""), who.partners.get(one.get("partner", "")))
    if "quote" in one:
        given = Decimal(one["quote"])
        quote = repairs.add_quote(fault, hands=hands, amount_eur=given, day=day + timedelta(1), days=8, by=by)
        if "days" in one:
            repairs.accept_quote(quote, by=by)
    if "given_up" in one:
        repairs.give_up(fault, day=day + timedelta(one["days"]), reason=one["given_up"], by=by)
    elif "days" in one:
        cost = Decimal(one["cost"]) if "cost" in one else None
        repairs.send(fault, day=day + timedelta(1), hands=hands, by=by)
        repairs.close_repaired(fault, day=day + timedelta(one["days"]), cost_eur=cost, by=by)


def _slips(told: Sequence[dict[str, Any]], who: Sides) -> None:
    """Old monitors go to waste: nothing is to be erased on them."""
    for one in told:
        values = {name: one.get(name) for name in ("number", "taker", "day", "mass_kg", "certified_on")}
        slip = slips.record_slip(values=values | {"certificate": one.get("certificate", "")}, by=who.steward)
        monitors = _retired("monitor").filter(retired__lt=one["day"]).values_list("pk", flat=True)
        slips.scrap(slip, list(monitors[: one["devices"]]), by=who.steward)


def _retired(category: str) -> QuerySet[Device]:
    rows = Device.objects.filter(status=Status.RETIRED, matched_category=category, quantity=1, exclusion=None)
    return rows.filter(in_service__lt=SINCE).order_by("pk")


def _money(told: dict[str, Any], who: Sides) -> None:
    for one in told["spendings"]:
        partner = who.partners.get(one.get("partner", ""))
        values = one | {
            "partner": partner,
            "supplier": one.get("supplier", ""),
            "amount_eur": Decimal(one["amount_eur"]),
        }
        economy.add_spending(values=values | {"is_ess": None}, by=who.officer)
    call = dict(told["call"])
    grant = call.pop("grant")
    made = economy.create_call(values=call | {"budget_eur": Decimal(call["budget_eur"])}, by=who.officer)
    partner = who.partners[grant.pop("partner")]
    values = grant | {"call": made, "amount_eur": Decimal(grant["amount_eur"])}
    economy.add_grant(partner=partner, values=values, by=who.officer)


def _chain(told: dict[str, Any], who: Sides) -> None:
    """Laptops that left before: erased, given, tested; two end as parts, three as waste, the rest is available."""
    partner, by = who.partners[told["partner"]], who.refurbisher
    rows = _retired("laptop").filter(retired__range=(date(2025, 9, 1), told["certificates"]), serial__isnull=False)
    devices = list(rows[: told["devices"]])
    if not devices:  # a city too small to have let anything go
        return
    _erase(devices, told["certificates"], who.steward)
    values = {one.pk: Decimal(told["value_eur"]) for one in devices}
    lot = lots.offer_lot(partner=partner, values=values, day=told["offered"], by=who.steward)
    lots.collect(lot, Count(number=len(devices)), day=told["collected"], by=by)
    lots.receive(lot, Count(number=len(devices)), day=told["received"], by=by)
    _refurbish(list(Item.objects.filter(lot=lot).order_by("pk").values_list("code", flat=True)), told, who)


def _refurbish(codes: list[str], told: dict[str, Any], who: Sides) -> None:
    partner, by = who.partners[told["partner"]], who.refurbisher
    lost, rest = codes[: told["waste"]], codes[told["waste"] :]
    parts, good = rest[: told["parts"]], rest[told["parts"] :]
    common: dict[str, Any] = {"partner": partner, "day": told["graded"], "by": by}
    for group, grade in ((lost, WASTE), (parts, PARTS), (good, GRADE)):
        if group:
            workshop.grade(group, grade=grade, mass_kg=told["mass_kg"], **common)
    workshop.scrap(lost, slip=told["slip"], mass_kg=told["mass_kg"] * len(lost), **common)
    if parts:
        workshop.dismantle(parts, **common)
    if good:
        workshop.refurbish(good, partner=partner, day=told["refurbished"], by=by)
        given: dict[str, Any] = {"price_eur": Decimal(0), "checked": set(checks()), "day": told["available"]}
        workshop.make_available(good, partner=partner, by=by, **given)


def _erase(devices: Sequence[Device], day: date, by: User) -> None:
    """A table of certificates as a tool would give it, received like any other."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADERS)
    for one in devices:
        writer.writerow((one.serial, f"{one.serial}-D1", "effacé", f"{day:%d/%m/%Y} 09:00", "nwipe (synthétique)"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificats-lutece.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        said = settled([read(path)], now=timezone.now(), zone=timezone.get_default_timezone())
        erasure.receive(said, by=by)


def _codes(told: dict[str, Any], who: Sides) -> None:
    """Some are served, some wait, some were not used yet."""
    partner, by = who.partners[told["partner"]], who.prescriber
    decks = told["decks"]
    for number in range(told["issued"]):
        bands = decks[number % len(decks)]
        issued = issuing.issue(partner=partner, kind="laptop", bands=bands, by=by)
        if number < told["delivered"]:
            _give(issued.code, who)


def _last_year(told: dict[str, Any]) -> None:
    """The counts kept of codes that were deleted: the fairness table of a year that is over."""
    year, count = timezone.localdate().year - 1, told["last_year"]
    for rank in range(count["asked"]):
        asked = date(year, 1 + rank % 9, 1 + rank % 28)
        ended = asked + timedelta(7 + rank % 60) if rank < count["granted"] else None
        bands = told["decks"][rank % len(told["decks"])]
        tallies.keep(needs.told(bands, asked=asked, ended=ended, is_granted=ended is not None, until=year))


def _give(code: Code, who: Sides) -> None:
    try:
        reserving.reserve(code, by=who.prescriber)
    except Refusal:  # the last devices are gone: the code waits
        return
    delivering.deliver(Code.objects.select_related("item__partner", "partner").get(pk=code.pk), by=who.refurbisher)
