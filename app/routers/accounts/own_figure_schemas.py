"""A customer's own figures in JSON: targets, and what else goes over its level and the agreement (§1)."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.domain.agreement.agreed_terms import OwnFigures
from app.domain.agreement.agreement import RequestClass
from app.domain.agreement.measures import Target, Unit
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import ClockName, Priority
from app.routers.http.types import DECIMAL, WHOLE, In, Out


class OwnTargetIn(In):
    """A figure of a customer-based SLA (section 1), over the level's own. A day is one day's support hours."""

    request_class: RequestClass
    clock: ClockName
    priority: Priority
    amount: Annotated[float, Field(ge=0.01, le=1_000)]
    unit: Unit

    def value(self) -> OwnTarget:
        return OwnTarget(
            request_class=self.request_class,
            clock=self.clock,
            priority=self.priority,
            target=Target(self.amount, self.unit),
        )


def _each_once(targets: tuple[OwnTargetIn, ...]) -> tuple[OwnTargetIn, ...]:
    if len({(each.request_class, each.clock, each.priority) for each in targets}) < len(targets):
        raise PydanticCustomError("repeated", "Give one figure for each class, clock and priority.")
    return targets


OwnTargetsIn = Annotated[
    tuple[OwnTargetIn, ...],
    Field(
        max_length=12, json_schema_extra={"uniqueItems": True}, description="One for each class, clock and priority."
    ),
    AfterValidator(_each_once),
]


class OwnFiguresIn(In):
    """A customer's own over those of its level and of the agreement (section 1). Left out, or null: those hold."""

    registrants: Annotated[
        Annotated[int, Field(ge=1, le=1_000), WHOLE] | None,
        Field(description="How many people may register tickets (section 1.2.2)."),
    ] = None
    booking_lead_days: Annotated[
        Annotated[int, Field(ge=0, le=365), WHOLE] | None,
        Field(description="How many calendar days ahead a consultant is booked."),
    ] = None
    availability_percent: Annotated[
        Annotated[Decimal, Field(gt=0, le=100), DECIMAL] | None,
        Field(description="Of a calendar year (section 5.2)."),
    ] = None

    def value(self) -> OwnFigures:
        return OwnFigures(
            registrants=self.registrants,
            booking_lead_days=self.booking_lead_days,
            availability_percent=self.availability_percent,
        )


class OwnTargetOut(Out):
    request_class: RequestClass
    clock: ClockName
    priority: Priority
    amount: float
    unit: Unit

    @classmethod
    def of(cls, own: OwnTarget) -> Self:
        return cls(
            request_class=own.request_class,
            clock=own.clock,
            priority=own.priority,
            amount=own.target.amount,
            unit=own.target.unit,
        )


class OwnFiguresOut(Out):
    """A customer's own figures, targets apart (section 1). Null: those of its level, or of the agreement, hold."""

    registrants: Annotated[int | None, Field(description="How many people may register tickets.")]
    booking_lead_days: Annotated[int | None, Field(description="How many calendar days ahead a consultant is booked.")]
    availability_percent: Annotated[float | None, Field(description="Of a calendar year (section 5.2).")]

    @classmethod
    def of(cls, own: OwnFigures) -> Self:
        share = own.availability_percent
        return cls(
            registrants=own.registrants,
            booking_lead_days=own.booking_lead_days,
            availability_percent=None if share is None else float(share),
        )


def targets_in_words(own_targets: tuple[OwnTargetOut, ...] | None) -> str | None:
    if own_targets is None:
        return None
    return ", ".join(
        f"{each.request_class} {each.clock} {each.priority} {each.amount:g} {each.unit}" for each in own_targets
    )


def figures_in_words(own: OwnFiguresOut | None) -> str | None:
    if own is None:
        return None
    said = {
        "registrants": own.registrants,
        "lead days": own.booking_lead_days,
        "availability %": own.availability_percent,
    }
    return ", ".join(f"{name} {value:g}" for name, value in said.items() if value is not None)
