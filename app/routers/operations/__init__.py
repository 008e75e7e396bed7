"""The running service over HTTP (chapter 5)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.operations import (
    availability,
    copies,
    fair_use,
    instances,
    maintenance,
    outages,
    releases,
    services,
    terms,
    upkeep,
)

ROUTERS: Final[Sequence[APIRouter]] = (
    services.router,
    instances.router,
    outages.router,
    maintenance.router,
    availability.router,
    availability.of_all,
    copies.router,
    releases.router,
    fair_use.router,
    upkeep.router,
    terms.router,
)
