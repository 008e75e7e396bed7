"""As for the running service: leaks hit its instances."""

from tests.routers.operations.conftest import Running, running

__all__ = ["Running", "running"]
