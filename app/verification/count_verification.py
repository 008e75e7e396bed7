"""Holds what is counted of clocks at rest against their rows."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from app.agreements.book import Agreements
from app.attainment import counting
from app.attainment.store import resting_clocks
from app.clock import Instant
from app.domain.attainment.resting import CountKey, Numbers
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM


async def miscounted(engine: AsyncEngine, book: Agreements, now: Instant) -> Sequence[str]:
    """Customer by customer; what seems to be wrong is looked at again while nobody changes it."""
    found: list[str] = []
    customer_id: UUID | None = None
    while True:
        async with transaction(engine, SYSTEM) as connection:
            customer_id = await resting_clocks.following(connection, customer_id)
            if customer_id is None:
                return found
            if await counting.difference(connection, book, now, customer_id):
                await resting_clocks.lock(connection)
                wrong = await counting.difference(connection, book, now, customer_id)
                found += _told(customer_id, wrong)


def _told(customer_id: UUID, wrong: Mapping[CountKey, tuple[Numbers, Numbers]]) -> Iterator[str]:
    for key, (kept, should) in sorted(wrong.items(), key=lambda each: str(each[0])):
        of = f"{key.grain} {key.begins}, {key.service_level}, {key.priority}, {key.name}"
        yield f"counted_clocks (customer {customer_id}, {of}): kept {_listed(kept)}, counted {_listed(should)}"


def _listed(numbers: Numbers) -> str:
    return " ".join(map(str, numbers)) or "nothing"
