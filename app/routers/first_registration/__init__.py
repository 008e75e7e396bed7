"""A first registration over HTTP (§1.6)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.first_registration import account_requests

ROUTERS: Final[Sequence[APIRouter]] = (account_requests.open_router, account_requests.router)
