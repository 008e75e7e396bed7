"""Tests that count within a window of `access/store/quotas.py`, and must not see it end."""

import asyncio

from sqlalchemy import text

from app.access.store.quotas import WINDOW_SECONDS
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM

NEEDED_SECONDS = 4


async def not_about_to_end(engine: AsyncEngine, needed: float = NEEDED_SECONDS) -> None:
    statement = text("SELECT (extract(epoch FROM clock_timestamp()) % :seconds)::float")
    async with transaction(engine, SYSTEM) as connection:
        gone: float = await connection.scalar(statement, {"seconds": WINDOW_SECONDS}) or 0.0
    if gone > WINDOW_SECONDS - needed:
        await asyncio.sleep(WINDOW_SECONDS - gone + 0.1)
