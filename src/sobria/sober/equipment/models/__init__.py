"""What the city keeps of its equipment: the devices, and their life by subject."""

from sobria.sober.equipment.models.devices import Acquisition, Device, Ownership, Quality, Status
from sobria.sober.equipment.models.erasure import Certificate, Drive, Outcome, Removal
from sobria.sober.equipment.models.life import LifeEvent, Route, WasteSlip
from sobria.sober.equipment.models.purchases import Condition, IndexKind, Order, OrderLine
from sobria.sober.equipment.models.repairs import Fault, FaultState, Part, Quote, Repairer

__all__ = [
    "Acquisition",
    "Certificate",
    "Condition",
    "Device",
    "Drive",
    "Fault",
    "FaultState",
    "IndexKind",
    "LifeEvent",
    "Order",
    "OrderLine",
    "Outcome",
    "Ownership",
    "Part",
    "Quality",
    "Quote",
    "Removal",
    "Repairer",
    "Route",
    "Status",
    "WasteSlip",
]
