"""What a transaction may see: row-level security under every query, told to PostgreSQL for this transaction only.

A transaction that says nothing sees nothing. `Scope` narrows the queries that we write; this holds for those we forget.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Text, case, cast, func, literal, or_, true

from app.domain.actor import Actor
from app.domain.vocabulary import VENDOR_ROLES
from app.postgres.connection import Connection


class TenantScope(StrEnum):
    NOTHING = ""
    CUSTOMER = "customer"  # the rows of one customer, and the vendor's people by name
    VENDOR = "vendor"  # every customer's rows
    SYSTEM = "system"  # the service itself: also what belongs to no person


@dataclass(frozen=True)
class Tenant:
    """`principal_id` is whose Idempotency-Keys are seen.

    `key`, `issuer` with `subject`, and `integration_id` show one row each at the door, before it is known who comes:
    that of the presented key's digest, of whom a token names, or of the integration that a message names.
    """

    range: TenantScope = TenantScope.NOTHING
    customer_id: UUID | None = None
    principal_id: UUID | None = None
    key: bytes = b""
    integration_id: UUID | None = None
    issuer: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Pass:
    """What let somebody in with a key before. `mark` names the rows that said so, as they were: see `duetime_enter`.

    PostgreSQL holds it against those rows of now, so it lets nobody in who would not be let in the long way, but for
    what time alone changes.
    """

    digest: bytes
    mark: str


NOTHING = Tenant()
SYSTEM = Tenant(TenantScope.SYSTEM)


def tenant_of(actor: Actor) -> Tenant:
    if actor.is_vendor:
        return Tenant(TenantScope.VENDOR, principal_id=actor.id)
    return Tenant(TenantScope.CUSTOMER, actor.customer_id, actor.id)


def tenant_columns(person: FromClause) -> list[ColumnElement[str]]:
    """The same for a person in the database, as part of the question who it is. Only for rows that are settled, such as
    those of a materialised CTE: what is read after it is read with that sight.
    """
    columns = person.c
    is_vendor = or_(columns.administrator, columns.roles.overlap([*VENDOR_ROLES]))
    told: dict[str, ColumnElement[Any]] = {
        "scope": case((is_vendor, TenantScope.VENDOR.value), else_=TenantScope.CUSTOMER.value),
        "customer": case((is_vendor, ""), else_=cast(columns.customer_id, Text)),
        "principal": cast(columns.id, Text),
        "key": literal(""),
    }
    return [func.set_config(f"duetime.{name}", value, true()) for name, value in told.items()]


def set_tenant_sql(sight: Tenant) -> str:
    """The statement that says so, for this transaction only: a pooled connection forgets it at its end.

    What somebody else wrote goes in as hexadecimal digits: there is nothing in it to be escaped.
    """
    told = {
        "scope": sight.range.value,
        "customer": str(sight.customer_id or ""),
        "principal": str(sight.principal_id or ""),
        "key": sight.key.hex(),
        "integration": str(sight.integration_id or ""),
        "issuer": sight.issuer.encode().hex(),
        "subject": sight.subject.encode().hex(),
    }
    return "SELECT " + ", ".join(f"set_config('duetime.{name}', '{value}', true)" for name, value in told.items())


def entering(presented: Pass) -> str:
    """As `set_tenant_sql`, for whom the pass was made for. Both parts are hexadecimal digits."""
    return f"SELECT duetime_enter('\\x{presented.digest.hex()}', '{presented.mark}')"


async def set_tenant(connection: Connection, sight: Tenant) -> None:
    """From here to the end of the transaction."""
    await connection.ask("execute", set_tenant_sql(sight))
