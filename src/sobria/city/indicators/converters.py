"""Codes in addresses: `S12` for an indicator, `printed_pages` for a fact."""

from django.urls import register_converter


class IndicatorCode:
    regex = "[A-Z][0-9]{1,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FactCode(IndicatorCode):
    regex = "[a-z][a-z0-9_]{1,39}"


register_converter(IndicatorCode, "indicator")
register_converter(FactCode, "fact")
