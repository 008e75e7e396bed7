"""`/metrics`: what the processes have counted and what the database says, in the form that Prometheus asks for."""

import asyncio
import platform
from collections.abc import Iterable, Sequence
from typing import cast

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from app.postgres.engine import AsyncEngine
from app.routers.http.runtime import runtime_of
from app.routers.request.backend import Backend
from app.telemetry.metrics import POOL_IN_USE, POOL_SIZE, POOL_WAITING, counted

SAMPLED_EVERY_SECONDS = 5.0
"""For the processes that are not asked themselves."""


async def scraped(request: Request) -> Response:
    """OpenMetrics where it is accepted. Answers also while there is no database, for then one wants to know."""
    families = [_build(request.app.version)]
    runtime = runtime_of(request)
    if isinstance(runtime, Backend):
        sample(runtime.engine)
        families += await runtime.standing.families(runtime.engine, runtime.book, runtime.clock)
    registry = counted()
    registry.register(_Told(families))
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    text = await asyncio.to_thread(encode, cast("Collector", registry))
    return Response(text, headers={"Content-Type": content_type, "Vary": "Accept"})


def sample(engine: AsyncEngine) -> None:
    POOL_IN_USE.set(engine.in_use)
    POOL_SIZE.set(engine.size)
    POOL_WAITING.set(engine.waiting)


async def sampled(engine: AsyncEngine) -> None:
    """As a task among others."""
    sample(engine)


def _build(version: str) -> Metric:
    labels = {"version": version, "python": platform.python_version()}
    build = GaugeMetricFamily("duetime_build_info", "1, and what it is that runs.", labels=list(labels))
    build.add_metric(list(labels.values()), 1)
    return build


class _Told(Collector):
    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families
