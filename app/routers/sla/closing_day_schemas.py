"""Closing days in JSON."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.routers.http.tables import Column
from app.routers.http.types import DateIn, In, Name, Out


class ClosingDayIn(In):
    closes_on: DateIn
    name: Annotated[Name, Field(examples=["Day after Ascension Day"])]


class ClosingDayOut(Out):
    """A day on which the vendor is closed beyond the public holidays."""

    closes_on: date
    name: str


class ClosingDayMadeOut(ClosingDayOut):
    """The new closing day, and what it did to open tickets."""

    calendar_revision: int
    tickets_moved: Annotated[int, Field(description="Open tickets of which a due time is another one now.")]
    tickets_waiting: Annotated[int, Field(description="Open tickets that go by the new calendar shortly.")]


CLOSING_DAY_COLUMNS: tuple[Column[ClosingDayOut], ...] = (
    Column("closesOn", lambda day: day.closes_on),
    Column("name", lambda day: day.name, gives_way=True),
)
