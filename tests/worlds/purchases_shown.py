"""What the pages of purchases and of waste show when they are full."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.urls import reverse
from tests.worlds.devices import NOW

from sobria.city.people.models import User
from sobria.sober.equipment.models import Order, OrderLine, WasteSlip
from sobria.sober.equipment.purchases import import_files

CONDITIONS = ("new", "refurbished", "donated", "recycled", None)
FILE = """Commande;Date;Désignation;État;Quantité;Prix unitaire HT;Type;Couleur
BC-A;12/03/2026;Portable;neuf;2;600;Ordinateur portable;gris
BC-A;12/03/2026;Écran;volé;2;90;;gris
BC-SHOWN;01/03/2026;Autre chose;neuf;1;1;;gris
BC-B;12/03/2026;Grille;neuf;1;10,239;Grille-pain;gris
"""


def fill() -> None:
    orders = [Order(reference=f"BC-{n}", supplier="Ateliers", day=date(2026, 2, 1), recorded_at=NOW) for n in range(30)]
    orders.append(Order(reference="BC-SHOWN", supplier="Ateliers", day=date(2026, 3, 1), recorded_at=NOW))
    Order.objects.bulk_create(orders)
    lines = [_line(number, rank=number, order=orders[-1]) for number in range(1, 31)]
    lines += [_line(number, rank=1, order=one) for number, one in enumerate(orders[:-1])]
    OrderLine.objects.bulk_create(lines)
    certified = {"certificate": "CT-1", "certified_on": date(2026, 7, 1)}
    WasteSlip.objects.bulk_create(
        WasteSlip(
            number=f"BSD-{n:03}",
            taker="Éco-organisme",
            day=date(2026, 6, 1),
            mass_kg=100.0 + n if n % 3 else None,
            recorded_at=NOW,
            **(certified if n % 2 else {}),
        )
        for n in range(30)
    )


def _line(number: int, *, rank: int, order: Order) -> OrderLine:
    laptop = number % 3 == 0
    return OrderLine(
        order=order,
        rank=rank,
        label=f"Article {number}",
        product="it-telephony" if number % 4 else "furniture",
        category="laptop" if laptop else "smartphone",
        condition=CONDITIONS[number % len(CONDITIONS)],
        quantity=number + 1,
        unit_eur=Decimal("412.50") if number % 7 else None,
        index_kind="repair_fr" if laptop else "repair_eu",
        index_mark=Decimal("7.9") if laptop else None,
        index_class="" if laptop else "B",
    )


def order(name: str = "order", *args: object) -> str:
    return reverse(f"equipment-desk:{name}", args=[Order.objects.get(reference="BC-SHOWN").pk, *args])


def slip(name: str = "slip") -> str:
    return reverse(f"equipment-desk:{name}", args=[WasteSlip.objects.get(number="BSD-000").pk])


def look() -> str:
    """A file given by the agent who looks, not confirmed yet."""
    content = FILE.encode()
    agent = User.objects.get(email="agent@lutece.example")
    token = import_files.keep("achats.csv", len(content), ContentFile(content).chunks(), by=agent)
    return reverse("equipment-desk:orders-look", args=[token])
