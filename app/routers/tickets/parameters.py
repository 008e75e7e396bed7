"""Parameters that several routes share."""

from typing import Annotated

from fastapi import Path

from app.routers.http.types import Id

TicketId = Annotated[Id, Path(alias="ticketId")]
