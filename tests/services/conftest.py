import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.services.office import Office


@pytest.fixture
def office(engine: AsyncEngine) -> Office:
    return Office(engine)


@pytest.fixture
def busy_office(fresh_engine: AsyncEngine) -> Office:
    """With a database of its own, where transactions really run side by side."""
    return Office(fresh_engine)
