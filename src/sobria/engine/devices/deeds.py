"""The deed of a hop: what it says, its fingerprint, and its paper. Legal bases are in `inclusive_devices/deeds.csv`."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from sobria.engine.catalogue_tables import table
from sobria.engine.devices.caps import kinds, value_cap
from sobria.engine.documents.structure import Block, Document, Heading, Paragraph, Table
from sobria.engine.journal.canonical import canonical
from sobria.engine.messages import Language, day
from sobria.engine.typed_numbers import grouped, typed

CITY, PERSON, RECYCLING = "city", "person", "recycling"
"""The hands that are no partner. Who the person is, the deed does not say."""
COLLECTION, DELIVERY = "collection", "delivery"
CENT = Decimal("0.01")
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Line:
    """One device. `value_eur`: unit value at the gift, as written in the register, two decimals."""

    code: str
    kind: str
    serial: str
    value_eur: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a hop says for ever. `giver`, `receiver`: permanent code of a partner, or CITY, PERSON, RECYCLING."""

    number: str
    kind: str
    day: str
    giver: str
    receiver: str
    lot: str
    reference: str
    declared: int
    counted: int
    mass_kg: float | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What the paper of a kind of hop is called, and what it stands on."""

    titles: tuple[str, str]
    bases: tuple[str, str]
    letter: str
    source: str
    status: str

    def title(self, language: str = "fr") -> str:
        return self.titles[language.startswith("en")]

    def basis(self, language: str = "fr") -> str:
        return self.bases[language.startswith("en")].format(cap=typed(value_cap(), "fr"))


@cache
def wordings() -> dict[str, Wording]:
    """Kind of hop → its wording."""
    return {
        row["kind"]: Wording(
            (row["title_fr"], row["title_en"]),
            (row["basis_fr"], row["basis_en"]),
            row["letter"],
            row["source"],
            row["status"],
        )
        for row in table("inclusive_devices/deeds")
    }


def fingerprint(facts: Facts) -> str:
    """SHA-256 of what the hop says, its lines in the order of their codes."""
    told = asdict(facts) | {"lines": [asdict(line) for line in sorted(facts.lines, key=lambda one: one.code)]}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def amount(value: Decimal) -> str:
    """As the register writes it: two decimals."""
    return str(value.quantize(CENT))


WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "number": "Numéro",
        "day": "Date",
        "giver": "Remettant",
        "receiver": "Recevant",
        "lot": "Lot",
        "reference": "Référence",
        "declared": "Unités annoncées",
        "counted": "Unités comptées",
        "mass": "Masse",
        "value": "Valeur totale",
        "unknown": "non pesée",
        "facts": "Ce qui est remis",
        "said": "Ce que dit cet acte",
        "item": "Élément",
        "content": "Contenu",
        "code": "Code",
        "kind": "Type",
        "serial": "Numéro de série",
        "unit": "Valeur unitaire (€)",
        "basis": "Fondement",
        "confirm": "Ce fondement reste à confirmer par un juriste.",
        "signed": "Signatures",
        "sign_giver": "Pour le remettant : nom, date et signature",
        "sign_receiver": "Pour le recevant : nom, date et signature",
        "print": "Empreinte (SHA-256) de cet acte : {fingerprint}. Les deux parties peuvent la comparer.",
        "changed": "Le registre ne dit plus la même chose que le jour de cet acte : son empreinte serait {now}.",
    },
    "en": {
        "number": "Number",
        "day": "Date",
        "giver": "Giver",
        "receiver": "Receiver",
        "lot": "Lot",
        "reference": "Reference",
        "declared": "Units announced",
        "counted": "Units counted",
        "mass": "Mass",
        "value": "Total value",
        "unknown": "not weighed",
        "facts": "What changes hands",
        "said": "What this deed says",
        "item": "Item",
        "content": "Content",
        "code": "Code",
        "kind": "Type",
        "serial": "Serial number",
        "unit": "Unit value (€)",
        "basis": "Legal basis",
        "confirm": "This basis remains to be confirmed by a lawyer.",
        "signed": "Signatures",
        "sign_giver": "For the giver: name, date and signature",
        "sign_receiver": "For the receiver: name, date and signature",
        "print": "Fingerprint (SHA-256) of this deed: {fingerprint}. Both parties may compare it.",
        "changed": "The register no longer says what it said on the day of this deed: its fingerprint would be {now}.",
    },
}


def document(
    facts: Facts,
    *,
    city: str,
    giver: str,
    receiver: str,
    written: str = "",
    language: Language = "fr",
    more: Iterable[Block] = (),
) -> Document:
    """The paper of a hop, to print and sign.

    `giver`, `receiver`: as they are called; `written`: the fingerprint kept since that day, where there is one;
    `more`: blocks before the signatures.
    """
    words, wording = WORDS[language], wordings()[facts.kind]
    on, now = date.fromisoformat(facts.day), fingerprint(facts)
    blocks: list[Block] = [
        Table(words["said"], (words["item"], words["content"]), tuple(_said(facts, giver, receiver, on, language))),
        Heading(words["facts"]),
        _devices(facts, language),
        Heading(words["basis"]),
        Paragraph(wording.basis(language)),
    ]
    if wording.status != "settled":
        blocks.append(Paragraph(words["confirm"], "note"))
    blocks += [*more, Heading(words["signed"]), Paragraph(words["sign_giver"], "blank")]
    blocks += [Paragraph(words["sign_receiver"], "blank"), Paragraph(words["print"].format(fingerprint=written or now))]
    if written not in {"", now}:
        blocks.append(Paragraph(words["changed"].format(now=now), "note"))
    title = f"{wording.title(language)} {facts.number}"
    return Document(title, language, city, on, tuple(blocks), f"{city} · {facts.number}")


def _said(facts: Facts, giver: str, receiver: str, on: date, language: Language) -> Iterable[tuple[str, str]]:
    words = WORDS[language]
    yield words["number"], facts.number
    yield words["day"], day(on, language)
    yield words["giver"], giver
    yield words["receiver"], receiver
    if facts.lot:
        yield words["lot"], facts.lot
    if facts.reference:
        yield words["reference"], facts.reference
    yield words["declared"], str(facts.declared)
    yield words["counted"], str(facts.counted)
    mass = facts.mass_kg
    yield words["mass"], words["unknown"] if mass is None else f"{grouped(mass, language)}{NO_BREAK}kg"
    if facts.kind == COLLECTION:
        total = sum((Decimal(line.value_eur) for line in facts.lines), Decimal(0))
        yield words["value"], f"{grouped(total, language)}{NO_BREAK}€"


def _devices(facts: Facts, language: Language) -> Table:
    words = WORDS[language]
    named = [
        (line.code, kinds()[line.kind].name(language), line.serial or "–", typed(Decimal(line.value_eur), language))
        for line in facts.lines
    ]
    columns = (words["code"], words["kind"], words["serial"], words["unit"])
    if facts.kind == DELIVERY:  # what the city gave it for is not the person's business
        return Table(words["facts"], columns[:3], tuple(row[:3] for row in named))
    return Table(words["facts"], columns, tuple(named))
