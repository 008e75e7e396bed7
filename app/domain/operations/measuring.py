"""Whether an instance is being measured (§5.2): what is not known is neither up nor down."""

from typing import Final

from app.clock import Instant, as_cut
from app.domain.operations.instance_facts import MeasuringResumed, MeasuringStopped
from app.domain.operations.instance_rules import check_going
from app.domain.operations.instances import Instance
from app.errors import Conflict, Invalid

MEASUREMENT: Final = "5.2"


def is_measured(instance: Instance) -> bool:
    return not instance.gaps or instance.gaps[-1].until is not None


def changed_at(instance: Instance) -> Instant | None:
    """When it was stopped or resumed for the last time; None: never."""
    if not instance.gaps:
        return None
    latest = instance.gaps[-1]
    return latest.from_at if latest.until is None else latest.until


def measure(
    instance: Instance, at: Instant, reason: str, *, measuring: bool
) -> tuple[MeasuringStopped | MeasuringResumed, Instant]:
    """With its moment: the latest change itself, if that is what clients cut `at` from.

    Raises Conflict where nothing would change, Invalid at /occurredAt before the latest change.
    """
    check_going(instance, at)
    if measuring == is_measured(instance):
        state = "measured" if measuring else "not measured"
        raise Conflict(f"The instance is {state} already.", section=MEASUREMENT)
    latest = changed_at(instance)
    if latest is not None and at < latest:
        if as_cut(at, latest) != latest:
            detail = "Measuring was stopped or resumed after that."
            raise Invalid.at("/occurredAt", "before_latest_change", detail, section=MEASUREMENT)
        at = latest
    return MeasuringResumed(reason=reason) if measuring else MeasuringStopped(reason=reason), at
