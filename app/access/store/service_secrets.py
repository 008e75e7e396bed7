"""Keys that the service makes for itself once and that every process of it shares."""

import secrets

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.clock import Instant
from app.postgres.engine import Connection
from app.postgres.tables import service_secrets


async def shared(connection: Connection, name: str, now: Instant) -> bytes:
    """32 random bytes, made by whoever asks first."""
    fresh = insert(service_secrets).values(name=name, value=secrets.token_bytes(32), created_at=now)
    await connection.execute(fresh.on_conflict_do_nothing())
    return (
        await connection.execute(select(service_secrets.c.value).where(service_secrets.c.name == name))
    ).scalar_one()
