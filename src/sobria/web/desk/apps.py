from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sobria.web.desk"
    label = "desk"
    verbose_name = "Staff home"
