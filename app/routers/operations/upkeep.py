"""Logs, sign-in and the customer's own infrastructure of an instance (§5.9.1, §5.7.2, §1.4)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.operations.instance_facts import (
    AccessSurveyed,
    FindingKind,
    HostedPart,
    InfrastructureChanged,
    LogFinding,
    MeasureUse,
)
from app.domain.operations.monitoring import SharedPattern
from app.errors import ErrorCode
from app.operations import instances, upkeep
from app.operations.instances import StoredInstance
from app.operations.upkeep import Surveyed
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import DateIn, In, InstantIn, Note, Out, Reference
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import InstanceId
from app.routers.request.route import api_router

router = api_router("Services")

MOST_FINDINGS = 200


class FindingIn(In):
    """`pattern` is what alike ones have in common, whoever's they are."""

    kind: FindingKind
    pattern: Reference
    text: Note


class LogAnalysisIn(In):
    """Nothing found is an analysis too."""

    findings: Annotated[tuple[FindingIn, ...], Field(max_length=MOST_FINDINGS)] = ()
    occurred_at: InstantIn | None = None

    def value(self) -> tuple[LogFinding, ...]:
        return tuple(LogFinding(kind=each.kind, pattern=each.pattern, text=each.text) for each in self.findings)


class FindingOut(Out):
    kind: FindingKind
    pattern: str
    text: str


class LogAnalysisOut(Out):
    analysed_at: Instant
    findings: tuple[FindingOut, ...]


class LogAnalysesOut(Out):
    """`daysWithout`: those that are over on which nobody analysed the logs of a production instance (section 5.9.1)."""

    instance_id: UUID
    latest: tuple[LogAnalysisOut, ...]
    days_without: tuple[date, ...]
    section: str

    @classmethod
    def of(cls, stored: StoredInstance, missed: tuple[date, ...]) -> Self:
        latest = sorted(stored.state.analyses, key=lambda each: each.analysed_at, reverse=True)[:SHOWN]
        return cls(
            instance_id=stored.id,
            latest=tuple(
                LogAnalysisOut(
                    analysed_at=each.analysed_at,
                    findings=tuple(FindingOut(kind=f.kind, pattern=f.pattern, text=f.text) for f in each.findings),
                )
                for each in latest
            ),
            days_without=missed,
            section="5.9.1",
        )


SHOWN = 31


class SharedPatternOut(Out):
    """Found at several customers, within the vendor's sight alone."""

    kind: FindingKind
    pattern: str
    instance_ids: tuple[UUID, ...]
    customer_ids: tuple[UUID, ...]

    @classmethod
    def of(cls, shared: SharedPattern) -> Self:
        return cls(
            kind=shared.kind,
            pattern=shared.pattern,
            instance_ids=shared.instance_ids,
            customer_ids=shared.customer_ids,
        )


class PatternsQuery(PageQuery):
    from_at: Annotated[InstantIn, Field(alias="from")]
    until: InstantIn


class AccessSurveyIn(In):
    """How far each measure of section 5.7.2 is in use."""

    multi_factor: MeasureUse
    single_sign_on: MeasureUse
    strong_passwords: MeasureUse

    def fact(self) -> AccessSurveyed:
        return AccessSurveyed(
            multi_factor=self.multi_factor,
            single_sign_on=self.single_sign_on,
            strong_passwords=self.strong_passwords,
        )


class AccessAdviceOut(Out):
    measure: str
    section: str


class AccessSurveyOut(Out):
    """`advised`: what is not enforced, and would be better so. `surveyedAt` null: nobody has looked."""

    instance_id: UUID
    surveyed_at: Instant | None
    multi_factor: MeasureUse | None
    single_sign_on: MeasureUse | None
    strong_passwords: MeasureUse | None
    advised: tuple[AccessAdviceOut, ...]

    @classmethod
    def of(cls, surveyed: Surveyed) -> Self:
        access = surveyed.stored.state.access
        uses = None if access is None else access.uses
        return cls(
            instance_id=surveyed.stored.id,
            surveyed_at=None if access is None else access.surveyed_at,
            multi_factor=None if uses is None else uses.multi_factor,
            single_sign_on=None if uses is None else uses.single_sign_on,
            strong_passwords=None if uses is None else uses.strong_passwords,
            advised=tuple(
                AccessAdviceOut(measure=rule.measure, section=rule.section.number) for rule in surveyed.advised
            ),
        )


class InfrastructureChangeIn(In):
    """What the customer changes beneath an instance, or an agent, on its own site (section 1.4)."""

    part: HostedPart
    text: Note
    planned_on: DateIn | None = None

    def fact(self) -> InfrastructureChanged:
        return InfrastructureChanged(part=self.part, text=self.text, planned_on=self.planned_on)


class InfrastructureChangeOut(Out):
    instance_id: UUID
    told_at: Instant
    part: HostedPart
    text: str
    planned_on: date | None


