"""The register of equipment, declared: its pages, forms, files and imports follow."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sobria.city.registers.declaration import Acts, Column, Held, Register
from sobria.city.registers.imports.sentences import language
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.sober.equipment import services
from sobria.sober.equipment.exchange import importer
from sobria.sober.equipment.handling.history import public_life
from sobria.sober.equipment.life.moving import FOLLOWERS
from sobria.sober.equipment.models import Acquisition, Device, Ownership, Quality, Status
from sobria.sober.equipment.rules import check
from sobria.sober.equipment.selectors import held, sealed


def _choices(enumeration: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((member.value, member.label) for member in enumeration)


METHODS = (
    ("exact", _("type déclaré")),
    ("pattern", _("nom du modèle")),
    ("model", _("modèle du fabricant")),
    ("fuzzy", _("type proche")),
    ("none", _("rien")),
)


def category_label(code: str) -> str:
    category = load_catalogue().categories.get(code)
    return category.label(language()) if category else code


COLUMNS = (
    Column("item", _("Identifiant"), _("Nom ou numéro d’inventaire dans le fichier de la ville."), public=False),
    Column("serial", _("Numéro de série"), _("Donné par le fabricant ; vide s’il est fictif."), public=False),
    Column("category", _("Type déclaré"), _("Type de l’équipement, avec les mots de la ville.")),
    Column(
        "matched_category",
        _("Catégorie"),
        _("Catégorie du catalogue reconnue ; inconnue si rien ne correspond."),
        listed=True,
        label_of=category_label,
        editable=False,
    ),
    Column(
        "match_method",
        _("Reconnu par"),
        _("Façon dont la catégorie a été reconnue."),
        choices=METHODS,
        editable=False,
    ),
    Column(
        "match_confidence",
        _("Confiance"),
        _("Confiance dans la catégorie reconnue."),
        unit="0–1",
        kind="number",
        editable=False,
    ),
    Column(
        "exclusion",
        _("Hors calcul"),
        _("Raison pour laquelle la ligne n’est pas comptée ; vide si elle l’est."),
        editable=False,
        label_of=category_label,
    ),
    Column("manufacturer", _("Fabricant"), _("Marque, telle que déclarée.")),
    Column("model", _("Modèle"), _("Modèle commercial ou référence.")),
    Column(
        "quantity",
        _("Quantité"),
        _("Nombre d’équipements, ou volume annuel d’un service."),
        kind="number",
        listed=True,
        required=True,
    ),
    Column("purchased", _("Date d’achat"), _("Jour de l’achat."), kind="date"),
    Column(
        "in_service",
        _("Mise en service"),
        _("Jour de première utilisation ; à défaut, l’achat en tient lieu."),
        kind="date",
        listed=True,
    ),
    Column("retired", _("Date de sortie"), _("Jour de la réforme ; vide si encore présent."), kind="date"),
    Column("entity", _("Entité"), _("Direction ou organisme."), listed=True),
    Column("site", _("Site"), _("Bâtiment ou lieu.")),
    Column("country", _("Pays"), _("Pays d’utilisation, code ISO 3166-1 à trois lettres.")),
    Column("data_centre", _("Centre de données"), _("Nom court du centre qui l’héberge.")),
    Column(
        "kwh_year",
        _("Électricité"),
        _("Consommation annuelle mesurée ou déclarée d’une unité."),
        unit="kWh/an",
        kind="number",
        listed=True,
    ),
    Column("acquisition", _("Acquisition"), _("Origine."), kind="choice", choices=_choices(Acquisition)),
    Column(
        "upstream_years",
        _("Vie antérieure"),
        _("Années d’usage avant la ville, si reconditionné ou reçu en don."),
        unit="an",
        kind="number",
    ),
    Column(
        "internal_years",
        _("Vie dans la ville"),
        _("Années d’usage déclarées, si aucune date ne les dit."),
        unit="an",
        kind="number",
    ),
    Column(
        "downstream_years",
        _("Vie ultérieure"),
        _("Années d’usage prouvées après la ville."),
        unit="an",
        kind="number",
    ),
    Column(
        "reuse_share",
        _("Part réemployée"),
        _("Part prouvée des unités sorties qui servent ailleurs."),
        unit="0–1",
        kind="number",
    ),
    Column("ownership", _("Propriété"), _("À qui est l’équipement."), kind="choice", choices=_choices(Ownership)),
    Column("usage_share", _("Part professionnelle"), _("Part déclarée de l’usage."), unit="0–1", kind="number"),
    Column(
        "quality",
        _("Qualité des données"),
        _("Confiance dans les données de la ligne."),
        kind="choice",
        choices=_choices(Quality),
    ),
    Column("status", _("État"), _("Situation actuelle."), kind="choice", choices=_choices(Status)),
    Column("system", _("Système"), _("Système d’exploitation et version.")),
    Column(
        "is_secured",
        _("Média sécurisé"),
        _("Contient un média classifié ou de sécurité, que la loi écarte du réemploi."),
        kind="yes_no",
        public=False,
    ),
    Column(
        "drive_count",
        _("Supports de stockage"),
        _("Nombre de supports que l’équipement doit contenir, s’il est connu."),
        kind="integer",
    ),
    Column("cores", _("Cœurs"), _("Cœurs du processeur, pour partager un serveur."), kind="number"),
    Column("source_file", _("Fichier d’origine"), _("Nom du fichier importé."), public=False, editable=False),
    Column(
        "source_line",
        _("Ligne d’origine"),
        _("Ligne du fichier importé."),
        kind="integer",
        public=False,
        editable=False,
    ),
    Column(
        "extra",
        _("Autres colonnes"),
        _("Colonnes du fichier que le registre ne connaît pas, gardées telles quelles."),
        kind="json",
        public=False,
        editable=False,
    ),
)


def name_of(device: Device, public: bool) -> str:
    """The city's own label for staff; for the public, what the thing is, since a label may name a person or a host."""
    if not public and device.item:
        return device.item
    known = " ".join(part for part in (device.manufacturer, device.model) if part)
    return known or device.category or _("Équipement n° %(id)s") % {"id": device.pk}


EQUIPMENT = Register(
    code="equipment",
    slug="equipements",
    pillar="sober",
    title=_("Équipements numériques"),
    entry=_("Équipement"),
    lead=_(
        "Ce que la ville utilise pour son numérique : de l’ordinateur au serveur, une ligne par équipement ou par lot."
    ),
    model=Device,
    columns=COLUMNS,
    filters=("entity", "matched_category", "status"),
    search=("item", "serial", "category", "manufacturer", "model"),
    ordering=("id",),
    name_of=name_of,
    acts=Acts(services.create_device, services.update_device, services.delete_device),
    check=check,
    importer=importer({column.name: column.label for column in COLUMNS}),
    followers=FOLLOWERS,
    held=(
        Held(services.BY_ACTS, held, "import-kept-life"),
        Held(services.MEDIA, sealed, "import-kept-media"),
    ),
    links=(("footprint:home", _("Voir l’empreinte")),),
    tasks=(
        ("equipment-desk:handling-choose", _("Agir sur plusieurs équipements")),
        ("equipment-desk:handling-find", _("Chercher par étiquette")),
    ),
    pages=(
        ("equipment-desk:handling-life", _("Vie, supports et pannes")),
        ("equipment-desk:handling-label", _("Étiquette")),
    ),
    story=public_life,
)
