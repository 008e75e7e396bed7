"""Whether the database can be worked with: reachable, at the schema of this code, and writable."""

from sqlalchemy import text

from app.errors import Unavailable
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM


async def require(engine: AsyncEngine) -> None:
    """Unavailable, saying what is wrong. A standby answers every SELECT: only the flag gives it away."""
    async with transaction(engine, SYSTEM) as connection:
        read_only = await connection.scalar(text("SELECT current_setting('transaction_read_only')"))
        if read_only != "off":
            raise Unavailable("The database takes no writes.")
        if await migrations.pending(connection):
            raise Unavailable("The database is not at the schema of this version: run `duetime migrate`.")
