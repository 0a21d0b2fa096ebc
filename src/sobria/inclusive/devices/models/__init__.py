"""The chain from the city's stock to a person: lots, transfers, the devices in them, codes of prescribers."""

from sobria.inclusive.devices.models.chain import Item, ItemState, Lot, LotState, Step, Transfer, TransferItem
from sobria.inclusive.devices.models.codes import Appeal, Code, CodeState, Tally
from sobria.inclusive.devices.models.following import FollowUp

__all__ = [
    "Appeal",
    "Code",
    "CodeState",
    "FollowUp",
    "Item",
    "ItemState",
    "Lot",
    "LotState",
    "Step",
    "Tally",
    "Transfer",
    "TransferItem",
]
