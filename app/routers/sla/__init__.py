"""What was promised, how it stands, and why."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.explanations import explanations
from app.routers.raci import people_work
from app.routers.sla import agreement, calendars, clocks, closing_days, knowledge, previews, status

ROUTERS: Final[Sequence[APIRouter]] = (
    status.router,
    clocks.router,
    previews.router,
    agreement.router,
    knowledge.router,
    calendars.router,
    closing_days.router,
    explanations.router,
    people_work.router,
)
