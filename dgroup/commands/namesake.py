"""What whoever is in charge is called to others: by name, and never by an address (R13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def called_in_charge(name: str, language: str) -> str:
    """Return the name; of who has none, what they are, as a sentence begins with it."""
    return name.strip() or _WHO.get(language[:2], _WHO["en"])


_WHO: Final[Mapping[str, str]] = {
    "en": "The facilitator",
    "nl": "De begeleider",
    "fr": "La personne qui anime le groupe",
    "es": "Quien facilita el grupo",
}
