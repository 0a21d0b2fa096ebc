"""Permanent codes of figures, used in addresses: `empreinte-2026-gwp-laptop-entite-voirie-etape-use`."""

from collections.abc import Iterable

from django.utils.text import slugify

UNNAMED_ENTITY = "non-renseignee"
UNMATCHED_CATEGORY = "non-reconnue"


def figure_code(
    year: int, criterion: str, *, category: str = "", entity: str = "", stage: str = "", pack: str = ""
) -> str:
    """Code of a yearly impact. Empty scopes mean "all"; `pack` only for a pack that is not the default one."""
    scope = _scope(criterion, category=category, entity=entity, stage=stage)
    return f"empreinte-{year}-{scope}" + (f"-facteurs-{pack}" if pack else "")


def change_code(year: int, criterion: str, *, category: str = "", entity: str = "") -> str:
    """Code of the change from the year before to `year`."""
    return f"evolution-{year}-" + _scope(criterion, category=category, entity=entity, stage="")


def entity_slugs(names: Iterable[str]) -> dict[str, str]:
    """A distinct, stable slug for each entity: names that read alike get a number, in alphabetical order.

    The empty name stands for the lines that do not say their entity.
    """
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        root = slugify(name)[:100] or UNNAMED_ENTITY
        slug, rank = root, 1
        while slug in taken:
            rank += 1
            slug = f"{root}-{rank}"
        taken.add(slug)
        slugs[name] = slug
    return slugs


def _scope(criterion: str, *, category: str, entity: str, stage: str) -> str:
    parts = [criterion]
    if category:
        parts.append(category)
    if entity:
        parts.append(f"entite-{entity}")
    if stage:
        parts.append(f"etape-{stage.replace('_', '-')}")
    return "-".join(parts)
