"""`{{ text|said }}` in a page, `{{ text|plain }}` in a title or a label; `said:"en"` when it was written in English."""

from django import template

from sobria.city.registers import wording

register = template.Library()
register.filter("said", wording.said)
register.filter("plain", wording.plain)
