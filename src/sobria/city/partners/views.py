"""The public directory: who works with the city, what each may do today."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sobria.city.partners.forms import DirectoryForm
from sobria.city.partners.models import Permission
from sobria.city.partners.register import PARTNERS, rows
from sobria.city.partners.selectors import allowed
from sobria.city.people.access import public
from sobria.city.registers import downloads
from sobria.city.registers.declaration import Register
from sobria.city.registers.selection import select
from sobria.city.registers.views import facts, list_context


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """As the list of any register, and one filter more."""
    permission = _asked(request)
    context = list_context(request, narrowed(permission), public=True)
    form, files = context["form"], context["downloads"]
    if permission and isinstance(files, list):
        context["downloads"] = [replace(one, url=_also(one.url, permission)) for one in files]
    form.fields |= DirectoryForm().fields  # type: ignore[attr-defined]
    form.initial["permission"] = permission  # type: ignore[attr-defined]
    return render(request, "partners/home.html", context | {"permission": permission})


@public
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    partner = get_object_or_404(rows(public=True), code=code)
    shown = [column for column in PARTNERS.shown(public=True) if column.name != "name"]
    context = {"register": PARTNERS, "name": partner.name, "facts": facts(partner, tuple(shown))}
    return render(request, "registers/entry.html", context)


@public
@require_safe
def download(request: HttpRequest, suffix: str) -> HttpResponseBase:
    return downloads.answer(select(narrowed(_asked(request)), request.GET.dict(), public=True), suffix)


def narrowed(permission: str) -> Register:
    """The register, of those who may do it today only."""
    if not permission:
        return PARTNERS
    on = timezone.localdate()
    return replace(PARTNERS, rows=lambda public: rows(public).filter(pk__in=allowed(permission, on).values("pk")))


def _asked(request: HttpRequest) -> str:
    """The permission asked for; one that does not exist filters nothing."""
    permission = request.GET.get("permission", "")
    return permission if permission in Permission.values else ""


def _also(url: str, permission: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}permission={permission}"
