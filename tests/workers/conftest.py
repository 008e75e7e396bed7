import pytest

from app.postgres.engine import AsyncEngine
from tests.workers.desk import Desk


@pytest.fixture
def desk(engine: AsyncEngine) -> Desk:
    return Desk(engine)


@pytest.fixture
def busy_desk(fresh_engine: AsyncEngine) -> Desk:
    """With a database of its own, where transactions really run side by side."""
    return Desk(fresh_engine)
