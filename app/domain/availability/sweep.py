"""Cuts a period into stretches of one kind, in one pass over where anything begins or ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from app.domain.availability.exclusions import Claimed, Denied, Down, Excused, Foreseen, Work
from app.domain.operations.outage_facts import OutageCategory


class StretchKind(StrEnum):
    """In an OUTAGE the instance is down, and it counts; LEFT_OUT: down, and it does not. MAINTENANCE: work, and up."""

    UP = "up"
    OUTAGE = "outage"
    LEFT_OUT = "left_out"
    MAINTENANCE = "maintenance"
    UNMEASURED = "unmeasured"


class Lasting(Protocol):
    """[since, until), in microseconds."""

    @property
    def since(self) -> int: ...
    @property
    def until(self) -> int: ...


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """Nothing was measured in it."""

    since: int
    until: int


@dataclass(frozen=True, kw_only=True)
class SweepInput:
    """What there was at an instance, however much of it overlaps; `downs` by their `place`, the rest in any order."""

    downs: Sequence[Down]
    excused: Iterable[Excused] = ()
    claimed: Iterable[Claimed] = ()
    denied: Iterable[Denied] = ()
    works: Iterable[Work] = ()
    gaps: Iterable[Gap] = ()
    foreseen: Foreseen


Because = Excused | Claimed | Work | None


@dataclass(slots=True)
class Tile:
    """`category` of an OUTAGE: a block for fair use, as long as nothing has failed besides.

    `because`: why it is left out, or which work it is. `downs`: of an OUTAGE all that go on in it, in order; of what
    is left out as maintenance the one that began first; a claim has its own.
    """

    since: int
    until: int
    kind: StretchKind
    because: Because = None
    downs: tuple[Down, ...] = ()
    category: OutageCategory | None = None

    def goes_on_as(self, later: "Tile") -> bool:
        """Outages of a category in a row are one stretch; what is left out is told apart by its reason."""
        if (self.kind, self.category) != (later.kind, later.category):
            return False
        return self.kind is StretchKind.OUTAGE or (self.because is later.because and self.downs == later.downs)


Item = TypeVar("Item", bound=Lasting)
Change = tuple[int, bool, dict[int, Any], Lasting]
"""When it begins (or ends), among those that go on then."""


class _Lane(Generic[Item]):
    """Those of one sort that go on at a moment."""

    def __init__(self) -> None:
        self.now: dict[int, Item] = {}

    def changes(self, items: Iterable[Item], since: int, until: int) -> Iterator[Change]:
        for item in items:
            begins, ends = max(item.since, since), min(item.until, until)
            if begins < ends:
                yield begins, True, self.now, item
                yield ends, False, self.now, item


class _Sweep:
    def __init__(self, given: SweepInput, since: int, until: int) -> None:
        self.foreseen = given.foreseen
        self.downs, self.excused, self.claimed = _Lane[Down](), _Lane[Excused](), _Lane[Claimed]()
        self.denied, self.works, self.gaps = _Lane[Denied](), _Lane[Work](), _Lane[Gap]()
        self.changes = sorted(
            chain(
                self.downs.changes(given.downs, since, until),
                self.excused.changes(given.excused, since, until),
                self.claimed.changes(given.claimed, since, until),
                self.denied.changes(given.denied, since, until),
                self.works.changes(given.works, since, until),
                self.gaps.changes(given.gaps, since, until),
            ),
            key=itemgetter(0),
        )

    def tiles(self, since: int, until: int) -> Iterator[Tile]:
        at = since
        for then, changes in groupby(self.changes, key=itemgetter(0)):
            if at < then:
                yield self._tile(at, then)
                at = then
            for _, begins, now, item in changes:
                if begins:
                    now[id(item)] = item
                else:
                    del now[id(item)]
        if at < until:
            yield self._tile(at, until)

    def _tile(self, since: int, until: int) -> Tile:
        if self.downs.now:
            downs = list(self.downs.now.values())
            because = None if self.denied.now else self._why_left_out(downs)
            if because is None:
                return Tile(since, until, StretchKind.OUTAGE, None, tuple(downs), _category(downs))
            told = () if isinstance(because, Claimed) else tuple(downs[:1])
            return Tile(since, until, StretchKind.LEFT_OUT, because, told)
        if self.gaps.now:
            return Tile(since, until, StretchKind.UNMEASURED)
        if self.works.now:
            return Tile(since, until, StretchKind.MAINTENANCE, min(self.works.now.values(), key=_place))
        return Tile(since, until, StretchKind.UP)

    def _why_left_out(self, downs: Sequence[Down]) -> Excused | Claimed | None:
        for excused in sorted(self.excused.now.values(), key=_place):
            if all(self.foreseen.excuses(excused, down) for down in downs):
                return excused
        return min(self.claimed.now.values(), key=_place, default=None)


_place = attrgetter("place")


def _category(downs: Sequence[Down]) -> OutageCategory:
    failed = any(down.outage.category is OutageCategory.FAILURE for down in downs)
    return OutageCategory.FAILURE if failed else OutageCategory.FAIR_USE_BLOCK


def sweep(given: SweepInput, since: int, until: int) -> Iterator[Tile]:
    """[since, until) without gap or overlap; none is empty, and none is of the same kind for the same reason as the
    one before it.
    """
    current: Tile | None = None
    for tile in _Sweep(given, since, until).tiles(since, until):
        if current is None:
            current = tile
        elif current.goes_on_as(tile):
            current.until = tile.until
            current.downs = _together(current.downs, tile.downs)
        else:
            yield current
            current = tile
    if current is not None:
        yield current


def _together(some: tuple[Down, ...], more: tuple[Down, ...]) -> tuple[Down, ...]:
    """Each outage once, in the order in which they came."""
    return some if some == more else tuple({down.outage.id: down for down in (*some, *more)}.values())


def ids_of(tile: Tile) -> tuple[UUID, ...]:
    return tuple(down.outage.id for down in tile.downs)
