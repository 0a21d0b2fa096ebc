"""Staff pages of duties: what is missing, attest with a document, withdraw."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.duties import pages, selectors, services, words
from sobria.city.duties.forms import AttestForm, WithdrawForm
from sobria.city.duties.models import Attestation
from sobria.city.duties.services import SCOPE
from sobria.city.people.access import access_writer, allow, may_write
from sobria.city.people.roles import STAFF, WRITERS
from sobria.city.registers.imports.sentences import language
from sobria.engine.duties import Duty
from sobria.engine.messages import Refusal

CHANGED = "duty-changed"


@allow(read=STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    found = [pages.desk_line(one) for one in selectors.assessments(on).values()]
    lacking = [one for one in found if one.todos]
    context = {"lacking": lacking, "others": [one for one in found if not one.todos], "number": len(lacking)}
    return render(request, "duties/desk_home.html", context)


@allow(read=STAFF)
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    duty = _known(code)
    found = selectors.assessments(timezone.localdate())[duty.code]
    standing = {one.pk for one in selectors.standing(code)}
    context = {
        "page": pages.entry_page(found, for_staff=True),
        "standing": standing,
        "may_write": may_write(request.user, SCOPE),
    }
    context["items"] = [(one.code, one.words(words.tongue())) for one in (*duty.questions, *duty.items)]
    return render(request, "duties/desk_entry.html", context)


@allow(read=WRITERS, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def attest(request: HttpRequest, code: str, item: str) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    duty = _known(code)
    wanted = duty.item(item)
    if wanted is None:
        raise Http404
    initial = {"seen": services.latest_version(code, item), "on": timezone.localdate()}
    is_question = wanted in duty.questions
    posted = request.POST if request.method == "POST" else None
    form = AttestForm(posted, item=wanted, is_question=is_question, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.attest(code, item, said=form.said(), by=writer, seen=form.cleaned_data["seen"])
        except Refusal as refusal:
            if refusal.code == CHANGED:  # who reads the refusal reads what stands: the next save replaces it knowingly
                data = request.POST.copy()
                data["seen"] = str(initial["seen"])
                form.data = data
            form.add_error(None, refusal.sentence(language()))
        else:
            messages.success(request, _("Attestation enregistrée. L’obligation est réévaluée."))
            return redirect("duties-desk:entry", code=code)
    context = {
        "duty": duty,
        "name": duty.name(words.tongue()),
        "item": wanted.words(words.tongue()),
        "form": form,
        "history": pages.pasts(duty, item),
    }
    return render(request, "duties/attest.html", context, status=422 if form.errors else 200)


@allow(read=WRITERS, write=WRITERS, scope=SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    writer = access_writer(request, SCOPE)
    row = get_object_or_404(Attestation, pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(row, reason=form.cleaned_data["reason"], by=writer)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(language()))
        else:
            messages.success(request, _("Attestation retirée. Elle reste dans l’historique."))
            return redirect("duties-desk:entry", code=row.duty)
    duty = selectors.duty_or_none(row.duty)
    item = duty.item(row.item) if duty else None
    context = {
        "title": _("Retirer l’attestation"),
        "question": _("« %(item)s » redeviendra inconnu.") % {"item": item.words(words.tongue()) if item else row.item},
        "consequence": _("L’attestation reste dans l’historique, avec la raison du retrait."),
        "action": _("Retirer"),
        "cancel_url": reverse("duties-desk:entry", args=[row.duty]),
        "danger": True,
        "form": form,
    }
    return render(request, "duties/withdraw.html", context, status=422 if form.errors else 200)


def _known(code: str) -> Duty:
    duty = selectors.duty_or_none(code)
    if duty is None:
        raise Http404
    return duty
