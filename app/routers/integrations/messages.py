"""What a customer's system sends: one envelope, and by its type what is in it."""

from typing import Annotated, Any, Final, Literal, cast

from pydantic import Field, TypeAdapter

from app.errors import Invalid
from app.integrations.messages import WITHOUT_SUBJECT
from app.integrations.webhooks import NewComment, NewTransition
from app.routers.http.faults import read_as
from app.routers.http.strict_json import read_json
from app.routers.http.types import In, InstantIn, Note
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


Message = TicketMessage | CommentMessage | TransitionMessage | PingMessage
MESSAGE: Final[TypeAdapter[Message]] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def message_from(body: bytes) -> Message:
    """Raises Invalid with all that is wrong: at /type, and nothing else, of a message that is not taken in."""
    try:
        return read_as(MESSAGE, body)[0]
    except Invalid:
        subject = WITHOUT_SUBJECT.get(_type_in(body))
        if subject is None:
            raise
        detail = f"There are no {subject} here yet: the message would be lost."
        raise Invalid.at("/type", "not_served", detail) from None


def _type_in(body: bytes) -> str:
    document, _ = read_json(body)
    named = cast("dict[str, Any]", document).get("type") if isinstance(document, dict) else None
    return named if isinstance(named, str) else ""
