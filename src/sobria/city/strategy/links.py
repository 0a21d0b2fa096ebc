"""What a measure may be tied to: indicators and duties of the catalogue, registers of this city, by permanent code."""

from collections.abc import Callable, Iterable

from sobria.city.registers.directory import registers
from sobria.engine.duties import load_duties
from sobria.engine.indicators.definitions import load_indicators
from sobria.engine.messages import Refusal

KNOWN: dict[str, Callable[[], Iterable[str]]] = {
    "indicators": load_indicators,
    "duties": load_duties,
    "registers": lambda: [register.code for register in registers()],
}
_REFUSALS = {"indicators": "strategy-indicator-unknown", "duties": "strategy-duty-unknown"}


def refuse_unknown(name: str, codes: Iterable[str]) -> None:
    """Raises Refusal naming the first code that nothing bears. `name`: indicators, duties or registers."""
    known = set(KNOWN[name]())
    wrong = next((code for code in codes if code not in known), None)
    if wrong is not None:
        raise Refusal(_REFUSALS.get(name, "strategy-register-unknown"), code=wrong[:80])
