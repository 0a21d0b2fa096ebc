"""What is not there, when people may be told why."""

from django.http import Http404


class MissingError(Http404):
    """A page that does not exist, with a sentence written for people: the error page shows it.

    Other `Http404` come from addresses and queries, in words of the program: the page shows none of them.
    """
