"""The public records in the formats of other registers, with what each loses."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers import changes
from sobria.democratic.algorithms.exchange.exchange_losses import loss_rows
from sobria.democratic.algorithms.exchange.exporting import export_public
from sobria.democratic.algorithms.models import REGISTER
from sobria.engine.algorithms.exchange.report import Written
from sobria.engine.algorithms.exchange.tables import Format, load_formats
from sobria.ui.downloads import Download

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_CACHED = 2_000_000


@public
@require_safe
def formats(request: HttpRequest) -> HttpResponse:
    rows = [(one, _downloads(one)) for one in load_formats().values()]
    return render(request, "algorithms/export_formats.html", {"rows": rows})


@public
@require_safe
def losses(request: HttpRequest, form: str) -> HttpResponse:
    """What the records lose when they are written in one format."""
    found = _format(form)
    written = _written(request, found, found.suffixes[0])
    context = {
        "format": found,
        "downloads": _downloads(found),
        "records": written.records,
        "mapped": written.mapped,
        "losses": loss_rows(written),
    }
    return render(request, "algorithms/export_losses.html", context)


@public
@require_safe
def download(request: HttpRequest, form: str, suffix: str) -> HttpResponse:
    found = _format(form)
    if suffix not in found.suffixes:
        raise Http404
    answer = HttpResponse(_written(request, found, suffix).content, content_type=TYPES[suffix])
    name = f"algorithmes-{found.code}-{timezone.localdate():%Y-%m-%d}.{suffix}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _format(code: str) -> Format:
    found = load_formats().get(code)
    if found is None:
        raise Http404
    return found


def _downloads(form: Format) -> list[Download]:
    return [
        Download(reverse("algorithms:export", args=[form.code, suffix]), suffix.upper()) for suffix in form.suffixes
    ]


def _written(request: HttpRequest, form: Format, suffix: str) -> Written:
    """The file, kept while the register stays as it is. One query then, five otherwise."""
    site = request.build_absolute_uri("/").rstrip("/")
    key = f"algorithms-export:{form.code}:{suffix}:{changes.version(REGISTER)}:{timezone.localdate()}:{site}"
    found: Written | None = cache.get(key)
    if found is None:
        found = export_public(format=form.code, suffix=suffix, site=site, area=settings.SOBRIA_CITY_NAME)
        if len(found.content) <= LARGEST_CACHED:
            cache.set(key, found)
    return found
