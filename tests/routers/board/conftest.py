"""A service that runs, and tickets."""

from tests.routers.operations.conftest import running
from tests.routers.sla.conftest import desk, standard_desk

__all__ = ["desk", "running", "standard_desk"]
