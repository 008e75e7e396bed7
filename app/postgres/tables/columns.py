"""How columns are made: names by convention, instants kept finite and sane, words kept to their vocabulary."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Computed, DateTime, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import UserDefinedType

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key(name: str = "id", *items: SchemaItem, primary_key: bool = False, nullable: bool = False) -> Column[object]:
    return Column(name, Uuid(as_uuid=True), *items, primary_key=primary_key, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """A timestamptz. Its table adds `sane(name)`: one row with an infinity makes every list unreadable."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def sane(*names: str) -> list[CheckConstraint]:
    return [
        CheckConstraint(
            f"{name} >= '2000-01-01T00:00:00Z'::timestamptz AND {name} < '2200-01-01T00:00:00Z'::timestamptz",
            name=f"{name}_sane",
        )
        for name in names
    ]


def due_order() -> Column[object]:
    """What lists are ordered by: `due_at`, and what is never due comes last."""
    never_last = Computed("coalesce(due_at, '2200-01-01T00:00:00+00:00'::timestamptz)", persisted=True)
    return Column("due_order", DateTime(timezone=True), never_last, nullable=False)


def word(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, Text, nullable=nullable)


def one_of(name: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{each.value}'" for each in words)
    return CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known")


class Xid8(UserDefinedType[int]):
    """The number of a transaction, which never comes round."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


_READ_BACK_AS: dict[str, Any] = ischema_names
_READ_BACK_AS["xid8"] = Xid8  # so that Alembic knows it again
