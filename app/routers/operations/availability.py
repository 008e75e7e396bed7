"""How available instances were (§5.2): figures, why they are so, and a timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.availability.availability import DECIMALS, Availability, worst_first
from app.domain.availability.availability_explanation import AvailabilityNaming, explain_availability
from app.domain.availability.availability_page import availability_page, timeline_page
from app.domain.availability.availability_words import AVAILABILITY_WORDS
from app.domain.availability.stretches import MICROSECOND, Stretch
from app.domain.availability.timeline import ServiceTimeline
from app.domain.availability.timeline_picture import STYLE, timeline_picture
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.words import Words
from app.domain.tickets.moments import Knowledge, Moment
from app.feed import reading
from app.operations import availability
from app.operations.availability import RecordedInstance
from app.operations.store.instances import InstancesFilter
from app.routers.explanations.wording import WordsDep, language_headers
from app.routers.http.documented import lists, shows, tells
from app.routers.http.negotiation import CSV, SVG, TEXT
from app.routers.http.pagination import Key, window
from app.routers.http.replies import collection, rendered
from app.routers.http.tables import as_csv
from app.routers.http.terminal import wall_time
from app.routers.middleware.envelope import styled_by
from app.routers.operations.availability_schemas import (
    AVAILABILITY_COLUMNS,
    AvailabilityFigureOut,
    AvailabilityListQuery,
    AvailabilityOut,
    PeriodQuery,
    availability_text,
)
from app.routers.operations.timeline_schemas import LINE_COLUMNS, AvailabilityExplanationOut, TimelineOut
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import InstanceId
from app.routers.request.route import api_router
from app.unit_of_work import UnitOfWork

router = api_router("Services", prefix="/instances/{instanceId}")
of_all = api_router("SLA", prefix="/sla")

POLICY: Final = styled_by(STYLE)


@router.get("/availability", summary="See how available an instance was", responses=shows(AvailabilityOut, TEXT))
async def read_availability(
    instance_id: InstanceId, request: Request, query: Annotated[PeriodQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Over a calendar year or any period (5.2), as it stands now or stood at any moment. What was announced beforehand
    and carried out, and what somebody else accepted to be outside the vendor's control, is left out.
    """
    found = await _found(uow, instance_id, query)
    known_to = await _known_to(uow, query.moment())
    view = AvailabilityOut.read(found, found.availability(), known_to)
    return rendered(request, view, text=lambda: availability_text(view, wall_time(request)))


@router.get(
    "/availability/explanation",
    summary="Explain an availability",
    responses=tells(AvailabilityExplanationOut, CSV, TEXT),
)
async def explain_instance_availability(
    instance_id: InstanceId,
    request: Request,
    query: Annotated[PeriodQuery, Query()],
    uow: UnitOfWorkDep,
    words: WordsDep,
) -> Response:
    """The sum that the figure is, in sentences, with a line for every stretch that it was down. As text: a page for a
    mail; as CSV: the lines.
    """
    found = await _found(uow, instance_id, query)
    seen = found.availability()
    naming = await _naming(uow, found, seen, words)
    explained = explain_availability(seen, naming)
    view = AvailabilityExplanationOut.of(found, explained)
    return rendered(
        request,
        view,
        csv=lambda: as_csv(LINE_COLUMNS, view.lines),
        text=lambda: availability_page(explained, found.row.name, naming),
        headers=language_headers(words),
    )


@router.get("/timeline", summary="See how an instance's time went", responses=tells(TimelineOut, TEXT, SVG))
async def read_timeline(
    instance_id: InstanceId,
    request: Request,
    query: Annotated[PeriodQuery, Query()],
    uow: UnitOfWorkDep,
    words: WordsDep,
) -> Response:
    """Up, down, left out, in maintenance, unmeasured: stretches without gap or overlap. As SVG: a picture."""
    found = await _found(uow, instance_id, query, works=True)
    seen = found.timeline()
    naming = await _naming(uow, found, seen, words)
    return rendered(
        request,
        TimelineOut.of(instance_id, seen),
        text=lambda: timeline_page(seen, found.row.name, naming),
        svg=lambda: timeline_picture(seen, found.row.name, naming),
        headers={**language_headers(words), "Content-Security-Policy": POLICY},
    )


@of_all.get("/availability", summary="List availability, worst first", responses=lists(AvailabilityFigureOut))
async def list_availability(
    request: Request, query: Annotated[AvailabilityListQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Of the instances that there were in the period, the least available first. All pages are as of one moment: that
    which was asked for, or that of the first page.
    """
    asked = window(request, query)
    begun_at, last = _opened(asked.after)
    moment = query.moment() or (None if begun_at is None else Moment(begun_at))
    wanted = InstancesFilter(customer_id=query.customer_id, service_id=query.service_id, region=query.region)
    found = await availability.of_many(uow, wanted, _period(uow, query, begun_at), moment)
    seen = found.availabilities()
    rows = [each for each in worst_first(seen) if last is None or _place(seen, each) > last]
    page = asked.page(rows, lambda each: (found.at, *_place(seen, each)))
    items = (AvailabilityFigureOut.of(found.rows[each], seen[each]) for each in page.rows)
    return collection(request, AvailabilityFigureOut, items, page.next_cursor, AVAILABILITY_COLUMNS)


Place = tuple[int, int, UUID]
"""Where an instance is in the list, as `worst_first` has it."""


def _place(seen: Mapping[UUID, Availability], instance_id: UUID) -> Place:
    achieved = seen[instance_id].figure.achieved_percent
    return int(achieved is None), 0 if achieved is None else int(achieved.scaleb(DECIMALS)), instance_id


def _opened(after: Key | None) -> tuple[Instant | None, Place | None]:
    """As of when the first page was, and the place of the last one on it."""
    match after:
        case (datetime() as begun_at, int() as nothing_to_judge, int() as achieved, UUID() as last):
            return Instant(begun_at), (nothing_to_judge, achieved, last)
        case _:
            return None, None


async def _found(uow: UnitOfWork, instance_id: UUID, query: PeriodQuery, *, works: bool = False) -> RecordedInstance:
    return await availability.of_instance(uow, instance_id, _period(uow, query), query.moment(), works=works)


def _period(uow: UnitOfWork, query: PeriodQuery, begun_at: Instant | None = None) -> Stretch:
    now = uow.now if begun_at is None else begun_at
    return query.period(now, uow.book.in_force(now).vendor.zone)


async def _known_to(uow: UnitOfWork, moment: Moment | None) -> str:
    """Of what was known at an earlier moment: the place before whatever was recorded after it."""
    head = await reading.head(uow.connection)
    if moment is None or moment.knowledge is Knowledge.NOW or moment.at >= uow.now:
        return str(head.place)
    since = Instant(moment.until + MICROSECOND)
    return str((await reading.start(uow.connection, head, since=since)).place)


async def _naming(
    uow: UnitOfWork, found: RecordedInstance, seen: Availability | ServiceTimeline, words: Words
) -> AvailabilityNaming:
    told = await availability.names_in(uow, found, seen)
    kinds = AVAILABILITY_WORDS[words.language].maintenance
    names = {**told.names, **{each: kinds[kind] for each, kind in told.maintenance.items()}}
    return AvailabilityNaming(Phrasing(words, found.service.agreement.vendor.zone), names)
