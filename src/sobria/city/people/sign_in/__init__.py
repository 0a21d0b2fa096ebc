"""Signing in: password, code by e-mail, the city's identity provider, second factor. Flows are django-allauth's."""
