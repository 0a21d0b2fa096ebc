"""Public pages of duties: the grid as of a day, one duty and why, the legal calendar."""

import json
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.duties import files, pages, selectors
from sobria.city.duties.forms import FilterForm
from sobria.city.duties.services import SCOPE
from sobria.city.people.access import may_write, public
from sobria.ui.downloads import Download

FORMATS = {"csv": "CSV", "json": "JSON"}


def asked(request: HttpRequest) -> tuple[FilterForm, date, dict[str, str]]:
    """The form, the day and the filters; today, and no filter, where what was asked cannot be read."""
    form = FilterForm(request.GET or {})
    form.is_valid()
    return form, form.cleaned_data.get("date") or timezone.localdate(), form.cleaned_data


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    form, on, filters = asked(request)
    found = pages.rows(selectors.assessments(on).values(), selectors.statements(on))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "title": pages.title(found),
        "tallies": pages.tallies(found),
        "rows": pages.kept(found, filters),
        "form": form,
        "on": on,
        "is_today": on == timezone.localdate(),
        "query": f"?date={on.isoformat()}" if filters.get("date") else "",
        "downloads": [
            Download(reverse("duties:download", args=[suffix]) + query, label) for suffix, label in FORMATS.items()
        ],
    }
    return render(request, "duties/home.html", context, status=200 if form.is_valid() else 422)


@public
@require_safe
def download(request: HttpRequest, suffix: str) -> HttpResponse:
    form, on, filters = asked(request)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), content_type="text/plain; charset=utf-8", status=422)
    rows = pages.kept(pages.rows(selectors.assessments(on).values(), selectors.statements(on)), filters)
    if suffix == "csv":
        response = HttpResponse(files.as_csv(rows), content_type="text/csv; charset=utf-8")
    elif suffix == "json":
        content = json.dumps({"on": on.isoformat(), "rows": [files.record(row) for row in rows]}, ensure_ascii=False)
        response = HttpResponse(content, content_type="application/json")
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="obligations-{on:%Y-%m-%d}.{suffix}"'
    return response


@public
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    form, on, _filters = asked(request)
    found = selectors.assessments(on).get(code)
    if found is None:
        raise Http404
    context = {
        "page": pages.entry_page(found),
        "form": form,
        "on": on,
        "is_today": on == timezone.localdate(),
        "may_write": may_write(request.user, SCOPE),
    }
    return render(request, "duties/entry.html", context, status=200 if form.is_valid() else 422)


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    found = selectors.calendar(on)
    context = {"months": pages.months(found), "number": len(found), "coming": pages.months(found[:1])}
    return render(request, "duties/calendar.html", context)


@public
@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    found = selectors.calendar(timezone.localdate())
    content = files.as_ics(found, request, title=_("Calendrier légal du numérique"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="obligations.ics"'
    return response
