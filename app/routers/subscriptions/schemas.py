"""The words of subscriptions: as in Logius' Notificatieservices where those have one."""

from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import MISSING, AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.clock import Instant
from app.domain.actor import OF_VENDOR
from app.domain.subscriptions.states import DeliveryOrdering, PayloadForm, SubscriptionState
from app.errors import Invalid
from app.feed.event_types import is_known
from app.routers.feed.parameters import TYPE
from app.routers.http.types import WHOLE, Id, In, InstantIn, Name, Out, PatchIn, Reference
from app.subscriptions.sending import SinkWalls
from app.subscriptions.store.subscriptions import Subscription
from app.subscriptions.subscriptions import CreatedSubscription, NewSubscription

LONGEST_OVERLAP_SECONDS: Final = 604_800
_SINK: Final = r"^https?://[A-Za-z0-9.:\[\]-]+(?:[/?][!-~]*)?$"


def _sink(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_address = bool(parts.hostname) and parts.port != 0 and "#" not in text
    except ValueError:
        is_address = False
    if not is_address:
        raise PydanticCustomError("sink", "Write an https:// address without user, password and fragment.")
    return text


def _type(text: str) -> str:
    if not is_known(text):
        raise PydanticCustomError("unknown_type", "GET /v1/event-types says which types there are.")
    return text


Sink = Annotated[str, StringConstraints(max_length=2_000, pattern=_SINK), AfterValidator(_sink)]
EventTypeIn = Annotated[str, StringConstraints(max_length=100, pattern=rf"^{TYPE}$"), AfterValidator(_type)]
Types = Annotated[
    tuple[EventTypeIn, ...],
    Field(min_length=1, max_length=50, description="As in /v1/event-types; `*` stands for the rest of a word."),
]


class SinkCredentialIn(In):
    """Sent as `Authorization: Bearer …` until it expires. It is never shown."""

    credential_type: Annotated[Literal["access_token"], Field(description="Of which sort it is.")]
    access_token: Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[!-~]+$")]
    access_token_expires_at: InstantIn | None = None


class SubscriptionIn(In):
    """`customerId` null: of a customer's registrant the customer; of the vendor, the events of all customers."""

    name: Name
    customer_id: Id | None = None
    sink: Sink
    types: Types
    payload: PayloadForm = PayloadForm.THIN
    ordering: DeliveryOrdering = DeliveryOrdering.SUBJECT
    include_bulk: bool = False
    sink_credential: SinkCredentialIn | None = None
    subscriber_reference: Reference | None = None

    def new(self) -> NewSubscription:
        credential = self.sink_credential
        return NewSubscription(
            name=self.name,
            customer_id=self.customer_id,
            sink=self.sink,
            types=self.types,
            payload=self.payload,
            ordering=self.ordering,
            include_bulk=self.include_bulk,
            reference=self.subscriber_reference,
            access_token=credential and credential.access_token,
            access_token_expires_at=credential and credential.access_token_expires_at,
        )


class SubscriptionPatch(PatchIn):
    """Another `sink` is asked first whether it wants to be told. `state`: paused, what comes is skipped; active again,
    it goes on with what comes from then on, also after it was suspended.
    """

    name: Name | MISSING = MISSING
    sink: Sink | MISSING = MISSING
    types: Types | MISSING = MISSING
    payload: PayloadForm | MISSING = MISSING
    ordering: DeliveryOrdering | MISSING = MISSING
    include_bulk: bool | MISSING = MISSING
    state: Annotated[Literal["active", "paused"] | MISSING, Field(description="Whether events go out.")] = MISSING
    sink_credential: SinkCredentialIn | MISSING | None = MISSING
    subscriber_reference: Reference | MISSING | None = MISSING

    def changes(self) -> dict[str, Any]:
        named = {name: getattr(self, name) for name in self.model_fields_set}
        if "state" in named:
            named["state"] = SubscriptionState(named["state"])
        if "subscriber_reference" in named:
            named["reference"] = named.pop("subscriber_reference")
        if "sink_credential" in named:
            credential: SinkCredentialIn | None = named.pop("sink_credential")
            named["access_token"] = credential and credential.access_token
            named["access_token_expires_at"] = credential and credential.access_token_expires_at
        return named


def require_secure(sink: str, walls: SinkWalls, at: str = "/sink") -> None:
    """Raises Invalid for http:// to a host that is not let through by its name."""
    parts = urlsplit(sink)
    if parts.scheme != "https" and not walls.knows(parts.hostname or ""):
        raise Invalid.at(at, "not_secure", "Events go to https:// addresses only.")


class SubscriptionOut(Out):
    """`state`: `verifying` until its sink has said that it wants to be told; `suspended` when for five days nothing was
    taken. `why` says in a word what stood in the way, or ended it.
    """

    id: UUID
    name: str
    customer_id: UUID | None
    sink: str
    types: tuple[str, ...]
    payload: PayloadForm
    ordering: DeliveryOrdering
    include_bulk: bool
    has_sink_credential: bool
    subscriber_reference: str | None
    state: Annotated[SubscriptionState, Field(description="Whether events go out.")]
    why: str | None
    failing_since: Instant | None
    created_by: Annotated[
        UUID | None,
        Field(description="Who made it, and is told when it is suspended; null: made before that was kept."),
    ]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        return cls(
            id=subscription.id,
            name=subscription.name,
            customer_id=None if subscription.customer_id == OF_VENDOR else subscription.customer_id,
            sink=subscription.sink,
            types=subscription.types,
            payload=subscription.payload,
            ordering=subscription.ordering,
            include_bulk=subscription.include_bulk,
            has_sink_credential=subscription.access_token is not None,
            subscriber_reference=subscription.reference,
            state=subscription.state,
            why=subscription.why,
            failing_since=subscription.failing_since,
            created_by=subscription.created_by,
            created_at=subscription.created_at,
            updated_at=subscription.updated_at,
        )


class MadeSubscriptionOut(SubscriptionOut):
    """`secret` signs what is sent. It is shown this once: when the request is repeated with its Idempotency-Key it is
    null.
    """

    secret: str | None

    @classmethod
    def made(cls, made: CreatedSubscription) -> Self:
        return cls(**vars(SubscriptionOut.of(made.subscription)), secret=made.secret)


class SigningSecretIn(In):
    overlap_seconds: Annotated[
        int, Field(ge=0, le=LONGEST_OVERLAP_SECONDS, description="For so long the present one signs as well."), WHOLE
    ] = 86_400


class SigningSecretOut(Out):
    """`secret` is shown this once: when the request is repeated with its Idempotency-Key it is null."""

    subscription_id: UUID
    secret: str | None
    former_signs_until: Instant
