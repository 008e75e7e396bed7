"""What people say on a ticket. Consulted and informed people take part here; no clock listens."""

from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.db.mapping import StoredTicket
from app.domain.facts import CommentAdded
from app.errors import Forbidden
from app.services.recording import found, record
from app.services.work import Work


@dataclass(frozen=True)
class Comment:
    sequence: int
    fact: CommentAdded
    after: StoredTicket


async def comment(work: Work, ticket_id: UUID, text: str, *, internal: bool) -> Comment:
    if internal and not work.actor.is_vendor:
        raise Forbidden("Internal comments are the vendor's own.")
    stored = await found(work, ticket_id, lock=True)
    fact = CommentAdded(comment_id=uuid7(), text=text, internal=internal)
    return Comment(stored.event_count + 1, fact, await record(work, stored, fact, reason="comment"))
