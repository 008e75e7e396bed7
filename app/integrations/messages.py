"""Which messages there are, which of them are taken in, and which kind of integration may send them."""

from enum import StrEnum
from typing import Final

from app.errors import Forbidden
from app.integrations.store.integrations import IntegrationKind


class MessageType(StrEnum):
    PING = "ping"
    TICKET_CREATE = "ticket.create"
    TICKET_COMMENT = "ticket.comment"
    TICKET_TRANSITION = "ticket.transition"
    COPY_TAKEN = "copy.taken"
    TRAFFIC_MEASURED = "traffic.measured"
    INSTANCE_VERSION = "instance.version"
    OUTAGE_BEGIN = "outage.begin"
    OUTAGE_END = "outage.end"
    BACKLOG_ITEM_UPDATE = "backlog_item.update"


OF_TICKETS: Final = frozenset({MessageType.TICKET_CREATE, MessageType.TICKET_COMMENT, MessageType.TICKET_TRANSITION})
"""A customer's system sends these of its own tickets; all others but the ping are of the running service and of the
backlog, of which the vendor's own systems tell.
"""


def require_may_send(kind: IntegrationKind, message: MessageType, *, is_vendors: bool) -> None:
    """In the envelope of signed messages; alerts have an entrance of their own. Raises Forbidden."""
    if message is MessageType.PING:
        return
    if kind is not IntegrationKind.STANDARD_WEBHOOKS:
        raise Forbidden(f"An integration of kind {kind} may not send {message}.")
    if is_vendors and message in OF_TICKETS:
        raise Forbidden(f"The vendor's own systems have no tickets: an integration of a customer may send {message}.")
    if not is_vendors and message not in OF_TICKETS:
        raise Forbidden(f"Only the vendor's own systems, an integration without a customer, may send {message}.")
