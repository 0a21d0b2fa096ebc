"""WSGI entry point: `granian --interface wsgi sobria.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sobria.config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - every page is opened now: the first visitor does not wait for it
