"""What every page needs to know: the city, the demonstration flag, the navigation that exists, the other language."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

# Entries appear in the masthead once a room declares the address; the order is the reader's, not the rooms'.
MASTHEAD = (
    (gettext_lazy("Stratégie"), "strategy:home"),
    (gettext_lazy("Obligations"), "duties:home"),
    (gettext_lazy("Indicateurs"), "indicators:home"),
    (gettext_lazy("Empreinte"), "footprint:home"),
    (gettext_lazy("Registres"), "registers:home"),
    (gettext_lazy("Participer"), "participation:home"),
    (gettext_lazy("Données ouvertes"), "portal:data"),
)


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One link of the masthead. `current` is "page" on the page itself, "true" inside its section, "" elsewhere."""

    label: str
    url: str
    current: str


def address(name: str, *args: object) -> str | None:
    """The address called `name`, or None where no room declares it yet."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


def navigation(path: str) -> list[NavigationEntry]:
    found = [(label, address(name)) for label, name in MASTHEAD]
    return [NavigationEntry(str(label), url, _current(path, url)) for label, url in found if url]


def _desk(path: str) -> NavigationEntry:
    url = reverse("desk:home")
    return NavigationEntry(_("Bureau"), url, _current(path, url))


def other_language(path: str) -> tuple[str, str, str]:
    """Code, own name and address of this page in the other language."""
    names = dict(settings.LANGUAGES)
    code = next(code for code in names if code != get_language())
    return code, names[code], translate_url(path, code)


def city(request: HttpRequest) -> dict[str, object]:
    code, name, url = other_language(request.get_full_path())
    return {
        "city_name": settings.SOBRIA_CITY_NAME,
        "demonstration": settings.SOBRIA_DEMO,
        "navigation": navigation(request.path),
        "desk": _desk(request.path),
        "other_language": {"code": code, "name": name, "url": url},
    }
