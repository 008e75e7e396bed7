"""Parameters that several routes share."""

from typing import Annotated

from fastapi import Path
from pydantic import Field

from app.routers.http.types import IN_DIGITS, Id

TicketId = Annotated[Id, Path(alias="ticketId")]
RequestId = Annotated[Id, Path(alias="requestId")]
StepNumber = Annotated[int, Field(ge=1, le=13), IN_DIGITS, Path()]
