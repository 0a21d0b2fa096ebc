"""Importing a list of partners: one page that asks for the file, then says what became of each line."""

import csv
import io
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from sobria.city.partners import listing, services
from sobria.city.partners.forms import ListForm
from sobria.city.partners.selectors import CODE
from sobria.city.people.access import access_writer, allow
from sobria.city.people.roles import WRITERS
from sobria.city.registers.downloads import harmless
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    writer = access_writer(request, CODE)
    is_sent = request.method == "POST"
    form = ListForm(request.POST, request.FILES) if is_sent else ListForm()
    context: dict[str, Any] = {"form": form}
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = listing.read(file.read(), file=file.name)
            context["imported"] = services.import_list(found, by=writer)
        except Refusal as refusal:
            form.add_error("file", refusal.sentence(language()))
        else:
            told = [(one, one.why.sentence(language())) for one in context["imported"].rejects]
            rows = [[*found.headers, "sobria_ligne", "sobria_raison"]]
            rows += [[*one.cells, str(one.number), sentence] for one, sentence in told]
            context |= {"file": file.name, "ignored": found.ignored, "rejects": told, "rows": json.dumps(rows)}
    return render(request, "partners/desk_import.html", context, status=422 if form.errors else 200)


@allow(read=WRITERS, write=WRITERS, scope=CODE)
@require_POST
def rejects(request: HttpRequest) -> HttpResponse:
    """The lines set aside, as the page of the report holds them: nothing of the file is kept by the site."""
    access_writer(request, CODE)
    text = io.StringIO(newline="")
    try:
        rows = json.loads(request.POST.get("rows", "[]"))
        csv.writer(text).writerows([harmless(str(cell)) for cell in row] for row in rows)
    except (ValueError, TypeError, RecursionError):
        return HttpResponse(status=400)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="partenaires-ecartes.csv"'
    return answer
