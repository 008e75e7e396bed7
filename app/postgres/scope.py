"""Whose rows a query may see. The one place where tenancy meets SQL."""

from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select

Row = TypeVar("Row", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Scope:
    """`customer_id` None: vendor staff, who see every customer's."""

    customer_id: UUID | None

    @property
    def is_vendor(self) -> bool:
        return self.customer_id is None

    def narrow(self, statement: Select[Row], column: ColumnElement[Any]) -> Select[Row]:
        return statement if self.customer_id is None else statement.where(column == self.customer_id)


EVERYTHING: Final = Scope(None)
"""What a worker works on, whoever's it is."""
