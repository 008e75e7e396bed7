"""Releases of services, and which instance runs which (§5.5)."""

import re
from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, PlainValidator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.domain.operations.instance_facts import ReleaseKind
from app.domain.operations.releases import Release, ReleaseMonth, ReleaseTests, RolloutLine, RolloutStanding
from app.errors import ErrorCode
from app.operations import instances, releases
from app.operations.releases import Installing, NewRelease, Rollout
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, rendered, reply
from app.routers.http.tables import Column, as_csv, as_text
from app.routers.http.types import DateIn, Id, In, InstantIn, Out, QueryIn, Reference, WebAddress, given
from app.routers.operations.instance_schemas import InstanceOut
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import InstanceId, after_id
from app.routers.request.route import api_router

router = api_router("Releases")

_VERSION: Final = r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,9}"


def _version(text: object) -> str:
    if not isinstance(text, str) or not re.fullmatch(_VERSION, text):
        raise PydanticCustomError("version", "A version is numbers with dots between: 4.2 or 4.2.1.")
    return text


VersionIn = Annotated[
    str,
    PlainValidator(_version),
    WithJsonSchema({"type": "string", "pattern": f"^{_VERSION}$", "examples": ["4.2", "4.2.1"]}),
]


class ReleaseTestsIn(In):
    """References to what was tested by machine and by hand (section 5.5.3)."""

    automatic: Reference
    manual: Reference

    def value(self) -> ReleaseTests:
        return ReleaseTests(self.automatic, self.manual)


class ReleaseIn(In):
    """A production version takes notes (5.5.2) and tests (5.5.3); a hotfix is on a production version (5.5.1)."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"kind": {"const": ReleaseKind.PRODUCTION.value}}},
            "then": given("notesUrl", "tests"),
        }
    )

    service_id: Id
    version: VersionIn
    released_on: DateIn
    kind: ReleaseKind
    notes_url: WebAddress | None = None
    tests: ReleaseTestsIn | None = None

    def new(self) -> NewRelease:
        return NewRelease(
            service_id=self.service_id,
            version=self.version,
            released_on=self.released_on,
            kind=self.kind,
            notes_url=self.notes_url,
            tests=None if self.tests is None else self.tests.value(),
        )


class InstallationIn(In):
    """`maintenanceId`: in which it is done; `testReference`: the customer's own test of its bespoke work (5.5.4)."""

    version: Reference
    maintenance_id: Id | None = None
    test_reference: Reference | None = None
    occurred_at: InstantIn | None = None

    def installing(self) -> Installing:
        return Installing(
            version=self.version,
            at=self.occurred_at,
            maintenance_id=self.maintenance_id,
            test_reference=self.test_reference,
        )


class ReleaseTestsOut(Out):
    automatic: str
    manual: str


class ReleaseOut(Out):
    id: UUID
    service_id: UUID
    version: str
    released_on: date
    kind: ReleaseKind
    notes_url: str | None
    tests: ReleaseTestsOut | None

    @classmethod
    def of(cls, release: Release) -> Self:
        tests = release.tests
        return cls(
            id=release.id,
            service_id=release.service_id,
            version=release.version,
            released_on=release.released_on,
            kind=release.kind,
            notes_url=release.notes_url,
            tests=None if tests is None else ReleaseTestsOut(automatic=tests.automatic, manual=tests.manual),
        )


class RolloutLineOut(Out):
    """`versionsBehind` counts production versions; the aim is 0 or 1 (section 5.5). `agent`: its agent comes along.

    `testEnvironmentAdvised`: there is bespoke work in it, and no test instance to try a release on (section 5.5.4).
    """

    instance_id: UUID
    customer_id: UUID
    version: str | None
    versions_behind: int | None
    standing: RolloutStanding
    behind_since: date | None
    agent: bool
    test_environment_advised: bool

    @classmethod
    def of(cls, line: RolloutLine) -> Self:
        return cls(
            instance_id=line.instance_id,
            customer_id=line.customer_id,
            version=line.version,
            versions_behind=line.versions_behind,
            standing=line.standing,
            behind_since=line.behind_since,
            agent=line.agent,
            test_environment_advised=line.test_environment_advised,
        )


