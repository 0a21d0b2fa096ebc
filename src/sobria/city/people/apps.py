from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "sobria.city.people"
    label = "people"
    verbose_name = _("Personnes")

    def ready(self) -> None:
        from sobria.city.people.sign_in import receivers  # noqa: F401, PLC0415  # it needs every model loaded
