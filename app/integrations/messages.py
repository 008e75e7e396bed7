"""Which messages there are, which of them are taken in, and which kind of integration may send them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.errors import Forbidden
from app.integrations.store.integrations import IntegrationKind


class MessageType(StrEnum):
    PING = "ping"
    TICKET_CREATE = "ticket.create"
    TICKET_COMMENT = "ticket.comment"
    TICKET_TRANSITION = "ticket.transition"


WITHOUT_SUBJECT: Final[Mapping[str, str]] = {
    "backlog_item.update": "backlog items",
    "copy.taken": "copies",
    "traffic.measured": "instances",
    "instance.version": "instances",
    "outage.begin": "outages",
    "outage.end": "outages",
}
"""Messages that have a name and nothing yet that they could be about."""

MAY_SEND: Final[Mapping[IntegrationKind, frozenset[MessageType]]] = {
    IntegrationKind.STANDARD_WEBHOOKS: frozenset(MessageType),
    IntegrationKind.ALERTMANAGER: frozenset({MessageType.PING}),
}
"""In the envelope of signed messages; alerts have an entrance of their own."""


def require_may_send(kind: IntegrationKind, message: MessageType) -> None:
    """Raises Forbidden."""
    if message not in MAY_SEND[kind]:
        raise Forbidden(f"An integration of kind {kind} may not send {message}.")
