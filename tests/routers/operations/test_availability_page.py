"""Every curl line of docs/availability.md is a request that the service takes."""

import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.routers.operations.conftest import Running

PAGE: Final = Path(__file__).parents[3] / "docs" / "availability.md"
CURL: Final = re.compile(r"curl (?:[^\n\\]|\\.|\n  )+")
ADDRESS: Final = re.compile(r'"\$URL(/[^"]*)"')
HEADER: Final = re.compile(r'-H "(Accept[^:"]*): ([^"]*)"')
BODY: Final = re.compile(r"--json (?:'([^']*)'|\"((?:[^\"\\]|\\.)*)\")")


async def test_what_the_page_says_is_taken(running: Running) -> None:
    known = {"$INSTANCE": running.instance}

    def filled(text: str) -> str:
        for name, value in known.items():
            text = text.replace(name, value)
        return text

    asked = 0
    for command in CURL.findall(PAGE.read_text()):
        address, body = ADDRESS.search(command), BODY.search(command)
        assert address is not None, command
        path = f"/v1{filled(address[1])}"
        if body is None:
            answer = await running.manager.get(path, headers=dict(HEADER.findall(command)))
        else:
            written = filled(body[1] or body[2].replace('\\"', '"'))
            if "begin" in written or "end" in written.split('"'):
                assert urlsplit(path).path.endswith("/transitions")
            answer = await running.manager.post(path, json=json.loads(written))
        assert answer.status_code == (200 if body is None else 201), (command, answer.text)
        if path.endswith("/maintenance-periods"):
            known["$MAINTENANCE"] = answer.json()["id"]
        asked += 1
    assert asked == 14
