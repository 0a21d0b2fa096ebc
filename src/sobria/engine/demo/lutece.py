"""Write the synthetic inventory of Lutèce as a raw export: French headers, `;`, a byte-order mark."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from sobria.engine.demo.flaws import Cells, Flaws, french_day
from sobria.engine.demo.fleet import Device, Fleet
from sobria.engine.demo.words import Words, load_words

AS_OF = date(2026, 10, 31)  # day of the export; fixed, so that the same seed always writes the same bytes
INVENTORY = "lutece-materiel.csv"
DATA_CENTRES = "lutece-centres-de-donnees.csv"

HEADER = (
    "Nom", "Entité", "Statut", "Fabricant", "Numéro de série", "Type", "Modèle", "Système d'exploitation - Nom",
    "Lieu", "Utilisateur", "Date d'achat", "Date de mise en service", "Date de réforme", "Quantité",
    "Électricité annuelle (kWh)", "Mode d'acquisition", "Années d'usage amont", "Propriété", "Centre de données",
    "Nombre de cœurs", "Qualité de la donnée", "Fournisseur", "Commentaires", "Dernière modification",
)  # fmt: skip
STATUS = {
    "in_service": "En service",
    "in_stock": "En stock",
    "under_repair": "En réparation",
    "retired": "Réformé",
}
ACQUISITION = {"new": "Neuf", "refurbished": "Reconditionné", "donated": "Don"}
OWNERSHIP = {"city": "Ville", "leased": "Location", "byod": "BYOD", "cope": "COPE"}
QUALITY = {"high": "Haute", "medium": "Moyenne", "low": "Basse"}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. `sha256`: of the inventory file's bytes."""

    inventory: Path
    data_centres: Path
    lines: int
    sha256: str


class _Digest:
    """A text sink that encodes, writes and hashes in one pass."""

    def __init__(self, path: Path) -> None:
        self._handle = path.open("wb")
        self._hash = hashlib.sha256()
        self.write("\ufeff")

    def write(self, text: str) -> int:
        data = text.encode()
        self._hash.update(data)
        return self._handle.write(data)

    def close(self) -> str:
        self._handle.close()
        return self._hash.hexdigest()


def generate(folder: Path, *, devices: int = 60_000, seed: int = 2025) -> Written:
    """Write the inventory and the data centres in `folder`, streaming. The same seed and size give the same bytes."""
    words = load_words()
    inventory = folder / INVENTORY
    sink = _Digest(inventory)
    writer = csv.writer(sink, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    lines = 0
    for row in inventory_rows(words, devices=devices, seed=seed):
        writer.writerow(row)
        lines += 1
    return Written(inventory, write_data_centres(folder, words), lines, sink.close())


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - synthetic data, not secrets


def inventory_rows(words: Words, *, devices: int, seed: int) -> Iterator[list[str]]:
    """Exactly `devices` rows in the order of HEADER; a device listed twice counts for two."""
    fleet = Fleet(words, chance=_chance(seed), as_of=AS_OF)
    flaws = Flaws(words, chance=_chance(seed + 1), as_of=AS_OF)
    written = 0
    for device in fleet.devices(devices):
        cells = Cells(_cells(device, flaws, words))
        flaws.spoil(cells, device)
        row = [cells.values[name] for name in HEADER]
        for _ in range(min(cells.times, devices - written)):
            yield row
            written += 1
        if written == devices:
            return


def _cells(device: Device, flaws: Flaws, words: Words) -> dict[str, str]:
    agent = device.number * 7919 % 55_000
    return {
        "Nom": f"LUT-{device.prefix}-{device.number:06d}",
        "Entité": f"Ville de Lutèce > {device.direction.name}",
        "Statut": STATUS[device.status],
        "Fabricant": device.manufacturer,
        "Numéro de série": device.serial,
        "Type": device.type,
        "Modèle": device.model,
        "Système d'exploitation - Nom": device.system,
        "Lieu": device.site,
        "Utilisateur": f"agent-{agent:05d}" if device.kind in {"laptop", "smartphone"} else "",
        "Date d'achat": french_day(device.purchased),
        "Date de mise en service": french_day(min(device.in_service, device.retired or AS_OF)),
        "Date de réforme": french_day(device.retired),
        "Quantité": "1",
        "Électricité annuelle (kWh)": flaws.number(device.kwh_year),
        "Mode d'acquisition": ACQUISITION[device.acquisition],
        "Années d'usage amont": flaws.number(device.upstream_years),
        "Propriété": OWNERSHIP[device.ownership],
        "Centre de données": device.data_centre,
        "Nombre de cœurs": str(device.cores or ""),
        "Qualité de la donnée": QUALITY[device.quality],
        "Fournisseur": words.lists["supplier"].words[device.number % len(words.lists["supplier"].words)],
        "Commentaires": "",
        "Dernière modification": f"{AS_OF:%Y-%m-%d} 06:00",
    }


def write_data_centres(folder: Path, words: Words) -> Path:
    """The data centres and their PUE, in the `;` layout of a NumEcoEval set."""
    path = folder / DATA_CENTRES
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        writer.writerow(("nomCourtDatacenter", "nomLongDatacenter", "pue", "localisation", "nomEntite"))
        for centre in words.data_centres:
            writer.writerow((centre.name, centre.long_name, centre.pue, centre.country, centre.entity))
    return path
