"""The OpenAPI documents as they are served. Making them takes long enough for everybody else to notice: so it is done
when somebody first asks, in a thread, once, however many ask meanwhile.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic_core import to_json

from app.routers.contract.client_document import client_document
from app.routers.http.negotiation import JSON
from app.routers.http.packed import Packed, packed


class ServedContract:
    """`document` gives the whole of it, the same each time."""

    def __init__(self, document: Callable[[], dict[str, Any]]) -> None:
        self._document = document
        self._making = asyncio.Lock()
        self._made: dict[bool, Packed] = {}

    async def whole(self) -> Packed:
        return await self._served(for_clients=False)

    async def for_clients(self) -> Packed:
        """JSON only."""
        return await self._served(for_clients=True)

    async def _served(self, *, for_clients: bool) -> Packed:
        async with self._making:
            if for_clients not in self._made:
                self._made[for_clients] = await asyncio.to_thread(partial(self._make, for_clients=for_clients))
            return self._made[for_clients]

    def _make(self, *, for_clients: bool) -> Packed:
        document = self._document()
        return packed(to_json(client_document(document) if for_clients else document), JSON)
