"""Whether the database can be worked with: reachable, at the schema of this code, and writable."""

from sqlalchemy import text

from app.db import migrations
from app.db.engine import AsyncEngine, transaction
from app.db.sight import SYSTEM
from app.errors import Unavailable


async def require(engine: AsyncEngine) -> None:
    """Unavailable, saying what is wrong. A standby answers every SELECT: only the flag gives it away."""
    async with transaction(engine, SYSTEM) as connection:
        read_only = await connection.scalar(text("SELECT current_setting('transaction_read_only')"))
        if read_only != "off":
            raise Unavailable("The database takes no writes.")
        if await migrations.pending(connection):
            raise Unavailable("The database is not at the schema of this version: run `duetime migrate`.")
