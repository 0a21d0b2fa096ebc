from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sobria.web.portal"
    label = "portal"
    verbose_name = "Public pages"
