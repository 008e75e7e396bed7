"""Where the database is, and as whom to speak to it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_NOT_FOR_ASYNCPG = frozenset({"channel_binding", "gssencmode", "sslcompression", "connect_timeout"})
"""libpq's own parameters; asyncpg would send them to the server as settings, which refuses them."""


@dataclass(frozen=True)
class DatabaseUrls:
    """`owner` owns the schema and migrates; `app` serves requests and can do no more than it was granted."""

    owner: str
    app: str

    @classmethod
    def one(cls, url: str) -> "DatabaseUrls":
        return cls(owner=url, app=url)


def place(url: str) -> str:
    """For eyes: which database it is, without the password."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    host = asked.get("host") or parts.hostname or "localhost"
    role = f" as {parts.username}" if parts.username else ""
    return f"{parts.path.removeprefix('/') or 'postgres'} at {host}:{parts.port or 5432}{role}"


def dsn(url: str) -> str:
    """The same database as asyncpg reads it: `postgresql://`, whichever dialect the URL was written for."""
    parts = urlsplit(url)
    if parts.scheme.partition("+")[0] not in {"postgresql", "postgres"}:
        raise ValueError("the database URL must start with postgresql://")
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _NOT_FOR_ASYNCPG]
    renamed = [("sslmode" if key == "ssl" else key, value) for key, value in query]
    return urlunsplit(parts._replace(scheme="postgresql", query=urlencode(renamed)))
