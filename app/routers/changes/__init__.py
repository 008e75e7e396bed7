"""Changes over HTTP (chapter 4)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.changes import ballots, boards, change_calendar, changes, disturbances, freezes, models

ROUTERS: Final[Sequence[APIRouter]] = (
    change_calendar.router,
    changes.router,
    ballots.router,
    models.router,
    boards.router,
    freezes.router,
    disturbances.router,
)
