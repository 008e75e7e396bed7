"""Whether the database can be worked with: reachable, at the schema of this code, and writable."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import text

from app.errors import Unavailable
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM

VERSIONS: Final = Path(__file__).parents[2] / "migrations" / "versions"
_REVISION: Final = re.compile(r'^(down_)?revision: str(?: \| None)? = "(\w+)"$', re.MULTILINE)


async def require(engine: AsyncEngine) -> None:
    """Unavailable, saying what is wrong. A standby answers every SELECT: only the flag gives it away."""
    async with transaction(engine, SYSTEM) as connection:
        read_only = await connection.scalar(text("SELECT current_setting('transaction_read_only')"))
        if read_only != "off":
            raise Unavailable("The database takes no writes.")
        if await pending(connection):
            raise Unavailable("The database is not at the schema of this version: run `duetime migrate`.")


async def pending(connection: Connection) -> bool:
    """Whether the database is not at the revision of this code, be it behind or ahead."""
    if await connection.scalar(text("SELECT to_regclass('alembic_version')::text")) is None:
        return True
    return frozenset(await connection.scalars(text("SELECT version_num FROM alembic_version"))) != heads()


@cache
def heads() -> frozenset[str]:
    """The revisions that no other follows, as the migrations' first lines say: to ask Alembic takes 7 MB."""
    said = [each for path in VERSIONS.glob("*.py") for each in _REVISION.findall(path.read_text())]
    return frozenset(name for down, name in said if not down) - {name for down, name in said if down}
