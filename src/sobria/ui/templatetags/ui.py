"""Components and number filters. Tags only place what Python has prepared; none computes a figure."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import HttpRequest
from django.utils.safestring import SafeString

from sobria.ui import numbers
from sobria.ui.charts import BarChart, YearChart
from sobria.ui.downloads import Download, DownloadGroup
from sobria.ui.figures import Estimate, Figure
from sobria.ui.tables import BarTable

register = template.Library()
Context = dict[str, Any]


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """`{{ 1234.5|number:1 }}`: « 1 234,5 »; nothing known gives an empty text, never a zero."""
    return "" if value is None else numbers.decimal(value, places=places)


@register.filter
def percent(share: float | None, places: int = 0) -> str:
    """`{{ 0.972|percent:1 }}`: « 97,2 % »."""
    return "" if share is None else numbers.percent(share, places=places)


@register.filter
def bytes_size(size: int | None) -> str:
    """A weight in thousands or millions of bytes: « 12 ko »."""
    return "" if size is None else numbers.bytes_size(size)


@register.simple_tag
def colon() -> str:
    """What stands between a label and what it says: a colon, after a space that does not break in French."""
    return numbers.colon()


@register.inclusion_tag("ui/components/figure.html")
def figure(figure: Figure) -> Context:
    return {"figure": figure}


@register.inclusion_tag("ui/components/estimate.html")
def estimate(estimate: Estimate, evidence: str = "") -> Context:
    return {"estimate": estimate, "evidence": evidence}


@register.inclusion_tag("ui/components/bar_table.html")
def bar_table(table: BarTable) -> Context:
    return {"table": table}


@register.inclusion_tag("ui/components/bar_chart.html")
def bar_chart(chart: BarChart) -> Context:
    return {"chart": chart}


@register.inclusion_tag("ui/components/year_chart.html")
def year_chart(chart: YearChart) -> Context:
    return {"chart": chart}


@register.inclusion_tag("ui/components/breadcrumb.html")
def breadcrumb(*pairs: object) -> Context:
    """`{% breadcrumb "Registres" url "Équipements" url2 %}`: label and address, in turn."""
    return {"crumbs": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> Context:
    """Previous and next, keeping the filters of the address. Needs the request in the context."""
    request: HttpRequest = context["request"]

    def link(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(title: str, todo: str = "", url: str = "", action: str = "") -> Context:
    """What is missing, and what to do next."""
    return {"title": title, "todo": todo, "url": url, "action": action}


@register.inclusion_tag("ui/components/notice.html")
def notice(text: str, kind: str = "info") -> Context:
    """`kind`: info, success, warning or error."""
    return {"text": text, "kind": kind}


@register.inclusion_tag("ui/components/form_field.html")
def form_field(field: BoundField) -> Context:
    """A label, its help, its error and its widget, tied together by aria-describedby (Django writes it)."""
    return {"field": field, "is_choice": isinstance(field.field.widget, CheckboxInput)}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: BaseForm) -> Context:
    """Every error of the form, at its head, each leading to its field."""
    found = [(field, error) for field in form if field.errors for error in field.errors]
    return {"form": form, "found": found}


@register.inclusion_tag("ui/components/filter_form.html", takes_context=True)
def filter_form(context: Context, form: BaseForm, reset: str = "") -> Context:
    return {"form": form, "reset": reset or context["request"].path}


@register.inclusion_tag("ui/components/progress.html")
def progress(label: str, share: float | None = None, note: str = "") -> Context:
    """`share` (0–1), or None while the length is not known."""
    whole = None if share is None else round(min(max(share, 0.0), 1.0) * 100)
    return {"label": label, "share": share, "whole": whole, "note": note}


@register.inclusion_tag("ui/components/facts.html")
def facts(pairs: Iterable[tuple[str, str | SafeString]]) -> Context:
    """(term, description) pairs."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("ui/components/downloads.html")
def downloads(files: Iterable[Download], title: str = "") -> Context:
    return {"files": list(files), "title": title}


@register.inclusion_tag("ui/components/download_group.html")
def download_group(group: DownloadGroup) -> Context:
    return {"group": group}
