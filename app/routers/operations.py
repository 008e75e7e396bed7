"""For whoever runs the service: outside /v1, and in no contract with its clients."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from app.db import readiness
from app.routers.backend import backend_of

operations = APIRouter(include_in_schema=False, redirect_slashes=False)


@operations.get("/health/live")
async def read_liveness() -> Response:
    """The process answers. Says nothing of the database: a restart would not mend that."""
    return Response('{"status":"live"}', media_type="application/json")


@operations.get("/health/ready")
async def read_readiness(request: Request) -> Response:
    """Whether requests can be served: the database answers, takes writes and has the schema of this version."""
    await readiness.require(backend_of(request).engine)
    return Response('{"status":"ready"}', media_type="application/json")


@operations.get("/metrics")
async def read_metrics() -> Response:
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
