"""WSGI entry point: `granian --interface wsgi sobria.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sobria.config.settings")
application = get_wsgi_application()
