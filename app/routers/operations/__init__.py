"""The running service over HTTP (chapter 5)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.operations import availability, instances, maintenance, outages, services

ROUTERS: Final[Sequence[APIRouter]] = (
    services.router,
    instances.router,
    outages.router,
    maintenance.router,
    availability.router,
    availability.of_all,
)
