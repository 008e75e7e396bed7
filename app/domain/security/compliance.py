"""The documents that show how the vendor handles data (§Compliance)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Validity(StrEnum):
    NOT_YET = "not_yet"
    VALID = "valid"
    EXPIRED = "expired"


@dataclass(frozen=True)
class ComplianceDocument:
    """A certificate, say. Both days are included."""

    name: str
    url: str
    valid_from: date
    valid_until: date | None

    def validity(self, on: date) -> Validity:
        if on < self.valid_from:
            return Validity.NOT_YET
        return Validity.EXPIRED if self.valid_until is not None and on > self.valid_until else Validity.VALID
