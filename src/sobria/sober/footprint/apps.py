from django.apps import AppConfig


class FootprintConfig(AppConfig):
    name = "sobria.sober.footprint"
    label = "footprint"
    verbose_name = "Empreinte"
