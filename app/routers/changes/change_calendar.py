"""What is changed when (§4): as JSON, as a page, as a calendar to subscribe to, as a picture."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.business_time.limits import LAST
from app.changes import change_calendar
from app.changes.change_ical import rendered_calendar
from app.clock import Instant
from app.domain.agreement.changes import ChangeState
from app.domain.changes.calendar_page import calendar_page
from app.domain.changes.calendar_picture import STYLE, calendar_picture
from app.domain.changes.change_calendar import CalendarChange, ChangeCalendar
from app.domain.changes.change_facts import ChangeConflict, ConflictKind, ConflictTarget
from app.domain.explanation.phrasing import Phrasing
from app.domain.vocabulary import ChangeType
from app.errors import Invalid
from app.routers.changes.freezes import ChangeFreezeOut
from app.routers.explanations.wording import WordsDep, language_headers
from app.routers.http.documented import tells
from app.routers.http.negotiation import ICAL, SVG, TEXT
from app.routers.http.replies import rendered
from app.routers.http.types import InstantIn, Out, QueryIn
from app.routers.middleware.envelope import styled_by
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router

router = api_router("Changes", prefix="/changes")

AHEAD: Final = timedelta(days=28)
LONGEST: Final = timedelta(days=92)
_SECTIONS: Final[Mapping[ConflictKind, str]] = {
    ConflictKind.SAME_INSTANCE: "4",
    ConflictKind.FREEZE: "4",
    ConflictKind.OUTSIDE_WINDOW: "5.4",
    ConflictKind.NOT_ANNOUNCED: "5.4",
}
_LINKS: Final[Mapping[ConflictTarget, str]] = {
    ConflictTarget.CHANGE: "changes",
    ConflictTarget.FREEZE: "change-freezes",
    ConflictTarget.MAINTENANCE: "maintenance-periods",
}
POLICY: Final = styled_by(STYLE)


class CalendarPeriodQuery(QueryIn):
    """[from, until), at most 92 days; left out, the four weeks from now on, or from `from`."""

    from_at: Annotated[InstantIn | None, Field(alias="from")] = None
    until: InstantIn | None = None

    def period(self, now: Instant) -> tuple[Instant, Instant]:
        from_at = now if self.from_at is None else self.from_at
        until = Instant(min(from_at + AHEAD, LAST)) if self.until is None else self.until
        if until <= from_at:
            raise Invalid.at("/query/until", "not_after_from", "It ends after it begins.")
        if until - from_at > LONGEST:
            raise Invalid.at("/query/until", "too_long", f"Ask for at most {LONGEST.days} days.")
        return from_at, until


class ConflictWithOut(Out):
    """The other one, and where it is read."""

    type: ConflictTarget
    id: UUID
    number: str | None
    href: str


class ChangeConflictOut(Out):
    """`with` null: nothing was announced for the time outside the maintenance window."""

    kind: ConflictKind
    section: str
    with_: Annotated[ConflictWithOut | None, Field(alias="with")]

    @classmethod
    def of(cls, conflict: ChangeConflict) -> Self:
        other = None
        if conflict.with_type is not None and conflict.with_id is not None:
            href = f"/v1/{_LINKS[conflict.with_type]}/{conflict.with_id}"
            other = ConflictWithOut(type=conflict.with_type, id=conflict.with_id, number=conflict.number, href=href)
        return cls(kind=conflict.kind, section=_SECTIONS[conflict.kind], with_=other)


class CalendarChangeOut(Out):
    """As it was carried out, or as it is planned. `instanceIds` are those in the caller's sight."""

    id: UUID
    number: str
    title: str
    change_type: ChangeType
    state: ChangeState
    customer_id: UUID | None
    instance_ids: tuple[UUID, ...]
    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    conflicts: Annotated[
        tuple[ChangeConflictOut, ...], Field(description="What is in its way, while it is still to come.")
    ]

    @classmethod
    def of(cls, entry: CalendarChange) -> Self:
        change, slot = entry.change, entry.slot
        return cls(
            id=change.id,
            number=change.number,
            title=change.title,
            change_type=change.change_type,
            state=change.state,
            customer_id=change.customer_id,
            instance_ids=slot.instance_ids,
            from_at=slot.from_at,
            until=slot.until,
            conflicts=tuple(map(ChangeConflictOut.of, entry.conflicts)),
        )


class MaintenanceHoursOut(Out):
    """A stretch of the maintenance window (5.4)."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant


class ChangeCalendarOut(Out):
    """`windows`: the maintenance hours of section 5.4; `freezes`: to vendor staff alone."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    changes: tuple[CalendarChangeOut, ...]
    windows: tuple[MaintenanceHoursOut, ...]
    freezes: tuple[ChangeFreezeOut, ...]

    @classmethod
    def of(cls, seen: ChangeCalendar) -> Self:
        return cls(
            from_at=seen.from_at,
            until=seen.until,
            changes=tuple(map(CalendarChangeOut.of, seen.changes)),
            windows=tuple(MaintenanceHoursOut(from_at=from_at, until=until) for from_at, until in seen.windows),
            freezes=tuple(map(ChangeFreezeOut.of, seen.freezes)),
        )


@router.get("/calendar", summary="See what is changed when", responses=tells(ChangeCalendarOut, TEXT, SVG, ICAL))
async def read_change_calendar(
    request: Request, query: Annotated[CalendarPeriodQuery, Query()], uow: UnitOfWorkDep, words: WordsDep
) -> Response:
    """Changes that are planned, under way or done, the maintenance window, freezes, and what is in the way of what. As
    SVG: a picture; as text/calendar: for a calendar program.
    """
    seen = await change_calendar.read(uow, *query.period(uow.now))
    phrasing = Phrasing(words, uow.book.in_force(uow.now).vendor.zone)
    return rendered(
        request,
        ChangeCalendarOut.of(seen),
        text=lambda: calendar_page(seen, phrasing),
        svg=lambda: calendar_picture(seen, phrasing),
        ical=lambda: rendered_calendar(seen, words.language),
        headers={**language_headers(words), "Content-Security-Policy": POLICY},
    )


router.routes.append(Route(f"{router.prefix}/calendar", HTTPEndpoint, include_in_schema=False))
"""Other methods end here with 405, and not at a change of which this would be the id."""
