"""Where an Alertmanager posts its notifications, in its own words (version 4 of its webhook's body)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from fastapi import Security
from fastapi.security import HTTPBearer
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, TypeAdapter, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.alerts.alerts import Alert
from app.errors import ErrorCode, Forbidden
from app.integrations.alerts import MOST_ALERTS, AlertOutcome, TakenIn, take_in
from app.integrations.bearer_secrets import BearerSecret
from app.integrations.monitoring import take_in_own
from app.integrations.store.integrations import IntegrationKind
from app.integrations.webhooks import SenderProof
from app.routers.http.documented import Responses, refuses
from app.routers.http.faults import read_as
from app.routers.http.replies import reply
from app.routers.http.request import StrictRequest, require_json
from app.routers.http.route import router_of
from app.routers.http.types import DATE_TIME, Out, moment
from app.routers.integrations.deliveries import CREATED, DeliveryRoute, sender_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import IntegrationId

_LOG: Final = logging.getLogger("duetime.webhooks")


class BearerRoute(DeliveryRoute):
    """By the integration's secret: an Alertmanager cannot sign."""

    async def proof(self, request: StrictRequest) -> SenderProof:
        await request.body()
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        return BearerSecret(token.strip() if scheme.lower() == "bearer" else "")


@dataclass(frozen=True)
class WrittenInstant:
    """A moment, and how it was written: with digits that are not kept."""

    at: Instant
    text: str

    @classmethod
    def read(cls, text: object) -> Self:
        return cls(moment(text), str(text))


class _Notified(BaseModel):
    """What another program sends as it likes: members that are not read may come and go with its versions."""

    model_config = ConfigDict(
        extra="ignore",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
    )


class AlertIn(_Notified):
    """With `fingerprint` of its labels and `startsAt` it is one and the same. `endsAt` is read once it is resolved."""

    status: Literal["firing", "resolved"]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="Of its labels.")]
    starts_at: Annotated[WrittenInstant, PlainValidator(WrittenInstant.read), WithJsonSchema(DATE_TIME)]
    ends_at: str = ""
    labels: dict[str, str]
    annotations: dict[str, str] = {}
    generator_url: Annotated[str, Field(alias="generatorURL")] = ""

    def alert(self) -> Alert:
        return Alert(
            fingerprint=self.fingerprint,
            starts_at=self.starts_at.at,
            began=self.starts_at.text,
            is_resolved=self.status == "resolved",
            ended_at=_moment_if_any(self.ends_at),
            labels=self.labels,
            annotations=self.annotations,
            source=self.generator_url,
        )


def _moment_if_any(text: str) -> Instant | None:
    """While it fires, and where nobody knows, it says the year 1."""
    try:
        return moment(text)
    except PydanticCustomError:
        return None


def _not_too_many(alerts: Sequence[AlertIn]) -> Sequence[AlertIn]:
    if len(alerts) > MOST_ALERTS:
        raise PydanticCustomError(
            "too_many_alerts", "At most 100 alerts at once: set max_alerts: 100 in webhook_configs of the Alertmanager."
        )
    return alerts


class NotificationIn(_Notified):
    """What an Alertmanager sends; what else it says is not read. `truncatedAlerts`: so many it left out."""

    version: Literal["4"]
    alerts: Annotated[
        Sequence[AlertIn], AfterValidator(_not_too_many), Field(json_schema_extra={"maxItems": MOST_ALERTS})
    ]
    truncated_alerts: Annotated[int, Field(ge=0, le=1_000_000)] = 0


NOTIFICATION: Final = TypeAdapter(NotificationIn)


class TakenAlertOut(Out):
    """`ticketId` is the ticket that tells of it. Null: it is over, and nobody heard before that it fired; or it is of
    an instance that is not known. `outageId`: which outage it opened, or found open.
    """

    fingerprint: str
    starts_at: Instant
    outcome: AlertOutcome
    ticket_id: UUID | None
    outage_id: UUID | None

    @classmethod
    def of(cls, taken: TakenIn) -> Self:
        return cls(
            fingerprint=taken.alert.fingerprint,
            starts_at=taken.alert.starts_at,
            outcome=taken.outcome,
            ticket_id=taken.ticket_id,
            outage_id=taken.outage_id,
        )


class NotificationOut(Out):
    """What each alert came to, in the order in which they came. So many more as `truncatedAlerts` never came here."""

    alerts: tuple[TakenAlertOut, ...]
    truncated_alerts: int


_SECRET: Final = HTTPBearer(
    scheme_name="integrationSecret",
    auto_error=False,
    description="The integration's secret itself, `whsec_…`, for a system that cannot sign. While it is being replaced"
    " the one before opens too.",
)
_DOCUMENTED: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": NOTIFICATION.json_schema(ref_template="#/components/schemas/{model}")}
        },
    },
}
_RESPONSES: Final[Responses] = {
    200: {"model": NotificationOut, "description": "All of it was known, and nothing has changed."},
    201: {"model": NotificationOut, "description": "Taken in."},
    **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
}

router = router_of("Webhooks", BearerRoute, prefix="/webhooks")


@router.post(
    "/{integrationId}/alertmanager",
    summary="Receive alerts of an Alertmanager",
    status_code=CREATED,
    responses=_RESPONSES,
    dependencies=[Security(_SECRET)],
    openapi_extra=_DOCUMENTED,
)
async def receive_alerts(integration_id: IntegrationId, request: Request, uow: UnitOfWorkDep) -> Response:
    """Takes a notification in whole, and each of its alerts once, however often it is sent and by however many of a
    cluster: a ticket of the integration's customer; a comment, while a ticket of the same fingerprint is open; when it
    is resolved, an event on its ticket, which stays as it is.

    Every notification that does not bring the secret of an active integration gets the same 401. For an integration of
    another kind: 403.

    Of the vendor's own monitoring they are of instances: each makes a ticket that waits for a registrant, for the
    instance's customer; those that its mapping says are outages open one, which ends when they are over.
    """
    del integration_id
    sender = sender_of(request)
    if sender.kind is not IntegrationKind.ALERTMANAGER:
        raise Forbidden(f"An integration of kind {sender.kind} may not send alerts.")
    require_json(request.headers)
    notification, _ = read_as(NOTIFICATION, await request.body())
    alerts = [each.alert() for each in notification.alerts]
    if sender.customer_id is None:
        taken = await take_in_own(uow, sender.mapping, alerts)
    else:
        taken = await take_in(uow, sender.customer_id, sender.mapping, alerts)
    if notification.truncated_alerts:
        told = {"integration": str(uow.actor.id), "alerts": notification.truncated_alerts}
        _LOG.warning("alerts were left out by an Alertmanager, by its max_alerts", extra=told)
    shown = NotificationOut(
        alerts=tuple(TakenAlertOut.of(each) for each in taken), truncated_alerts=notification.truncated_alerts
    )
    is_news = any(each.outcome not in (AlertOutcome.UNCHANGED, AlertOutcome.UNKNOWN_INSTANCE) for each in taken)
    return reply(shown, status=CREATED if is_news else 200)
