"""Parameters that several resources share."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from app.routers.http.pagination import Window
from app.routers.http.types import Id

CustomerId = Annotated[Id, Path(alias="customerId")]
PersonId = Annotated[Id, Path(alias="personId")]
KeyId = Annotated[Id, Path(alias="keyId")]
IntegrationId = Annotated[Id, Path(alias="integrationId")]


def after_id(asked: Window) -> UUID | None:
    """Where a list goes on that is ordered by id."""
    match asked.after:
        case (UUID() as last,):
            return last
        case _:
            return None
