"""Staff pages of any register: list, entry, form, deletion, downloads of all columns."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import WRITERS
from sobria.city.registers import downloads
from sobria.city.registers.declaration import Register
from sobria.city.registers.forms import EntryForm
from sobria.city.registers.imports.sentences import language
from sobria.city.registers.schema import table_schema
from sobria.city.registers.selection import select
from sobria.city.registers.views import facts, list_context
from sobria.engine.messages import Refusal

CHANGED = "entry-changed"


@allow()
@require_safe
def desk_list(request: HttpRequest, register: Register) -> HttpResponse:
    context = list_context(request, register, public=False)
    context["may_write"] = may_write(request.user, register.code)
    return render(request, "registers/desk_list.html", context)


@allow()
@require_safe
def desk_entry(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    entry = get_object_or_404(register.model, pk=pk)
    context = {
        "register": register,
        "entry": entry,
        "name": register.name_of(entry, False),
        "facts": facts(entry, register.shown(public=False)),
        "may_write": may_write(request.user, register.code),
    }
    return render(request, "registers/desk_entry.html", context)


@allow(read=WRITERS, write=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_create(request: HttpRequest, register: Register) -> HttpResponse:
    writer = access_writer(request, register.code)
    form = EntryForm(register, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            entry = register.acts.create(values=form.cleaned_data, by=writer)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
        else:
            messages.success(request, _("Fiche créée."))
            return redirect(f"{register.desk}:entry", pk=entry.pk)
    return _form_page(request, register, form, None)


@allow(read=WRITERS, write=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_update(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    writer = access_writer(request, register.code)
    entry: Any = get_object_or_404(register.model, pk=pk)
    initial = {column.name: getattr(entry, column.name) for column in register.columns if column.editable}
    form = EntryForm(register, posted(request), initial=initial)
    seen = request.POST.get("seen") or entry.updated_at.isoformat()
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            register.acts.update(entry, values=form.cleaned_data, seen=_seen(request), by=writer)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
            changed = refusal.code == CHANGED
        else:
            messages.success(request, _("Fiche corrigée. Un prochain import ne l’écrasera pas sans le dire."))
            return redirect(f"{register.desk}:entry", pk=entry.pk)
    # Only who was told of the change may write over it: any other refusal keeps the moment of the first reading.
    context = {"seen": entry.updated_at.isoformat() if changed else seen, "changed": changed}
    return _form_page(request, register, form, entry, **context)


@allow(read=WRITERS, write=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_delete(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    writer = access_writer(request, register.code)
    entry = get_object_or_404(register.model, pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            register.acts.delete(entry, seen=_seen(request), by=writer)
        except Refusal as refusal:
            refused = refusal.sentence(language())
        else:
            messages.success(request, _("Fiche supprimée."))
            return redirect(f"{register.desk}:home")
    context = {
        "title": _("Supprimer la fiche"),
        "question": _("« %(name)s » sortira du registre et de l’empreinte.") % {"name": register.name_of(entry, False)},
        "consequence": _("Pour un matériel réformé, corrigez plutôt sa date de sortie."),
        "action": _("Supprimer"),
        "cancel_url": "../",
        "danger": True,
        "entry": entry,
        "refused": refused,
    }
    return render(request, "registers/desk_delete.html", context, status=422 if refused else 200)


@allow()
@require_safe
def desk_download(request: HttpRequest, register: Register, suffix: str) -> HttpResponseBase:
    return downloads.answer(select(register, request.GET.dict(), public=False), suffix)


@allow()
@require_safe
def desk_schema(_request: HttpRequest, register: Register) -> JsonResponse:
    return JsonResponse(table_schema(register, public=False), json_dumps_params={"ensure_ascii": False})


def _form_page(
    request: HttpRequest, register: Register, form: EntryForm, entry: Model | None, **more: Any
) -> HttpResponse:
    context = {"register": register, "form": form, "entry": entry} | more
    status = 422 if form.is_bound else 200
    return render(request, "registers/desk_form.html", context, status=status)


def _seen(request: HttpRequest) -> datetime:
    """When the entry had last changed as it was read; a moment before any entry when the form does not say."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even nothing; None on a first visit."""
    return request.POST if request.method == "POST" else None
