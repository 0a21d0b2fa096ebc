"""The list of devices to ask about, twelve months after, for who delivered them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sobria.city.partners.selectors import partner_of
from sobria.city.people.access import allow, person
from sobria.city.registers.acting import done
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.engine.devices.caps import kinds
from sobria.inclusive.devices.following.services import FOLLOWERS, coming, due, follow
from sobria.inclusive.devices.models import FollowUp
from sobria.inclusive.devices.prescribing.forms import FollowForm

PAGE_ROWS = 40
followers = allow(read=FOLLOWERS, write=FOLLOWERS)


@followers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Those due, the longest waiting first. Five queries, whatever their number."""
    partners, today, spoken = partner_of(person(request)), timezone.localdate(), language()
    page = Paginator(due(partners, on=today), PAGE_ROWS).get_page(request.GET.get("page"))
    later = coming(partners, on=today)
    context = {
        "page": page,
        "lines": [(one, kinds()[one.item.kind].name(spoken)) for one in page],
        "coming": later.count(),
        "next": later.first(),
    }
    return render(request, "devices/following/home.html", context)


@followers
@require_http_methods(["GET", "HEAD", "POST"])
def follow_one(request: HttpRequest, pk: int) -> HttpResponse:
    rows = FollowUp.objects.filter(item__partner__in=partner_of(person(request))).select_related("item__partner")
    found = get_object_or_404(rows, pk=pk)
    form = FollowForm(posted(request))
    if done(request, form, lambda: follow(found, outcome=form.cleaned_data["outcome"], by=person(request))):
        messages.success(request, _("Suivi enregistré."))
        return redirect("delivering:follow-ups")
    context = {"form": form, "follow_up": found, "kind": kinds()[found.item.kind].name(language())}
    return render(request, "devices/following/follow.html", context, status=422 if form.errors else 200)
