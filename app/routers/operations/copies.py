"""Copies of an instance's data, and how it stands by them (§5.8.1)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.operations.instance_facts import CopyKind
from app.errors import ErrorCode
from app.operations import copies, instances
from app.operations.copies import CopyStanding, NewCopy, ShownCopy
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, In, InstantIn, Note, Out, Reference, Title
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import CopyId, InstanceId
from app.routers.request.route import api_router

router = api_router("Recovery", prefix="/instances/{instanceId}")

LARGEST = 2**53


class CopyIn(In):
    """`takenAt`: the state that it holds, by which its age goes. One that failed is none, and is not recorded.

    `server`: of a snapshot, which is recorded on each instance that it carries.
    """

    kind: CopyKind
    taken_at: InstantIn
    finished_at: InstantIn
    verified: bool
    size: Annotated[int, Field(ge=0, le=LARGEST), WHOLE] | None = None
    location: Title
    server: Reference | None = None

    def new(self) -> NewCopy:
        return NewCopy(
            kind=self.kind,
            taken_at=self.taken_at,
            finished_at=self.finished_at,
            verified=self.verified,
            size=self.size,
            location=self.location,
            server=self.server,
        )


class CopyRemovalIn(In):
    reason: Note
    occurred_at: InstantIn | None = None


class CopyOut(Out):
    """`inWindow`: it was taken in the maintenance window of section 5.4, as a daily copy is to be."""

    id: UUID
    kind: CopyKind
    taken_at: Instant
    finished_at: Instant
    verified: bool
    size: int | None
    location: str
    server: str | None
    removed_at: Instant | None
    in_window: bool

    @classmethod
    def of(cls, shown: ShownCopy) -> Self:
        copy = shown.copy
        return cls(
            id=copy.id,
            kind=copy.kind,
            taken_at=copy.taken_at,
            finished_at=copy.finished_at,
            verified=copy.verified,
            size=copy.size,
            location=copy.location,
            server=copy.server,
            removed_at=copy.removed_at,
            in_window=shown.in_window,
        )


class RecoveryOut(Out):
    """By what an instance could be recovered now. `ageSeconds` is that of the state which the newest verified full copy
    holds. The days and weeks are those that are over; the promises themselves are under `/v1/sla/terms`.
    """

    instance_id: UUID
    newest_copy_id: UUID | None
    taken_at: Instant | None
    age_seconds: float | None
    days_without_copy: tuple[date, ...]
    weeks_without_snapshot: Annotated[tuple[date, ...], Field(description="By their Mondays.")]
    section: str

    @classmethod
    def of(cls, instance_id: UUID, standing: CopyStanding, now: Instant) -> Self:
        newest = standing.newest
        return cls(
            instance_id=instance_id,
            newest_copy_id=None if newest is None else newest.id,
            taken_at=None if newest is None else newest.taken_at,
            age_seconds=None if newest is None else (now - newest.taken_at).total_seconds(),
            days_without_copy=tuple(standing.days_without_copy),
            weeks_without_snapshot=tuple(standing.weeks_without_snapshot),
            section=copies.SECTION,
        )


COLUMNS: tuple[Column[CopyOut], ...] = (
    Column("id", lambda each: each.id, wide=True),
    Column("kind", lambda each: each.kind),
    Column("takenAt", lambda each: each.taken_at),
    Column("finishedAt", lambda each: each.finished_at),
    Column("verified", lambda each: each.verified),
    Column("inWindow", lambda each: each.in_window),
    Column("removedAt", lambda each: each.removed_at),
    Column("size", lambda each: each.size),
    Column("location", lambda each: each.location, gives_way=True),
)


@router.post(
    "/copies",
    summary="Record a copy",
    status_code=201,
    responses={**creates(CopyOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def record_copy(instance_id: InstanceId, body: CopyIn, uow: UnitOfWorkDep) -> Response:
    """By support, in any order. The same copy told again is that one."""
    stored, shown = await copies.take(uow, instance_id, body.new())
    return _reply(instance_id, stored.version, shown)


@router.get("/copies", summary="List copies", responses=lists(CopyOut))
async def list_copies(
    instance_id: InstanceId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """By the states that they hold, the latest first; removed ones too."""
    asked = window(request, query)
    stored = await instances.find(uow, instance_id)
    known = sorted(stored.state.copies, key=lambda each: (each.taken_at, each.id), reverse=True)
    rows = [each for each in known if not asked.after or (each.taken_at, each.id) < asked.after][: asked.fetch]
    page = asked.page(rows, lambda each: (each.taken_at, each.id))
    shown = (CopyOut.of(copies.shown(uow, each)) for each in page.rows)
    return collection(request, CopyOut, shown, page.next_cursor, COLUMNS)


@router.post(
    "/copies/{copyId}/verification",
    summary="Say that a copy is whole",
    status_code=201,
    responses={**creates(CopyOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def verify_copy(instance_id: InstanceId, copy_id: CopyId, uow: UnitOfWorkDep) -> Response:
    """By support, who has read it back. It counts from the state that it holds: a breach that was announced meanwhile
    is withdrawn.
    """
    stored, shown = await copies.verify(uow, instance_id, copy_id)
    return _reply(instance_id, stored.version, shown)


@router.post(
    "/copies/{copyId}/removal",
    summary="Record that a copy was removed",
    status_code=201,
    responses={**creates(CopyOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def remove_copy(instance_id: InstanceId, copy_id: CopyId, body: CopyRemovalIn, uow: UnitOfWorkDep) -> Response:
    """By support. The only verified copy is not removed; a snapshot is kept for three months (5.8.1)."""
    stored, shown = await copies.remove(uow, instance_id, copy_id, body.reason, body.occurred_at)
    return _reply(instance_id, stored.version, shown)


@router.get("/recovery", summary="Read how an instance could be recovered", responses=shows(RecoveryOut))
async def read_recovery(instance_id: InstanceId, uow: UnitOfWorkDep) -> Response:
    """The recovery point now, and what was missed."""
    stored = await instances.find(uow, instance_id)
    return reply(RecoveryOut.of(stored.id, copies.recovery(uow, stored.state), uow.now))


def _reply(instance_id: UUID, version: int, shown: ShownCopy) -> Response:
    location = f"/instances/{instance_id}/copies/{shown.copy.id}"
    return reply(CopyOut.of(shown), status=201, version=version, location=location)
