"""`{{ text|said:strategy.language }}` in a page, `{{ text|plain:strategy.language }}` in a title or a label."""

from django import template

from sobria.city.strategy import wording

register = template.Library()
register.filter("said", wording.said)
register.filter("plain", wording.plain)
