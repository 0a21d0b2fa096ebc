"""Forty laptops of a training centre, for the tutorial: an inventory of their own, easy to follow."""

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

TRAINING = "lutece-centre-de-formation.csv"
HEADER = ("Nom", "Entité", "Statut", "Fabricant", "Numéro de série", "Type", "Modèle", "Date d'achat")


def serials() -> tuple[str, ...]:
    told = _told()
    return tuple(f"{told['serial']}{number:02d}" for number in range(1, told["count"] + 1))


def write_training(folder: Path) -> Path:
    """The file, in the layout of the inventory."""
    told, path = _told(), folder / TRAINING
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADER)
        for number, serial in enumerate(serials(), 1):
            device = (f"LUT-FORM-{number:02d}", f"Ville de Lutèce > {told['entity']}", "En service", "Dell", serial)
            writer.writerow((*device, "Ordinateur portable", "Latitude 5400", f"{told['bought']:%Y-%m-%d}"))
    return path


def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(
        files("sobria.catalogue").joinpath("demo/life.yaml").read_text(encoding="utf-8")
    )["training"]
    return told