CHANGE_COLUMNS: tuple[Column[InfrastructureChangeOut], ...] = (
    Column("toldAt", lambda each: each.told_at),
    Column("part", lambda each: each.part),
    Column("plannedOn", lambda each: each.planned_on),
    Column("text", lambda each: each.text, gives_way=True),
)
PATTERN_COLUMNS: tuple[Column[SharedPatternOut], ...] = (
    Column("kind", lambda each: each.kind),
    Column("pattern", lambda each: each.pattern),
    Column("customers", lambda each: len(each.customer_ids)),
    Column("instances", lambda each: len(each.instance_ids)),
)


@router.post(
    "/instances/{instanceId}/log-analyses",
    summary="Record the analysis of an instance's logs",
    status_code=201,
    responses={**creates(LogAnalysesOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def record_log_analysis(instance_id: InstanceId, body: LogAnalysisIn, uow: UnitOfWorkDep) -> Response:
    """By support, each day (section 5.9.1)."""
    stored = await upkeep.analyse_logs(uow, instance_id, body.value(), body.occurred_at)
    view = LogAnalysesOut.of(stored, tuple(upkeep.days_missed(uow, stored.state)))
    return reply(view, status=201, version=stored.version, location=f"/instances/{instance_id}/log-analyses")


@router.get("/instances/{instanceId}/log-analyses", summary="Read those analyses", responses=shows(LogAnalysesOut))
async def read_log_analyses(instance_id: InstanceId, uow: UnitOfWorkDep) -> Response:
    """The latest 31, latest first, and the days without one."""
    stored = await instances.find(uow, instance_id)
    return reply(LogAnalysesOut.of(stored, tuple(upkeep.days_missed(uow, stored.state))))


@router.get("/log-patterns", summary="List patterns across customers", responses=lists(SharedPatternOut))
async def list_log_patterns(request: Request, query: Annotated[PatternsQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """By support: what was found at two customers or more in [from, until), that of most customers first."""
    asked = window(request, query)
    known = await upkeep.patterns(uow, query.from_at, query.until)
    rows = [(place, each) for place, each in enumerate(known, start=1) if place > asked.after_number][: asked.fetch]
    page = asked.page(rows, lambda each: (each[0],))
    shown = (SharedPatternOut.of(each) for _, each in page.rows)
    return collection(request, SharedPatternOut, shown, page.next_cursor, PATTERN_COLUMNS)


@router.put(
    "/instances/{instanceId}/access",
    summary="Say how people sign in",
    responses={**shows(AccessSurveyOut), **refuses(ErrorCode.CONFLICT)},
)
async def put_access_survey(instance_id: InstanceId, body: AccessSurveyIn, uow: UnitOfWorkDep) -> Response:
    """By support; each survey stands in the history."""
    return reply(AccessSurveyOut.of(await upkeep.survey_access(uow, instance_id, body.fact())))


@router.get("/instances/{instanceId}/access", summary="Read how people sign in", responses=shows(AccessSurveyOut))
async def read_access_survey(instance_id: InstanceId, uow: UnitOfWorkDep) -> Response:
    return reply(AccessSurveyOut.of(upkeep.surveyed(uow, await instances.find(uow, instance_id))))


@router.post(
    "/instances/{instanceId}/infrastructure-changes",
    summary="Tell of a change to the customer's infrastructure",
    status_code=201,
    responses={**creates(InfrastructureChangeOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def tell_infrastructure_change(
    instance_id: InstanceId, body: InfrastructureChangeIn, uow: UnitOfWorkDep
) -> Response:
    """By a registrant of the customer, who is to tell of it (section 1.4.1); or recorded for it by support."""
    stored = await upkeep.tell_change(uow, instance_id, body.fact())
    view = _changes(stored)[-1]
    where = f"/instances/{instance_id}/infrastructure-changes"
    return reply(view, status=201, version=stored.version, location=where)


@router.get(
    "/instances/{instanceId}/infrastructure-changes",
    summary="List those changes",
    responses=lists(InfrastructureChangeOut),
)
async def list_infrastructure_changes(
    instance_id: InstanceId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Latest told first."""
    asked = window(request, query)
    told = [*enumerate(_changes(await instances.find(uow, instance_id)), start=1)]
    rows = [each for each in reversed(told) if not asked.after or each[0] < asked.after_number][: asked.fetch]
    page = asked.page(rows, lambda each: (each[0],))
    shown = (each for _, each in page.rows)
    return collection(request, InfrastructureChangeOut, shown, page.next_cursor, CHANGE_COLUMNS)


def _changes(stored: StoredInstance) -> list[InfrastructureChangeOut]:
    """In the order in which they were told."""
    return [
        InfrastructureChangeOut(
            instance_id=stored.id,
            told_at=each.told_at,
            part=each.change.part,
            text=each.change.text,
            planned_on=each.change.planned_on,
        )
        for each in stored.state.infrastructure
    ]
