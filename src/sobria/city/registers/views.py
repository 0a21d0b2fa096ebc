"""Public pages of any register: list, entry, downloads, schema. Only public columns, no account needed."""

from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers import directory, display, downloads
from sobria.city.registers.declaration import Column, Register, Text
from sobria.city.registers.forms import FilterForm
from sobria.city.registers.schema import table_schema
from sobria.city.registers.selection import Selection, select
from sobria.ui.downloads import Download


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what names the entry in its address, its name, then its cells."""

    key: int | str
    name: str
    cells: tuple[display.Cell, ...]


def rows_of(entries: list[Model], *, register: Register, public: bool) -> list[Row]:
    columns = register.listed(public=public)
    return [
        Row(
            getattr(entry, register.key),
            register.name_of(entry, public),
            tuple(display.cell(column, getattr(entry, column.name)) for column in columns),
        )
        for entry in entries
    ]


def list_context(request: HttpRequest, register: Register, *, public: bool) -> dict[str, object]:
    """What a list page shows: at most four queries and one per uncached filter, whatever the number of rows."""
    selection: Selection = select(register, request.GET.dict(), public=public)
    page = selection.page(request.GET.get("page", "1"))
    namespace = register.code if public else register.desk
    asked = f"?{selection.query}" if selection.query else ""
    return {
        "register": register,
        "namespace": namespace,
        "selection": selection,
        "form": FilterForm(selection),
        "page": page,
        "columns": register.listed(public=public),
        "rows": rows_of(list(page.object_list), register=register, public=public),
        "downloads": [
            Download(reverse(f"{namespace}:download", args=[suffix]) + asked, label)
            for suffix, label in downloads.LABELS.items()
        ],
    }


def facts(entry: Model, columns: tuple[Column, ...]) -> list[tuple[Text, str]]:
    cells = [display.cell(column, getattr(entry, column.name)) for column in columns]
    return [
        (cell.column.label, f"{cell.text} {cell.column.unit}".strip() if cell.known else cell.text) for cell in cells
    ]


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "registers/home.html", {"registers": directory.registers()})


@public
@require_safe
def public_list(request: HttpRequest, register: Register) -> HttpResponse:
    return render(request, "registers/list.html", list_context(request, register, public=True))


@public
@require_safe
def public_entry(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    entry = get_object_or_404(register.model, pk=pk)
    context = {
        "register": register,
        "name": register.name_of(entry, True),
        "facts": facts(entry, register.shown(public=True)),
        "story": register.story(entry) if register.story else [],
    }
    return render(request, "registers/entry.html", context)


@public
@require_safe
def public_download(request: HttpRequest, register: Register, suffix: str) -> HttpResponseBase:
    return downloads.answer(select(register, request.GET.dict(), public=True), suffix)


@public
@require_safe
def public_schema(_request: HttpRequest, register: Register) -> JsonResponse:
    return JsonResponse(table_schema(register, public=True), json_dumps_params={"ensure_ascii": False})
