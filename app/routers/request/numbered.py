"""A ticket's number in an address, where its id may stand: it becomes the id before anybody looks at the address.

So whoever reads the address, routes, cursors, Idempotency-Key and trail, knows ids only, and an id costs nothing more.
"""

import re
from dataclasses import dataclass
from typing import Final

from app.routers.http.request import StrictRequest
from app.tickets.store import ticket_numbers
from app.unit_of_work import UnitOfWork

_PARAMETER: Final = "ticketId"
_NUMBER: Final = re.compile(ticket_numbers.NUMBER)


@dataclass(frozen=True)
class NumberedAddress:
    """`path` as it was asked for, with the `number` in it."""

    path: str
    number: str

    @classmethod
    def of(cls, request: StrictRequest) -> "NumberedAddress | None":
        named: str | None = request.path_params.get(_PARAMETER)
        if named is None or not _NUMBER.fullmatch(named):
            return None
        return cls(request.scope["path"], named)

    async def with_id(self, uow: UnitOfWork, request: StrictRequest) -> None:
        """From here on `request` has the id of the ticket, as far as the caller sees it."""
        ticket_id = str(await ticket_numbers.id_of(uow.connection, uow.scope, self.number))
        request.scope["path_params"] = {**request.path_params, _PARAMETER: ticket_id}
        request.scope["path"] = self.path.replace(f"/{self.number}", f"/{ticket_id}", 1)
