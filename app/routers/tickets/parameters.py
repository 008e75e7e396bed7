"""Parameters that several routes share."""

from typing import Annotated

from fastapi import Header, Path

from app.routers.http.types import Id

TicketId = Annotated[Id, Path(alias="ticketId")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of the version that you change.")]