class ReleaseMonthOut(Out):
    """An aim, which is reported and never breached: about one production version a month."""

    month: date
    versions: tuple[str, ...]
    as_aimed: bool

    @classmethod
    def of(cls, month: ReleaseMonth) -> Self:
        return cls(month=month.month, versions=month.versions, as_aimed=month.is_as_aimed)


class RolloutOut(Out):
    """The instances furthest behind first, and the versions of each month of this year."""

    service_id: UUID
    instances: tuple[RolloutLineOut, ...]
    months: tuple[ReleaseMonthOut, ...]
    section: str

    @classmethod
    def whole(cls, service_id: UUID, found: Rollout) -> Self:
        return cls(
            service_id=service_id,
            instances=tuple(map(RolloutLineOut.of, found.lines)),
            months=tuple(map(ReleaseMonthOut.of, found.months)),
            section="5.5",
        )


class ReleasesQuery(PageQuery):
    service_id: Id | None = None


class RolloutQuery(QueryIn):
    service_id: Id


COLUMNS: tuple[Column[ReleaseOut], ...] = (
    Column("id", lambda each: each.id, wide=True),
    Column("version", lambda each: each.version),
    Column("kind", lambda each: each.kind),
    Column("releasedOn", lambda each: each.released_on),
    Column("notesUrl", lambda each: each.notes_url, gives_way=True),
)
ROLLOUT_COLUMNS: tuple[Column[RolloutLineOut], ...] = (
    Column("instanceId", lambda each: each.instance_id),
    Column("customerId", lambda each: each.customer_id, wide=True),
    Column("version", lambda each: each.version),
    Column("versionsBehind", lambda each: each.versions_behind),
    Column("standing", lambda each: each.standing),
    Column("behindSince", lambda each: each.behind_since),
    Column("agent", lambda each: each.agent, wide=True),
    Column("testEnvironmentAdvised", lambda each: each.test_environment_advised, wide=True),
)


@router.post(
    "/releases",
    summary="Publish a release",
    status_code=201,
    responses={**creates(ReleaseOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def publish_release(body: ReleaseIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager. It stays as it was published. Contacts of customers that have an instance of the service
    are told, if they asked for it, on the day on which it comes out.
    """
    made = await releases.publish(uow, body.new())
    return reply(ReleaseOut.of(made), status=201, location="/releases")


@router.get("/releases", summary="List releases", responses=lists(ReleaseOut))
async def list_releases(request: Request, query: Annotated[ReleasesQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Latest recorded first."""
    asked = window(request, query)
    rows = await releases.page(uow, query.service_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda each: (each.id,))
    return collection(request, ReleaseOut, map(ReleaseOut.of, page.rows), page.next_cursor, COLUMNS)


@router.get(
    "/releases/rollout",
    summary="Read which instance runs which",
    responses={**shows(RolloutOut, CSV, TEXT), **refuses(ErrorCode.NOT_FOUND)},
)
async def read_rollout(request: Request, query: Annotated[RolloutQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Of one service. What is excluded by agreement or bespoke is listed, and not behind."""
    view = RolloutOut.whole(query.service_id, await releases.roll_out_of(uow, query.service_id))
    return rendered(
        request,
        view,
        csv=lambda: as_csv(ROLLOUT_COLUMNS, view.instances),
        text=lambda: as_text(ROLLOUT_COLUMNS, view.instances),
    )


@router.post(
    "/instances/{instanceId}/installations",
    summary="Record that a release was installed",
    status_code=201,
    responses={**creates(InstanceOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def install_release(instance_id: InstanceId, body: InstallationIn, uow: UnitOfWorkDep) -> Response:
    """By support. A production version goes in within the maintenance window, or in maintenance that was announced for
    it, and onto bespoke work only with the customer's own test; a hotfix at any time (5.5). On the customer's own site
    it is the customer who applied it (1.4.1).
    """
    stored = await releases.install_on(uow, instance_id, body.installing())
    return reply(
        InstanceOut.of(instances.shown(uow, stored)),
        status=201,
        version=stored.version,
        location=f"/instances/{stored.id}",
    )
