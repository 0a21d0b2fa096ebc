"""Public pages of quoted figures: each with what its source says, its verdict, its file."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers.downloads import harmless
from sobria.city.registers.imports.sentences import language
from sobria.engine.claims import reading
from sobria.sober.future.quoting import quoted
from sobria.ui.downloads import Download, DownloadGroup

NAME = "chiffres-cites"


@public
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """No query."""
    found = [quoted(one) for one in reading.claims().values()]
    group = DownloadGroup(
        title=_("Chiffres cités"),
        files=tuple(
            Download(reverse("future:claims-download", args=[suffix]), suffix.upper()) for suffix in ("csv", "json")
        ),
        note=_("Une ligne par nombre, avec l’affirmation, le verdict et la source."),
        schema=reverse("future:claims-schema"),
    )
    context = {
        "claims": found,
        "agree": sum(one.verdict.kind == "good" for one in found),
        "downloads": group,
    }
    return render(request, "future/claims.html", context)


@public
@require_safe
def download(_request: HttpRequest, suffix: str) -> HttpResponse:
    rows = list(reading.records(language()))
    if suffix == "json":
        return JsonResponse({"rows": rows}, json_dumps_params={"ensure_ascii": False})
    if suffix != "csv":
        raise Http404
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in reading.columns()])
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in row.items()} for row in rows)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}.csv"'
    return answer


@public
@require_safe
def schema(_request: HttpRequest) -> JsonResponse:
    """The Table Schema of the file."""
    spoken = language()
    enums = {"verdict": reading.VERDICTS, "confidence": reading.CONFIDENCES, "scope": reading.SCOPES}
    fields = []
    for column in reading.columns():
        limits: dict[str, object] = {"required": True} if column.required else {}
        if column.name in enums:
            limits["enum"] = list(enums[column.name])
        field = {
            "name": column.name,
            "title": column.title.to(spoken),
            "description": column.description.to(spoken),
            "type": column.kind,
        }
        fields.append(field | ({"constraints": limits} if limits else {}))
    told = {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": NAME,
        "title": _("Chiffres cités"),
        "fields": fields,
        "missingValues": [""],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
