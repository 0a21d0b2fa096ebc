"""Small frozen documents, built by hand."""

from typing import Any

from sobria.engine.editions.tags import finalities

Row = dict[str, Any]


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": f"{text} (en)" if text else ""}


def figure(code: str, value: float | None = None, year: int = 2026, **more: Any) -> Row:
    """An indicator over a year; its method and signature are M1 unless said."""
    method = more.get("method", "M1")
    usual = {
        "code": code,
        "group": "indicator",
        "pillar": "sober",
        "part": "internal",
        "theme": "equipment",
        "key": 0,
        "name": said(f"Chiffre {code}"),
        "unit": "tCO2e",
        "unit_words": said("tCO₂e"),
        "places": 1,
        "direction": "down",
        "expression": "",
        "inputs": [],
        "formula": said(""),
        "confidence": "A",
        "value": value,
        "low": None,
        "high": None,
        "letter": "",
        "coverage": 1.0,
        "start": f"{year}-01-01",
        "end": f"{year}-12-31",
        "origin": "computed" if value is not None else "unknown",
        "method": method,
        "signature": method,
        "missing": [],
        "recorded": f"{year}-12-31",
        "source": said("registre"),
        "evidence": {"fr": f"/preuves/{code}/", "en": f"/en/preuves/{code}/"},
        "page": said(f"/indicateurs/{code}/"),
        "data": said("/indicateurs/indicateurs.csv"),
        "unknown": said("" if value is not None else "Il manque un relevé."),
        "finalities": ["climate"],
        "previous": None,
        "baseline": None,
        "target": None,
        "law": None,
    }
    return usual | more


def past(value: float, year: int = 2025) -> Row:
    return {"value": value, "low": None, "high": None, "method": "M1", "start": f"{year}-01-01", "end": f"{year}-12-31"}


def aim(**more: Any) -> Row:
    usual = {"on": "2030-12-31", "value": 50.0, "expected": 90.0, "gap": -10.0, "state": "behind", "shape": "linear"}
    return usual | {"words": said("en retard"), "source": "Délibération 12"} | more


def duty(code: str = "reen-35-report", state: str = "unknown", **more: Any) -> Row:
    usual = {
        "code": code,
        "name": said("Bilan annuel"),
        "text": said("Loi REEN"),
        "article": "art. 35",
        "state": state,
        "status": "to-confirm",
        "why": [said("Personne n’a encore dit si c’est fait.")],
        "missing": [said("Bilan présenté")],
        "evidence": [{"about": said("Bilan"), "reference": "2026-1", "url": said("https://lutece.example/b")}],
        "page": said("/obligations/reen-35-report/"),
        "finalities": ["climate"],
    }
    return usual | more


def measure(code: str = "M1", **more: Any) -> Row:
    usual = {
        "code": code,
        "axis_code": "A1",
        "axis": said("Axe"),
        "pillar": "sober",
        "title": said(f"Action {code}"),
        "status_code": "late",
        "status": said("En retard"),
        "pilot": said(""),
        "starts": None,
        "ends": "2026-06-30",
        "is_late": True,
        "steps": [{"title": said("Inventaire"), "due": "2026-01-31", "done": None, "is_late": True}],
        "budget": [{"year": 2026, "kind": "operating", "unit": "fte", "planned": "1.50", "actual": None}],
        "notes": [{"day": "2026-02-01", "text": said("Agent absent")}],
        "indicators": ["S1"],
        "duties": [],
        "finalities": ["climate"],
        "page": said(f"/strategie/actions/{code}/"),
    }
    return usual | more


def document(**more: Any) -> Row:
    """Two figures, one of them unknown, one duty, one measure."""
    usual: Row = {
        "format": "sobria-edition/1",
        "city": {"name": "Lutèce", "insee": "75056", "siret": "", "country": "FRA"},
        "site": "https://lutece.example",
        "year": 2026,
        "revision": 1,
        "reason": "",
        "reference": "",
        "period_end": "2026-12-31",
        "is_whole": True,
        "frozen_on": "2027-02-01",
        "figures": [
            figure("S1", 100.0, low=80.0, high=130.0, key=1, previous=past(120.0), target=aim()),
            figure("D3", pillar="democratic", theme="services", key=1),
            figure("fte", 1200.0, group="fact", part="method", theme="facts"),
        ],
        "duties": [duty()],
        "strategy": {
            "title": said("Sobre"),
            "deliberation": said("2026-12"),
            "adopted_on": "2026-03-02",
            "page": said("/s/"),
        },
        "measures": [measure()],
        "programme": None,
        "notes": [said("Facteurs : jeu A.")],
        "failures": [],
        "finalities": [{"code": one.code, "name": {"fr": one.fr, "en": one.en}} for one in finalities().values()],
        "links": [{"name": said("Indicateurs"), "url": said("/indicateurs/indicateurs.csv")}],
        "corrects": None,
        "comparison": None,
    }
    return usual | more
