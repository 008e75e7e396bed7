"""Revisions of the agreement, and objections to them (Wijzigingen)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.revisions import objections, revisions

ROUTERS: Final[Sequence[APIRouter]] = (revisions.router, objections.router, objections.of_all)
