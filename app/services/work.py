"""What one use case works with: a unit of work, and the agreement with its calendars."""

from dataclasses import dataclass

from app.services.book import Book
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Work(UnitOfWork):
    book: Book
