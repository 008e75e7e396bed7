"""What a system sends, a customer's or one of the vendor's own: one envelope, and by its type what is in it."""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from app.clock import Instant
from app.domain.backlog.item_facts import BacklogItemState
from app.domain.operations.outage_facts import DetectedBy
from app.integrations.reports import BacklogItemReport, CopyReport, OutageOver, TrafficReport, VersionReport
from app.integrations.webhooks import NewComment, NewTransition
from app.operations.outages import NewOutage
from app.routers.http.faults import read_as
from app.routers.http.types import Id, In, InstantIn, Note, Reference, Title
from app.routers.operations.copies import CopyIn
from app.routers.operations.fair_use import TrafficIn
from app.routers.operations.outage_schemas import ConcernedIn
from app.routers.operations.releases import InstallationIn
from app.routers.tickets.histories import TicketWithHistoryIn
from app.routers.tickets.parameters import TicketNamed
from app.routers.tickets.transitions import DecisionIn


class TicketMessage(In):
    """`data` is what `POST /v1/tickets` takes; it is for the integration's own customer."""

    type: Literal["ticket.create"]
    timestamp: InstantIn
    data: TicketWithHistoryIn


class CommentDataIn(In):
    """What is said on a ticket. A system's comment is never the answer that is awaited of a person."""

    ticket_id: Annotated[TicketNamed, Field(description="Its id, or its number.")]
    text: Note

    def new(self) -> NewComment:
        return NewComment(self.ticket_id, self.text)


class CommentMessage(In):
    """A comment on a ticket of the integration's own customer."""

    type: Literal["ticket.comment"]
    timestamp: InstantIn
    data: CommentDataIn


class TransitionDataIn(DecisionIn):
    """A decision that is the customer's, as of now, with what its step has to produce."""

    ticket_id: Annotated[TicketNamed, Field(description="Its id, or its number.")]

    def new(self) -> NewTransition:
        return NewTransition(self.ticket_id, self.requested())


class TransitionMessage(In):
    """A decision on a ticket of the integration's own customer, which it takes in the role of the customer."""

    type: Literal["ticket.transition"]
    timestamp: InstantIn
    data: TransitionDataIn


class PingMessage(In):
    """Nothing but the question whether it arrives."""

    type: Literal["ping"]
    timestamp: InstantIn


class CopyDataIn(CopyIn):
    """A copy of an instance's data that a system of the vendor's own took."""

    instance_id: Id

    def report(self) -> CopyReport:
        return CopyReport(self.instance_id, self.new())


class CopyMessage(In):
    """As `POST /v1/instances/{instanceId}/copies` takes it."""

    type: Literal["copy.taken"]
    timestamp: InstantIn
    data: CopyDataIn


class TrafficDataIn(TrafficIn):
    """What an instance has taken of a month so far."""

    instance_id: Id

    def report(self) -> TrafficReport:
        return TrafficReport(self.instance_id, self.month, self.bytes)


class TrafficMessage(In):
    """As `POST /v1/instances/{instanceId}/traffic` takes it."""

    type: Literal["traffic.measured"]
    timestamp: InstantIn
    data: TrafficDataIn


class VersionDataIn(InstallationIn):
    """Which version an instance was put on."""

    instance_id: Id

    def report(self) -> VersionReport:
        return VersionReport(self.instance_id, self.installing())


class VersionMessage(In):
    """A release of the instance's service, under the rules by which people roll it out (5.5)."""

    type: Literal["instance.version"]
    timestamp: InstantIn
    data: VersionDataIn


class OutageBeginDataIn(ConcernedIn):
    """`degradation`: it works, poorly. What monitoring has said before, and goes on, is that outage."""

    began_at: InstantIn
    summary: Title
    degradation: bool = False

    def report(self) -> NewOutage:
        return NewOutage(
            service_id=self.service_id,
            instance_ids=self.named,
            began_at=self.began_at,
            detected_by=DetectedBy.MONITORING,
            summary=self.summary,
            degradation=self.degradation,
        )


class OutageBeginMessage(In):
    """Monitoring has found it (5.2)."""

    type: Literal["outage.begin"]
    timestamp: InstantIn
    data: OutageBeginDataIn


class OutageEndDataIn(In):
    """`outageId`: as the answer to `outage.begin` has it."""

    outage_id: Id
    ended_at: InstantIn

    def report(self) -> OutageOver:
        return OutageOver(self.outage_id, self.ended_at)


class OutageEndMessage(In):
    """It is over."""

    type: Literal["outage.end"]
    timestamp: InstantIn
    data: OutageEndDataIn


class BacklogItemDataIn(In):
    """How far the development system has come with it. `version` left out: the one that it has."""

    reference: Reference
    state: BacklogItemState
    version: Reference | None = None

    def report(self, at: Instant) -> BacklogItemReport:
        return BacklogItemReport(self.reference, self.state, self.version, at)


class BacklogItemMessage(In):
    """An item stands somewhere else as of `timestamp` (section 2, steps 6 to 8). No ticket moves with it; what is
    older than what is known changes nothing.
    """

    type: Literal["backlog_item.update"]
    timestamp: InstantIn
    data: BacklogItemDataIn


ReportMessage = (
    CopyMessage | TrafficMessage | VersionMessage | OutageBeginMessage | OutageEndMessage | BacklogItemMessage
)
Message = TicketMessage | CommentMessage | TransitionMessage | ReportMessage | PingMessage
MESSAGE: Final[TypeAdapter[Message]] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def message_from(body: bytes) -> Message:
    """Raises Invalid with all that is wrong."""
    return read_as(MESSAGE, body)[0]
