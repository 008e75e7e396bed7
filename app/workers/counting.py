"""Has clocks at rest counted anew where other figures than those they are counted by have come into force."""

from app.agreements.book import Agreements
from app.attainment import counting
from app.clock import Clock
from app.postgres import tenancy
from app.postgres.engine import AsyncEngine, retrying


async def count_customer(engine: AsyncEngine, clock: Clock, book: Agreements) -> int:
    """One transaction's worth: a customer's. 0: there is nothing left to do, or somebody else does it."""
    return await retrying(engine, tenancy.SYSTEM, lambda connection: counting.count_customer(connection, book, clock()))
