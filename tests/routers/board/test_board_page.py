"""The page of the board: it has no data in it, is open to everybody, and has nothing from elsewhere."""

import re
from typing import Final

import httpx
import pytest

from app.main import create_app
from app.routers.board.board_assets import VERSION
from app.settings import Settings

ASSETS: Final = f"/v1/board/{VERSION}"


@pytest.fixture
def page() -> httpx.AsyncClient:
    app = create_app(Settings(database_url="postgresql://nowhere/x"))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://duetime.test")


async def test_it_takes_no_key_and_nothing_inline(page: httpx.AsyncClient) -> None:
    answer = await page.get("/v1/board")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    policy = dict(each.split(" ", 1) for each in answer.headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert policy["require-trusted-types-for"] == "'script'"
    assert not re.search(r"<style|style=|<script>|<script (?![^>]*src=)| on\w+=|https?:", answer.text)


async def test_all_that_it_is_made_of_is_there_and_kept_for_good(page: httpx.AsyncClient) -> None:
    wanted, seen = set(re.findall(r'(?:href|src)="([^"]+)"', (await page.get("/v1/board")).text)), set[str]()
    while wanted - seen:
        address = (wanted - seen).pop()
        seen.add(address)
        answer = await page.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        wanted |= {
            f"{ASSETS}/{name}" for name in re.findall(r'from "\./([\w-]+\.js)"|import "\./', answer.text) if name
        }

    assert len(seen) > 10
    kinds = {each.rpartition(".")[2] for each in seen}
    assert kinds == {"js", "css", "svg"}


@pytest.mark.parametrize("name", ["nothing.js", "board_assets.py", "..%2Fboard_assets.py", ""])
async def test_nothing_else_is_there(page: httpx.AsyncClient, name: str) -> None:
    assert (await page.get(f"{ASSETS}/{name}")).status_code == 404


async def test_what_another_version_was_made_of_is_not_there(page: httpx.AsyncClient) -> None:
    assert (await page.get("/v1/board/0123456789ab/board.js")).status_code == 404


async def test_both_languages_say_the_same_things(page: httpx.AsyncClient) -> None:
    words = (await page.get(f"{ASSETS}/words.js")).text
    dutch, english = words.split("\n  en: {")
    names = [re.findall(r"^    (\w+):", each, re.MULTILINE) for each in (dutch, english)]

    assert names[0] == names[1]
