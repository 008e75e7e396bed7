"""What people say on a ticket. Consulted and informed people take part here; no clock listens."""

from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.domain.facts import CommentAdded, Event
from app.errors import Forbidden
from app.services.recording import event, found, record
from app.services.work import Work


@dataclass(frozen=True)
class Comment:
    event: Event
    fact: CommentAdded


async def comment(work: Work, ticket_id: UUID, text: str, *, internal: bool) -> Comment:
    if internal and not work.actor.is_vendor:
        raise Forbidden("Internal comments are the vendor's own.")
    stored = await found(work, ticket_id, lock=True)
    fact = CommentAdded(comment_id=uuid7(), text=text, internal=internal)
    await record(work, stored, fact, reason="comment")
    return Comment(event(work, fact, stored.event_count + 1), fact)
