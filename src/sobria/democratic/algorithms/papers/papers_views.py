"""Papers of a record: the notice for everyone; the answer to a request and the impact assessments for staff."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people import visitors
from sobria.city.people.access import allow, public
from sobria.city.people.roles import STAFF
from sobria.democratic.algorithms.models import PUBLISHED, Algorithm, Version
from sobria.democratic.algorithms.papers import made_files, papers_page
from sobria.democratic.algorithms.papers.papers_forms import RequestForm
from sobria.democratic.algorithms.papers.papers_page import FORMATS, MENTION
from sobria.democratic.algorithms.reading import selectors
from sobria.engine.algorithms.papers import Paper, outlines
from sobria.engine.messages import LANGUAGES, Language
from sobria.ui.downloads import Download
from sobria.ui.missing import MissingError

ASKED = "reply"


@public
@require_safe
def mention(request: HttpRequest, code: str) -> HttpResponse:
    """The notice to put on decisions, from what is published. Two queries."""
    algorithm = _published(code)
    paper = _mention(request, algorithm)
    files = {suffix: reverse("algorithms:mention-file", args=[code, suffix]) for suffix in FORMATS}
    context = _context(request, algorithm, paper, files)
    return render(request, "algorithms/paper_public.html", context)


@public
@require_safe
def mention_file(request: HttpRequest, code: str, suffix: str) -> HttpResponse:
    """A PDF is made once for the same words, and not too many of them at once for one place. Two queries."""
    algorithm = _published(code)
    return _file(_mention(request, algorithm), algorithm, suffix, place=visitors.address(request))


@allow(read=STAFF)
@require_safe
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """What can be written from the latest version, a draft included, and what it lacks. Two queries."""
    algorithm, version = _latest(code)
    language = _screen(request)
    today = timezone.localdate()
    rows = []
    for one in outlines().values():
        paper = papers_page.written(one.code, algorithm, version.content, on=today, language=language)
        missing = papers_page.missing_names(paper, language)
        rows.append({"code": one.code, "title": one.title(language), "use": one.purpose(language), "missing": missing})
    context = {"algorithm": algorithm, "version": version, "rows": rows, "is_draft": version.stage not in PUBLISHED}
    return render(request, "algorithms/papers.html", context)


@allow(read=STAFF)
@require_safe
def paper(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """One paper; `?recue=` starts the clock of a request. Two queries."""
    algorithm, version = _latest(code)
    form = RequestForm(request.GET or None)
    requested_on = form.cleaned_data["recue"] if form.is_bound and form.is_valid() else None
    made = _written(request, paper, algorithm, version, requested_on)
    query = f"?recue={requested_on.isoformat()}" if requested_on else ""
    files = {suffix: reverse("algorithms-desk:paper-file", args=[code, paper, suffix]) + query for suffix in FORMATS}
    running = papers_page.running(requested_on) if paper == ASKED else None
    context = _context(request, algorithm, made, files) | {
        "version": version,
        "is_draft": version.stage not in PUBLISHED,
        "form": form if paper == ASKED else None,
        "clock": running,
        "delays": [one.note(_screen(request)) for one in running.delays] if running else [],
    }
    return render(request, "algorithms/paper_desk.html", context, status=422 if form.errors else 200)


@allow(read=STAFF)
@require_safe
def paper_file(request: HttpRequest, code: str, paper: str, suffix: str) -> HttpResponse:
    algorithm, version = _latest(code)
    form = RequestForm(request.GET or None)
    if form.errors:
        return HttpResponse(form.errors.as_text(), content_type="text/plain; charset=utf-8", status=422)
    requested_on = form.cleaned_data["recue"] if form.is_bound else None
    return _file(_written(request, paper, algorithm, version, requested_on), algorithm, suffix)


def _published(code: str) -> Algorithm:
    """Raises MissingError, a 404, for what no one has published."""
    found = selectors.algorithm(code)
    if found is None:
        raise MissingError(_("Aucune fiche publique ne porte ce code."))
    if not selectors.versions(found).exists():
        raise MissingError(_("Ce système est vu en marche, mais aucune fiche n’en a été publiée."))
    return found


def _latest(code: str) -> tuple[Algorithm, Version]:
    algorithm = get_object_or_404(Algorithm, code=code)
    version = Version.objects.filter(algorithm=algorithm).order_by("-number").first()
    if version is None:
        raise MissingError(_("Ce système n’a pas encore de fiche."))
    return algorithm, version


def _mention(request: HttpRequest, algorithm: Algorithm) -> Paper:
    return papers_page.written(
        MENTION,
        algorithm,
        algorithm.shown,
        on=timezone.localdate(),
        language=_paper_language(request),
        page=_address(request, algorithm),
    )


def _written(
    request: HttpRequest, paper: str, algorithm: Algorithm, version: Version, requested_on: date | None
) -> Paper:
    if paper not in outlines():
        raise Http404
    return papers_page.written(
        paper,
        algorithm,
        version.content,
        on=timezone.localdate(),
        language=_paper_language(request),
        page=_address(request, algorithm) if algorithm.is_public else "",
        requested_on=requested_on,
        version=version.number,
    )


def _address(request: HttpRequest, algorithm: Algorithm) -> str:
    """Of the public page."""
    return request.build_absolute_uri(reverse("algorithms:entry", args=[algorithm.code]))


def _paper_language(request: HttpRequest) -> Language:
    """French, that of decisions, unless another is asked: what the screen speaks does not decide."""
    asked = request.GET.get("langue", "")
    return next((one for one in LANGUAGES if one == asked), "fr")


def _screen(request: HttpRequest) -> Language:
    return "en" if (getattr(request, "LANGUAGE_CODE", "") or "fr").startswith("en") else "fr"


def _context(request: HttpRequest, algorithm: Algorithm, paper: Paper, files: dict[str, str]) -> dict[str, object]:
    language = _paper_language(request)
    other: Language = "en" if language == "fr" else "fr"
    query = request.GET.copy()
    query["langue"] = other
    suffix = "" if language == "fr" else "langue=en"
    return {
        "algorithm": algorithm,
        "paper": paper,
        "title": papers_page.heading(paper),
        "missing": papers_page.missing_names(paper, _screen(request)),
        "pieces": papers_page.pieces(paper.document),
        "language": language,
        "other": other,
        "other_query": query.urlencode(),
        "purpose": paper.outline.purpose(_screen(request)),
        "downloads": [
            Download(url + (("&" if "?" in url else "?") + suffix if suffix else ""), FORMATS[name][0])
            for name, url in files.items()
        ],
    }


def _file(paper: Paper, algorithm: Algorithm, suffix: str, *, place: str = "") -> HttpResponse:
    """`place`: where a visitor comes from, whose PDF are counted; empty for staff."""
    if suffix not in FORMATS:
        raise Http404
    content = made_files.made(paper.document, suffix, place=place)
    if content is None:
        return made_files.too_many()
    response = HttpResponse(content, content_type=FORMATS[suffix][1])
    name = f"{paper.outline.code}-{algorithm.code}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
