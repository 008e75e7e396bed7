"""What can happen to an item of the vendor's backlog (§2, steps 6–8)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from app.domain.streams import RecordedFact


class BacklogItemKind(StrEnum):
    BUG = "bug"
    ENHANCEMENT = "enhancement"


class BacklogItemState(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    SOLVED = "solved"
    RELEASED = "released"
    REJECTED = "rejected"


class Audience(StrEnum):
    """Who reads of a known error: also customers whose ticket is about it, or the vendor's people alone."""

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, kw_only=True)
class KnownError:
    """What goes wrong, and how to work around it."""

    symptom: str
    workaround: str
    public: bool

    @property
    def audience(self) -> Audience:
        return Audience.PUBLIC if self.public else Audience.INTERNAL


@dataclass(frozen=True, kw_only=True)
class ItemRegistered:
    """`reference`: as the development system has it. `version`: the one that has it solved."""

    reference: str
    title: str
    kind: BacklogItemKind
    state: BacklogItemState
    version: str | None = None
    type: Literal["item_registered"] = "item_registered"


@dataclass(frozen=True, kw_only=True)
class ItemCorrected:
    """What it is called, and what it is, from now on. None: as it was."""

    title: str | None = None
    kind: BacklogItemKind | None = None
    type: Literal["item_corrected"] = "item_corrected"


@dataclass(frozen=True, kw_only=True)
class ItemMoved:
    """Both as they are from now on. No ticket moves with it."""

    state: BacklogItemState
    version: str | None = None
    type: Literal["item_moved"] = "item_moved"


@dataclass(frozen=True, kw_only=True)
class ItemConfirmed:
    """Later than it moved there it is said again that it stands where it does."""

    type: Literal["item_confirmed"] = "item_confirmed"


@dataclass(frozen=True, kw_only=True)
class KnownErrorStated:
    """In place of what was stated before."""

    known_error: KnownError
    type: Literal["known_error_stated"] = "known_error_stated"


BacklogItemFact = ItemRegistered | ItemCorrected | ItemMoved | ItemConfirmed | KnownErrorStated
BacklogItemEvent = RecordedFact[BacklogItemFact]
