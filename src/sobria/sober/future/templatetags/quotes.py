"""`{% load quotes %}{% quoted "paris-share" %}`: a public figure, its verdict, the link to what its source says."""

from django import template

from sobria.engine.claims.reading import claim
from sobria.sober.future.quoting import Quoted
from sobria.sober.future.quoting import quoted as shown

register = template.Library()


@register.inclusion_tag("future/_quoted.html")
def quoted(code: str) -> dict[str, Quoted]:
    return {"quoted": shown(claim(code))}
