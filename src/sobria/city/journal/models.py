"""The journal: what was done, in order, unforgeable."""

from django.db import models


class Event(models.Model):
    kind = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.kind
