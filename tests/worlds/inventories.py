"""Inventory files written for a test, as tools export them."""

import csv
import io
from collections.abc import Iterable, Sequence

HEADERS = (
    "Nom",
    "Entité",
    "Statut",
    "Fabricant",
    "Numéro de série",
    "Type",
    "Modèle",
    "Date d'achat",
    "Lieu",
    "Usager",
    "Bureau",
)


def glpi(rows: Iterable[Sequence[str]], *, headers: Sequence[str] = HEADERS) -> bytes:
    """A GLPI export in French: semicolons, UTF-8 with its mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def laptop(number: int, **values: str) -> list[str]:
    """One line; `values` by header take the place of what is given here."""
    given = {
        "Nom": f"PC-{number:04}",
        "Entité": "Voirie",
        "Statut": "En service",
        "Fabricant": "Dell",
        "Numéro de série": f"SN{number:04}",
        "Type": "Ordinateur portable",
        "Modèle": "Latitude 5420",
        "Date d'achat": "2024-03-01",
        "Lieu": "Hôtel de ville",
        "Usager": "Camille Dupont",
        "Bureau": f"B{number}",
    }
    return [(given | values)[header] for header in HEADERS]


def park(count: int) -> bytes:
    return glpi(laptop(number) for number in range(1, count + 1))
