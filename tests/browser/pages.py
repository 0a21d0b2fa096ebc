"""Every page the browser visits. A room appends its own, and what must be in the database to show them.

PAGES.append(BrowserPage("equipment list", lambda: reverse("equipment:list")))
WORLD.append(fill_the_register)          # called once per test module, in an empty database
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from tests.sober.footprint import world as footprint
from tests.worlds import (
    algorithms_shown,
    chain_shown,
    codes_shown,
    editions,
    handling,
    imports,
    partners,
    purchases_shown,
)
from tests.worlds import strategy as strategies

from sobria.city.people.models import User
from sobria.city.registers.models import State
from sobria.city.strategy.models import Measure, Strategy
from sobria.inclusive.devices.models import LotState
from sobria.sober.equipment.models import Device


@dataclass(frozen=True, slots=True)
class BrowserPage:
    """`address` is called once the world is built. A page that is not public is visited signed in."""

    name: str
    address: Callable[[], str]
    is_public: bool = True


def compute_the_footprint() -> None:
    footprint.fill()
    footprint.compute()


def first_device() -> int:
    return Device.objects.order_by("pk").values_list("pk", flat=True)[0]


def of_import(name: str, state: State) -> Callable[[], str]:
    """The staff page called `name` of an import in that state."""
    return lambda: reverse(f"equipment-desk:{name}", args=[imports.at(state).pk])


def fill_the_strategy() -> None:
    strategies.an_adopted_strategy()


def first_measure() -> int:
    return Measure.objects.order_by("code").values_list("pk", flat=True)[0]


def first_account() -> int:
    return User.objects.order_by("pk").values_list("pk", flat=True)[0]


def the_strategy() -> int:
    return Strategy.objects.values_list("pk", flat=True)[0]


WORLD: list[Callable[[], None]] = [
    compute_the_footprint,
    imports.of_every_kind,
    fill_the_strategy,
    algorithms_shown.fill,
    partners.shown,
]

PAGES: list[BrowserPage] = [
    BrowserPage("home", lambda: reverse("portal:home")),
    BrowserPage("open data", lambda: reverse("portal:data")),
    BrowserPage("accessibility", lambda: reverse("portal:accessibility")),
    BrowserPage("ecodesign", lambda: reverse("portal:ecodesign")),
    BrowserPage("privacy", lambda: reverse("portal:privacy")),
    BrowserPage("components", lambda: reverse("portal:components")),
    BrowserPage("sign in", lambda: reverse("account_login")),
    BrowserPage("my account", lambda: reverse("mfa_index"), is_public=False),
    BrowserPage("a password to choose", lambda: reverse("account_set_password"), is_public=False),
    BrowserPage("a code app to add", lambda: reverse("mfa_activate_totp"), is_public=False),
    BrowserPage("a key to add", lambda: reverse("mfa_add_webauthn"), is_public=False),
    BrowserPage("not found", lambda: reverse("portal:home") + "adresse/inconnue/"),
    BrowserPage("desk", lambda: reverse("desk:home"), is_public=False),
    BrowserPage("registers", lambda: reverse("registers:home")),
    BrowserPage("equipment", lambda: reverse("equipment:home")),
    BrowserPage("one device", lambda: reverse("equipment:entry", args=[first_device()])),
    BrowserPage("equipment, staff", lambda: reverse("equipment-desk:home"), is_public=False),
    BrowserPage("one device, staff", lambda: reverse("equipment-desk:entry", args=[first_device()]), is_public=False),
    BrowserPage("a device to add", lambda: reverse("equipment-desk:create"), is_public=False),
    BrowserPage("a file to import", lambda: reverse("equipment-desk:import"), is_public=False),
    BrowserPage("an import to confirm", of_import("import-detail", State.PREVIEWED), is_public=False),
    BrowserPage("columns to name", of_import("import-columns", State.RECEIVED), is_public=False),
    BrowserPage("an import waiting", of_import("import-detail", State.QUEUED), is_public=False),
    BrowserPage("an import done", of_import("import-detail", State.DONE), is_public=False),
    BrowserPage("refused lines", of_import("import-rejects", State.DONE), is_public=False),
    BrowserPage("an import to undo", of_import("import-undo", State.DONE), is_public=False),
    BrowserPage("a file refused", of_import("import-detail", State.REFUSED), is_public=False),
    BrowserPage("footprint", lambda: reverse("footprint:home")),
    BrowserPage("footprint, partial", lambda: reverse("footprint:year", args=[2026]) + "?critere=adpe"),
    BrowserPage("footprint, unknown", lambda: reverse("footprint:year", args=[2026]) + "?categorie=network-switch"),
    BrowserPage("footprint, empty scope", lambda: reverse("footprint:year", args=[2025]) + "?categorie=tablet"),
    BrowserPage("footprint by category", lambda: reverse("footprint:categories", args=[2026])),
    BrowserPage("footprint by entity", lambda: reverse("footprint:entities", args=[2026])),
    BrowserPage("factor packs", lambda: reverse("footprint:packs", args=[2026])),
    BrowserPage("evidence", lambda: reverse("footprint:evidence", args=["empreinte-2026-gwp"])),
    BrowserPage("evidence of a change", lambda: reverse("footprint:evidence", args=["evolution-2026-gwp"])),
    BrowserPage(
        "evidence of an unknown", lambda: reverse("footprint:evidence", args=["empreinte-2026-gwp-network-switch"])
    ),
    BrowserPage("strategy", lambda: reverse("strategy:home")),
    BrowserPage("one measure", lambda: reverse("strategy:measure", args=["M1"])),
    BrowserPage("an old fiche", lambda: reverse("strategy:measure", args=["M1"]) + "?version=1"),
    BrowserPage("versions of the strategy", lambda: reverse("strategy:versions")),
    BrowserPage("REEN check", lambda: reverse("strategy:reen")),
    BrowserPage("programme de travail", lambda: reverse("strategy:programme")),
    BrowserPage("strategy, staff", lambda: reverse("strategy-desk:home"), is_public=False),
    BrowserPage("strategy to begin", lambda: reverse("strategy-desk:create"), is_public=False),
    BrowserPage("strategy, text", lambda: reverse("strategy-desk:strategy", args=[the_strategy()]), is_public=False),
    BrowserPage("an axis to add", lambda: reverse("strategy-desk:axis-create", args=[the_strategy()]), is_public=False),
    BrowserPage("a fiche", lambda: reverse("strategy-desk:measure", args=[first_measure()]), is_public=False),
    BrowserPage(
        "a measure to delete", lambda: reverse("strategy-desk:measure-delete", args=[first_measure()]), is_public=False
    ),
    BrowserPage("a strategy to import", lambda: reverse("strategy-desk:import"), is_public=False),
    BrowserPage("programme, staff", lambda: reverse("strategy-desk:programme"), is_public=False),
    BrowserPage("actors", lambda: reverse("strategy-desk:programme-part", args=["actors"]), is_public=False),
    BrowserPage("impact", lambda: reverse("strategy-desk:programme-part", args=["impact"]), is_public=False),
]

PAGES += [
    BrowserPage("target of an indicator", lambda: reverse("indicators:target", args=["S12"])),
    BrowserPage("values and targets as open data", lambda: reverse("indicators:exchange")),
    BrowserPage("a target to set", lambda: reverse("indicators-desk:target", args=["S12"]), is_public=False),
    BrowserPage("grid of values", lambda: reverse("indicators-desk:grid"), is_public=False),
    BrowserPage("a block to paste", lambda: reverse("indicators-desk:grid-paste"), is_public=False),
    BrowserPage("values to import", lambda: reverse("indicators-desk:exchange-import"), is_public=False),
    BrowserPage("indicators", lambda: reverse("indicators:home")),
    BrowserPage("an indicator computed", lambda: reverse("indicators:entry", args=["S1"])),
    BrowserPage("an indicator unknown", lambda: reverse("indicators:entry", args=["S25"])),
    BrowserPage("evidence of an indicator", lambda: reverse("indicators:evidence", args=["S2"])),
    BrowserPage("indicators, staff", lambda: reverse("indicators-desk:home"), is_public=False),
    BrowserPage("facts of the city", lambda: reverse("indicators-desk:inputs"), is_public=False),
    BrowserPage("a value to enter", lambda: reverse("indicators-desk:enter", args=["S12"]), is_public=False),
    BrowserPage("accounts and roles", lambda: reverse("people-desk:home"), is_public=False),
    BrowserPage("one account", lambda: reverse("people-desk:entry", args=[first_account()]), is_public=False),
    BrowserPage("journal", lambda: reverse("journal:home")),
    BrowserPage("one event", lambda: reverse("journal:entry", args=[1])),
    BrowserPage("who acted", lambda: reverse("journal-desk:who", args=[1]), is_public=False),
    BrowserPage("duties", lambda: reverse("duties:home")),
    BrowserPage("one duty", lambda: reverse("duties:entry", args=["agec-58-it"])),
    BrowserPage("one duty as of a past day", lambda: reverse("duties:entry", args=["agec-58-it"]) + "?date=2024-01-01"),
    BrowserPage("legal calendar", lambda: reverse("duties:calendar")),
    BrowserPage("duties, staff", lambda: reverse("duties-desk:home"), is_public=False),
    BrowserPage("one duty, staff", lambda: reverse("duties-desk:entry", args=["agec-58-declaration"]), is_public=False),
    BrowserPage(
        "evidence to attest",
        lambda: reverse("duties-desk:attest", args=["agec-58-declaration", "declaration"]),
        is_public=False,
    ),
]


def of_algorithm(name: str, system: str, *args: object) -> Callable[[], str]:
    """The public page called `name` of the system whose name begins so."""
    return lambda: reverse(f"algorithms:{name}", args=[algorithms_shown.code_of(system), *args])


PAGES += [
    BrowserPage("algorithms", lambda: reverse("algorithms:home")),
    BrowserPage("algorithm in service", of_algorithm("entry", "Tri")),
    BrowserPage("algorithm with unknown answers", of_algorithm("entry", "Lecture")),
    BrowserPage("algorithm seen running", of_algorithm("entry", "Comptage")),
    BrowserPage("versions of an algorithm", of_algorithm("versions", "Tri")),
    BrowserPage("one version of an algorithm", of_algorithm("version", "Tri", 2)),
    BrowserPage("two versions of an algorithm", of_algorithm("compare", "Tri")),
    BrowserPage("what runs unauthorised", lambda: reverse("algorithms:running")),
    BrowserPage("a running system to report", lambda: reverse("algorithms:report")),
    BrowserPage("ethical charter", lambda: reverse("algorithms:charter")),
    BrowserPage("ethics committee", lambda: reverse("algorithms:committee")),
    BrowserPage("a session", lambda: reverse("algorithms:session", args=[1])),
    BrowserPage("questions", lambda: reverse("algorithms:questions")),
    BrowserPage("an explanation to ask", of_algorithm("ask", "Tri", "explication")),
    BrowserPage("a question followed", lambda: reverse("algorithms:question", args=[algorithms_shown.token()])),
]

WORLD.append(handling.fill)
PAGES += [
    BrowserPage("life of a device", lambda: reverse("equipment-desk:handling-life", args=[first_device()]), False),
    BrowserPage("waste", lambda: reverse("equipment-desk:handling-act", args=[first_device(), "scrap"]), False),
    BrowserPage("a label scanned", lambda: reverse("equipment-desk:handling-scan", args=[first_device()]), False),
    BrowserPage("devices to choose", lambda: reverse("equipment-desk:handling-choose"), False),
    BrowserPage("a selection", handling.of_selection, False),
    BrowserPage("labels", lambda: handling.of_selection("labels"), False),
    BrowserPage("an act foreseen", lambda: handling.of_selection("preview"), False),
]

WORLD.append(chain_shown.fill)
PAGES += [
    BrowserPage("devices for people", lambda: reverse("devices:home")),
    BrowserPage("deeds of the chain", lambda: reverse("devices:evidence")),
    BrowserPage("lots", lambda: reverse("devices-desk:home"), False),
    BrowserPage("a lot", lambda: chain_shown.lot("lot", LotState.RECEIVED), False),
    BrowserPage("a lot to count", lambda: chain_shown.lot("collect", LotState.OFFERED), False),
    BrowserPage("a lot to cancel", lambda: chain_shown.lot("cancel", LotState.OFFERED), False),
    BrowserPage("devices for a lot", lambda: reverse("devices-desk:choose"), False),
    BrowserPage("a lot to confirm", lambda: reverse("devices-desk:prepare") + "?all=1", False),
    BrowserPage("mass balance", lambda: reverse("devices-desk:balance"), False),
    BrowserPage("mass balance of one", lambda: reverse("devices-desk:partner-balance", args=["ateliers"]), False),
    BrowserPage("refurbisher", lambda: chain_shown.own("partner"), False),
    BrowserPage("refurbisher, devices", lambda: chain_shown.own("items") + "?etat=received", False),
    BrowserPage("refurbisher, a device", lambda: chain_shown.own("item", chain_shown.item("graded")), False),
    BrowserPage(
        "refurbisher, tests", lambda: chain_shown.own("act", "classer") + f"?code={chain_shown.item('received')}", False
    ),
    BrowserPage(
        "refurbisher, a price",
        lambda: chain_shown.own("act", "rendre-disponible") + f"?code={chain_shown.item('graded')}",
        False,
    ),
    BrowserPage(
        "refurbisher, a count", lambda: chain_shown.own("receive", chain_shown.lot_number(LotState.COLLECTED)), False
    ),
    BrowserPage("refurbisher, balance", lambda: chain_shown.own("balance"), False),
    BrowserPage("partners", lambda: reverse("partners:home")),
    BrowserPage("partners of the desk", lambda: reverse("partners-desk:home"), False),
    BrowserPage("a partner", lambda: reverse("partners-desk:entry", args=["atelier-00"]), False),
    BrowserPage("a document to add", lambda: reverse("partners-desk:give", args=["atelier-00"]), False),
    BrowserPage("social economy", lambda: reverse("economy:hub")),
    BrowserPage("what is paid to repair", lambda: reverse("economy:spending", args=[partners.TODAY.year])),
    BrowserPage("social economy of the desk", lambda: reverse("economy-desk:home"), False),
]

WORLD.append(codes_shown.fill)
PAGES += [
    BrowserPage("rules of attribution", lambda: reverse("devices-fairness:rules")),
    BrowserPage("fairness", lambda: reverse("devices-fairness:home")),
    BrowserPage("codes of a prescriber", lambda: codes_shown.own("prescribing:home"), False),
    BrowserPage("a code to issue", lambda: codes_shown.own("prescribing:issue"), False),
    BrowserPage("a code that waits", lambda: codes_shown.own("prescribing:code", codes_shown.code("waiting")), False),
    BrowserPage("a code kept for", lambda: codes_shown.own("prescribing:code", codes_shown.code("reserved")), False),
    BrowserPage("an appeal to make", lambda: codes_shown.own("prescribing:appeal", codes_shown.code("waiting")), False),
    BrowserPage("a code typed", lambda: codes_shown.own("delivering:home"), False),
    BrowserPage("follow-ups", lambda: codes_shown.own("delivering:follow-ups"), False),
    BrowserPage("a follow-up", lambda: codes_shown.own("delivering:follow-up", codes_shown.follow_up()), False),
    BrowserPage("appeals", lambda: reverse("devices-codes-desk:appeals"), False),
    BrowserPage(
        "an appeal to answer", lambda: reverse("devices-codes-desk:answer", args=[codes_shown.appeal()]), False
    ),
    BrowserPage("rules of attribution, staff", lambda: reverse("devices-codes-desk:rules"), False),
    BrowserPage("fairness, staff", lambda: reverse("devices-codes-desk:fairness"), False),
]

WORLD.append(purchases_shown.fill)
PAGES += [
    BrowserPage("what the city buys", lambda: reverse("equipment:purchases") + "?annee=2026"),
    BrowserPage("what becomes of retired equipment", lambda: reverse("equipment:reuse") + "?annee=2026"),
    BrowserPage("reuse of retired equipment, staff", lambda: reverse("equipment-desk:reuse"), False),
    BrowserPage("orders", lambda: reverse("equipment-desk:orders"), False),
    BrowserPage("an order", purchases_shown.order, False),
    BrowserPage("an order line", lambda: purchases_shown.order("line-update", 1), False),
    BrowserPage("an order to delete", lambda: purchases_shown.order("order-delete"), False),
    BrowserPage("orders to import", lambda: reverse("equipment-desk:orders-import"), False),
    BrowserPage("orders foreseen", purchases_shown.look, False),
    BrowserPage("AGEC declaration", lambda: reverse("equipment-desk:declaration", args=[2026]), False),
    BrowserPage("waste slips", lambda: reverse("equipment-desk:slips"), False),
    BrowserPage("a waste slip", purchases_shown.slip, False),
    BrowserPage("a certificate to add", lambda: purchases_shown.slip("slip-certify"), False),
]

PAGES += [
    BrowserPage("quoted figures", lambda: reverse("future:claims")),
    BrowserPage("digital in the territory", lambda: reverse("future:territory")),
    BrowserPage("if nothing changes", lambda: reverse("future:simulator")),
    BrowserPage("a simulation", lambda: reverse("future:simulator") + "?vie-portables=7&cout-life-laptop=30"),
    BrowserPage("what the simulator assumes", lambda: reverse("future:assumptions")),
]

WORLD.append(editions.a_frozen_review)
PAGES += [
    BrowserPage("yearly reviews", lambda: reverse("reports:home")),
    BrowserPage("a yearly review", lambda: reverse("reports:edition", args=[2026])),
    BrowserPage("duties of a year", lambda: reverse("reports:part", args=[2026, "obligations"])),
    BrowserPage("objectives of a year", lambda: reverse("reports:part", args=[2026, "objectifs"])),
    BrowserPage("a frozen figure", lambda: reverse("reports:figure", args=[2026, "S1"])),
    BrowserPage("yearly reviews, staff", lambda: reverse("reports-desk:home"), False),
    BrowserPage("a review to prepare", lambda: reverse("reports-desk:prepare", args=[2025]), False),
    BrowserPage("a review to correct", lambda: reverse("reports-desk:correct", args=[2026]), False),
]
