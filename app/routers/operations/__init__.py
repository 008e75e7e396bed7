"""The running service over HTTP (chapter 5)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.operations import instances, outages, services, terms

ROUTERS: Final[Sequence[APIRouter]] = (services.router, instances.router, outages.router, terms.router)
