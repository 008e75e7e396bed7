"""Which instances one act may concern: those that there were then, on one side of what is strictly apart (§5.1)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from app.domain.operations.instance_facts import Region
from app.errors import Conflict, Fault, Invalid

PROVIDER: Final = "5.1"


class PlacedInstance(Protocol):
    """Where it runs, with whom, and from which local day to which."""

    @property
    def id(self) -> UUID: ...
    @property
    def region(self) -> Region: ...
    @property
    def provider(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...


def existed_on(instance: PlacedInstance, day: date) -> bool:
    """From its first day to its last, both included."""
    return instance.starts_on <= day and (instance.ends_on is None or day <= instance.ends_on)


def check_known(named: Sequence[UUID], found: Iterable[PlacedInstance]) -> None:
    """Raises Invalid at /instanceIds."""
    known = {each.id for each in found}
    places = [place for place, each in enumerate(named) if each not in known]
    _refuse(places, "unknown", "There is no such instance.")


def check_concerned(named: Sequence[UUID], found: Sequence[PlacedInstance], day: date) -> None:
    """Raises Invalid at /instanceIds, and Conflict when they are of more than one region or provider."""
    check_known(named, found)
    there = {each.id for each in found if existed_on(each, day)}
    places = [place for place, each in enumerate(named) if each not in there]
    _refuse(places, "not_there_then", "This instance did not exist then.")
    if len({(each.region, each.provider) for each in found}) > 1:
        raise Conflict(
            "These instances are in different regions or at different providers, which are kept strictly apart:"
            " record it for each.",
            section=PROVIDER,
        )


def _refuse(places: Iterable[int], code: str, detail: str) -> None:
    faults = [Fault(f"/instanceIds/{place}", code, detail) for place in places]
    if faults:
        raise Invalid("The request is not valid.", faults=faults)
