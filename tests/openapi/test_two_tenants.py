"""Schemathesis as two people at once: what the one has read, the other asks for (OWASP API1:2023).

Beside `tests/routers/accounts/test_who_may.py`, which asks for everything that it has thought of: here
others did the thinking.
"""

import asyncio
import json
import os
import socket
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path as FilePath
from typing import Annotated, Final

import pytest
import uvicorn
from fastapi import APIRouter, Path
from starlette.responses import Response

from app.cli.serving import configured
from app.main import RESOURCES
from app.postgres.engine import AsyncEngine
from app.routers.http.documented import shows
from app.routers.http.replies import reply
from app.routers.http.types import Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from tests.openapi.test_schemathesis import ROOT, SCHEMATHESIS
from tests.routers.callers import Api, Caller
from tests.routers.conftest import api_over
from tests.routers.two_customers import Street, street

CHECKS: Final = ["--checks", "object_level_authorization,not_a_server_error", "--phases", "fuzzing,stateful"]
RUN: Final = ["--seed", "1", "--max-examples", "8", "--max-time", "8", "--warnings", "off", "--include-method", "GET"]


class NoteOut(Out):
    id: str
    text: str


class NotesOut(Out):
    items: list[NoteOut]


leaky = api_router("Tickets", prefix="/notes")


@leaky.get("", responses=shows(NotesOut))
async def list_notes(uow: UnitOfWorkDep) -> Response:
    return reply(NotesOut(items=[NoteOut(id=str(uow.actor.id), text="mine")]))


@leaky.get("/{noteId}", responses=shows(NoteOut))
async def read_note(uow: UnitOfWorkDep, note_id: Annotated[str, Path(alias="noteId")]) -> Response:
    return reply(NoteOut(id=note_id, text="anybody's"))


@pytest.fixture
def resources() -> Sequence[APIRouter]:
    return RESOURCES


@pytest.fixture
async def api(fresh_engine: AsyncEngine, resources: Sequence[APIRouter]) -> AsyncGenerator[Api]:
    async with api_over(fresh_engine, resources) as api:
        yield api


@pytest.fixture
async def neighbours(api: Api) -> Street:
    return await street(api)


@pytest.fixture
async def address(api: Api) -> AsyncGenerator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = configured(api.app)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await running


async def told(address: str, folder: FilePath, ours: Caller, theirs: Caller, *more: str) -> str:
    """What schemathesis has to say of these callers, who must not see each other's objects."""
    callers = (ours, theirs)
    names = [f"caller {number}" for number in range(len(callers))]
    keys = [[{"name": "Authorization", "value": f"Bearer {caller.key}"}] for caller in callers]
    auth = [{"name": name, "fixedHeaders": key} for name, key in zip(names, keys, strict=True)]
    (folder / "callers.json").write_text(json.dumps({"auth": auth}))
    (folder / "schemathesis.toml").write_text(
        f'[auth.wfc]\npath = "{folder}/callers.json"\npeers = {json.dumps(names)}\n[cache]\nenabled = false\n'
    )
    command = ["--config-file", str(folder / "schemathesis.toml"), "--no-color", "run"]
    where = [f"{address}/v1/openapi.json", "--url", f"{address}/v1"]
    trying = await asyncio.create_subprocess_exec(
        SCHEMATHESIS, *command, *where, *CHECKS, *RUN, *more, env=dict(os.environ), cwd=ROOT, stdout=PIPE, stderr=STDOUT
    )
    output, _ = await trying.communicate()
    return output.decode(errors="replace")


async def test_two_customers_do_not_get_at_each_others_objects(
    api: Api, neighbours: Street, address: str, tmp_path: FilePath
) -> None:
    ours, theirs = [await api.as_(each.organisation.registrants[0]) for each in (neighbours.ours, neighbours.theirs)]
    found = await told(address, tmp_path, ours, theirs)

    assert "Tested: " in found, found
    assert "Failures:" not in found, found


@pytest.mark.parametrize("resources", [[*RESOURCES, leaky]])
async def test_it_would_be_found(api: Api, neighbours: Street, address: str, tmp_path: FilePath) -> None:
    """A list that shows everybody's own, and reads that ask for nothing."""
    ours, theirs = [await api.as_(each.organisation.registrants[0]) for each in (neighbours.ours, neighbours.theirs)]

    found = await told(address, tmp_path, ours, theirs, "--include-path-regex", "/notes")
    assert "Object-level authorization bypass: 1" in found, found
