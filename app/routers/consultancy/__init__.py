"""Work outside support over HTTP (§1.1)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.consultancy import hours, ledgers

ROUTERS: Final[Sequence[APIRouter]] = (
    ledgers.router,
    hours.router,
)
