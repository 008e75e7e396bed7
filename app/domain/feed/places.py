"""Places in the feed, and where a reader goes on who comes with one."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

WRITTEN: Final = "[0-9a-z]{12}-[0-9]{1,18}"
"""How a place reads: the epoch of the feed, and a position."""


@dataclass(frozen=True)
class FeedPlace:
    """After so many events of the feed that is called `epoch`; another database, or one restored, has another feed."""

    epoch: str
    position: int

    @classmethod
    def read(cls, text: str) -> Self:
        """ValueError for what is no place."""
        if not re.fullmatch(WRITTEN, text, re.ASCII):
            raise ValueError("a place in the feed is its epoch and a position")
        epoch, _, position = text.partition("-")
        return cls(epoch, int(position))

    def __str__(self) -> str:
        return f"{self.epoch}-{self.position}"


@dataclass(frozen=True)
class FeedHead:
    """How far the feed has come. `oldest`: the first position that is still kept, or that will be given next."""

    epoch: str
    position: int
    oldest: int

    @property
    def place(self) -> FeedPlace:
        return self.at(self.position)

    @property
    def beginning(self) -> FeedPlace:
        return self.at(self.oldest - 1)

    def at(self, position: int) -> FeedPlace:
        return FeedPlace(self.epoch, position)


class ResetReason(StrEnum):
    """Why a reader cannot simply go on from where it was."""

    NOT_KEPT = "not_kept"
    ANOTHER_FEED = "another_feed"
    BEYOND_THE_NEWEST = "beyond_the_newest"
    TOO_SLOW = "too_slow"


def why_not(place: FeedPlace, head: FeedHead) -> ResetReason | None:
    """None: what comes after this place is all there."""
    if place.epoch != head.epoch:
        return ResetReason.ANOTHER_FEED
    if place.position > head.position:
        return ResetReason.BEYOND_THE_NEWEST
    return ResetReason.NOT_KEPT if place.position < head.oldest - 1 else None
