"""What an endpoint is given: the unit of work that its route has opened."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.unit_of_work import UnitOfWork


async def unit_of_work_of(request: Request) -> UnitOfWork:
    return request.state.uow


UnitOfWorkDep = Annotated[UnitOfWork, Depends(unit_of_work_of)]
"""Committed when the endpoint has returned and before anything is sent: what a caller is told has happened, has."""
