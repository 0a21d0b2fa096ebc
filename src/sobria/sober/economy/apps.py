from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EconomyConfig(AppConfig):
    name = "sobria.sober.economy"
    label = "economy"
    verbose_name = _("Économie sociale et solidaire")
