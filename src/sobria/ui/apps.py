from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sobria.ui"
    label = "ui"
    verbose_name = "Look and components"
