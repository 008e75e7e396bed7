"""What the worker does about clocks at rest, until there is nothing left to be counted anew."""

from app.agreements.book import Agreements
from app.clock import Clock
from app.postgres.engine import AsyncEngine
from app.workers.counting import count_customer


async def count_all(engine: AsyncEngine, clock: Clock, book: Agreements) -> int:
    rounds = 0
    while await count_customer(engine, clock, book):
        rounds += 1
    return rounds
