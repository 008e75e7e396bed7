"""What chapter 1 has beside support: day cards, hours, bookings, escalations."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.consultancy import bookings, escalations, hours, ledgers

ROUTERS: Final[Sequence[APIRouter]] = (ledgers.router, hours.router, bookings.router, escalations.router)
