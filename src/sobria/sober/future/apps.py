from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FutureConfig(AppConfig):
    name = "sobria.sober.future"
    label = "future"
    verbose_name = _("Territoire et avenir")
