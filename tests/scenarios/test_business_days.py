"""Scenarios 23 to 25: days, each as long as the support hours of the level."""

import pytest

from tests.business_time.amsterdam import local
from tests.scenarios.worked import DAYS, Row, due


@pytest.mark.parametrize("row", DAYS, ids=lambda row: row.name)
def test_due(row: Row) -> None:
    assert due(row) == local(row.due)
