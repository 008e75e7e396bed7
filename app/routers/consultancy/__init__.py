"""Consultancy over HTTP (chapter 1)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.consultancy import bookings, escalations

ROUTERS: Final[Sequence[APIRouter]] = (escalations.router, bookings.router)
