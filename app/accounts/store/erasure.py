"""What there is of a person, wherever it stands, and taking it away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.access.store.people import Person
from app.clock import Instant
from app.domain.notifications.notices import NoticeChannel
from app.domain.vocabulary import TicketStatus
from app.postgres.connection import Connection
from app.postgres.idempotency import Key, forget_answers, keys_of_answers
from app.postgres.tables import (
    api_keys,
    metadata,
    notice_preferences,
    people,
    registrants,
    ticket_assignments,
    ticket_events,
    tickets,
)

NAME: Final = "Erased person"
EMAIL: Final = "erased@duetime.invalid"


@dataclass(frozen=True)
class Belongings:
    """So many keys, rights to register, answers kept for retries; and the open tickets on which a role is held."""

    keys: int
    registrations: int
    answers: int
    open_tickets: tuple[str, ...]


async def belongings(connection: Connection, person: Person) -> Belongings:
    keys, registrations = [
        await connection.scalar(select(func.count()).where(column == person.id)) or 0
        for column in (api_keys.c.person_id, registrants.c.person_id)
    ]
    answers = len(await _answers_about(connection, person))
    held = (
        select(tickets.c.number)
        .join(ticket_assignments, _is_of_ticket(ticket_assignments.c))
        .where(ticket_assignments.c.person_id == person.id, tickets.c.status != TicketStatus.CLOSED)
        .distinct()
        .order_by(tickets.c.number)
    )
    return Belongings(keys, registrations, answers, open_tickets=tuple(map(str, await connection.scalars(held))))


async def erase(connection: Connection, person: Person, now: Instant) -> None:
    """The caller holds the person's row. What points there goes on pointing there."""
    await forget_answers(connection, await _answers_about(connection, person))
    await connection.execute(delete(registrants).where(registrants.c.person_id == person.id))
    keys = update(api_keys).where(api_keys.c.person_id == person.id)
    revoked_at = func.coalesce(api_keys.c.revoked_at, now)
    await connection.execute(keys.values(revoked_at=revoked_at, name=NAME, last_used_at=None))
    to_whom = update(notice_preferences).where(notice_preferences.c.person_id == person.id)
    no_webhook = dict.fromkeys(("address", "address_since", "confirmed_at", "secret"))
    await connection.execute(
        to_whom.where(notice_preferences.c.channel == NoticeChannel.WEBHOOK.value).values(
            channel=NoticeChannel.NONE.value, **no_webhook
        )
    )
    blank = {"name": NAME, "email": EMAIL, "issuer": None, "subject": None, "active": False, "administrator": False}
    changed = {**blank, "erased_at": now, "updated_at": now, "version": person.version + 1}
    await connection.execute(update(people).where(people.c.id == person.id).values(changed))


async def mentions(connection: Connection, person: Person) -> Mapping[str, int]:
    """In how many rows of which column the name or the e-mail address stands, in any case; their own row apart."""
    found: dict[str, int] = {}
    for table in metadata.sorted_tables:
        columns = [each for each in table.columns if isinstance(each.type, Text | JSONB | ARRAY)]
        if columns:
            counts = [func.count().filter(_mention(column, _words(person))) for column in columns]
            statement = select(*counts).select_from(table)
            statement = statement.where(people.c.id != person.id) if table is people else statement
            row = (await connection.execute(statement)).one()
            found |= {f"{table.name}.{column.name}": n for column, n in zip(columns, row, strict=True) if n}
    return found


async def tickets_with_mentions(connection: Connection, person: Person, limit: int) -> Sequence[str]:
    said = exists().where(_is_of_ticket(ticket_events.c), _mention(ticket_events.c.payload, _words(person)))
    statement = select(tickets.c.number).where(said).order_by(tickets.c.number).limit(limit)
    return [str(each) for each in await connection.scalars(statement)]


def _is_of_ticket(row: Any) -> ColumnElement[bool]:
    return and_(row.customer_id == tickets.c.customer_id, row.ticket_id == tickets.c.id)


async def _answers_about(connection: Connection, person: Person) -> Sequence[Key]:
    """To the person, or to others who were told of the person."""
    words = [word.encode() for word in (str(person.id), *_words(person))]
    return await keys_of_answers(
        connection, lambda key, body: key.principal_id == person.id or any(word in body for word in words)
    )


def _mention(column: Any, words: Sequence[str]) -> ColumnElement[bool]:
    text = func.lower(cast(column, Text))
    return or_(*(func.strpos(text, word.lower()) > 0 for word in words))


def _words(person: Person) -> tuple[str, ...]:
    """Name and address, as they are and as JSON writes them."""
    return tuple(dict.fromkeys(_spelled(person.name, person.email)))


def _spelled(*words: str) -> Iterator[str]:
    for word in words:
        yield word
        yield dumps(word, ensure_ascii=False)[1:-1]
