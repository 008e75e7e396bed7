"""The board as a browser shows it, with the service behind it, and whatever may come between."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from starlette.responses import Response

from app.postgres.urls import DatabaseUrls
from tests.chromium import Page, browsing, needs_chromium
from tests.routers.board.faulty_proxy import BOARD, STREAM, FaultyProxy, Json, proxied
from tests.serving import served

ADMINISTRATOR: Final = "an-administrator-of-the-board"
STATE: Final = "document.documentElement?.dataset.state"
TEXT: Final = "document.body?.innerText"
ROWS: Final = "document.querySelectorAll('.due li').length"
LIVE: Final = f"{STATE} === 'live' && {ROWS} > 0"
BAD_GATEWAY: Final = 502

pytestmark = [pytest.mark.long, needs_chromium]


@dataclass
class Wall:
    """`page` is what hangs there, and `key` what it was given."""

    proxy: FaultyProxy
    page: Page
    key: str
    key_id: str
    profile: Path

    def open(self, query: str = "language=en") -> None:
        self.page.send("Page.navigate", url=f"{self.proxy.address}/v1/board?{query}")
        self.page.wait_for("document.querySelector('#key') !== null")

    def unlock(self, query: str = "language=en") -> None:
        self.open(query)
        self.page.write("#key", self.key)
        self.page.click(".row button")
        self.page.wait_for(LIVE)

    def becomes(self, state: str, within: float = 60) -> float:
        """How many seconds it took."""
        begun = time.monotonic()
        self.page.wait_for(f"{STATE} === {json.dumps(state)}")
        took = time.monotonic() - begun
        assert took < within, (state, took)
        return took

    def complaints(self) -> list[Json]:
        """Of the browser: a policy that was not kept to, a script that threw."""
        return [each for each in self.page.heard if _is_a_complaint(each)]


def _is_a_complaint(event: Json) -> bool:
    if event["method"] == "Log.entryAdded":
        entry = event["params"]["entry"]
        return entry["level"] == "error" and entry["source"] != "network"
    return event["method"] in {"Runtime.exceptionThrown", "Runtime.consoleAPICalled"}


@pytest.fixture
async def service(fresh_database: DatabaseUrls, tmp_path: Path) -> AsyncGenerator[str]:
    async with served(fresh_database, ADMINISTRATOR, tmp_path / "log") as address:
        yield address


async def on_the_wall(service: str, tmp_path: Path, look: Callable[[Wall], None]) -> None:
    key, key_id = made_key(service)
    async with proxied(service) as proxy:

        def looking() -> None:
            with browsing(tmp_path / "profile") as page:
                for domain in ("Page", "Log", "Network", "Runtime"):
                    page.send(f"{domain}.enable")
                wall = Wall(proxy, page, key, key_id, tmp_path / "profile")
                look(wall)
                assert wall.complaints() == []

        await asyncio.to_thread(looking)


def administrator(service: str) -> httpx.Client:
    return httpx.Client(base_url=f"{service}/v1", headers={"Authorization": f"Bearer {ADMINISTRATOR}"})


def made_key(service: str, scopes: tuple[str, ...] = ("sla:read", "events:read")) -> tuple[str, str]:
    """Of a person that is made for the screen: the key, and its id."""
    with administrator(service) as client:
        screen = {"name": "Screen", "email": f"screen{time.monotonic_ns()}@example.org", "roles": ["support"]}
        person = client.post("/people", json=screen).json()["id"]
        made = client.post("/api-keys", json={"personId": person, "name": "The wall", "scopes": [*scopes]})
        assert made.status_code == 201, made.text
        return made.json()["key"], made.json()["id"]


def report(service: str, title: str) -> None:
    with administrator(service) as client:
        customer = client.get("/customers").json()["items"][0]["id"]
        body = {
            "customerId": customer,
            "kind": "incident",
            "callType": "software_bug",
            "product": "datalink",
            "problemType": "technical",
            "title": title,
            "description": "It stands still.",
            "channel": "portal",
            "urgency": "u1",
            "impact": "i1",
        }
        assert client.post("/tickets", json=body).status_code == 201


async def test_a_key_opens_it_and_is_nowhere_but_in_memory(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        page = wall.page
        wall.open()
        assert wall.proxy.asked(BOARD) == 0
        assert "Give a key" in page.run(TEXT)
        wall.unlock()
        report(service, "<img src=x onerror=alert(1)>")
        page.wait_for(f"{TEXT}.includes('<img src=x onerror=alert(1)>')")
        assert page.run("document.querySelectorAll('img[src=x]').length") == 0

        kept = page.run("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
        assert wall.key not in kept
        assert page.run("indexedDB.databases().then(all => all.length)") == 0
        assert {each["params"]["request"]["url"].startswith(wall.proxy.address) for each in requests(page)} == {True}
        assert [each for each in requests(page) if wall.key in each["params"]["request"]["url"]] == []
        time.sleep(2)
        on_disk = [
            each for each in wall.profile.rglob("*") if each.is_file() and wall.key.encode() in each.read_bytes()
        ]
        assert on_disk == []

        page.click("header .buttons button:last-child")
        assert page.run(STATE) == "locked"
        assert page.run(ROWS) == 0

    await on_the_wall(service, tmp_path, look)


def requests(page: Page) -> list[Json]:
    return [each for each in page.heard if each["method"] == "Network.requestWillBeSent"]


async def test_a_key_in_the_fragment_opens_it_and_does_not_stay_there(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        wall.page.send("Page.navigate", url=f"{wall.proxy.address}/v1/board?language=en#key={wall.key}")
        wall.page.wait_for(LIVE)
        assert wall.page.run("location.href") == f"{wall.proxy.address}/v1/board?language=en"
        entries = wall.page.send("Page.getNavigationHistory")["entries"]
        assert [each for each in entries if wall.key in each["url"]] == []

    await on_the_wall(service, tmp_path, look)


async def test_a_ticket_opens_its_explanation_with_the_picture_by_keyboard(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        page = wall.page
        wall.unlock("language=nl")
        page.run("document.querySelector('.due button').focus()")
        for kind in ("keyDown", "keyUp"):
            page.send(
                "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r"
            )
        page.wait_for("document.querySelector('dialog[open] .sentence')?.textContent.includes('supporttijd')")
        page.wait_for("document.querySelector('dialog[open] img').naturalWidth > 100")
        for kind in ("keyDown", "keyUp"):
            page.send("Input.dispatchKeyEvent", type=kind, key="Escape", code="Escape", windowsVirtualKeyCode=27)
        page.wait_for("document.querySelector('dialog[open]') === null")
        assert page.run("document.activeElement === document.querySelector('.due button')")

    await on_the_wall(service, tmp_path, look)


async def test_a_proxy_that_answers_502_and_204_and_a_service_that_was_away(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        wall.unlock()
        loaded = wall.proxy.asked("/v1/board/main.js")
        wall.page.run("window.isTheSame = true")
        until = time.monotonic() + 8
        answers = {"none": True}

        def fault(path: str) -> Response | None:
            if time.monotonic() < until and path in (BOARD, STREAM):
                return Response("<h1>Bad gateway</h1>", BAD_GATEWAY, media_type="text/html")
            if path == STREAM and answers.pop("none", False):
                return Response(status_code=204)
            return None

        wall.proxy.fault = fault
        wall.proxy.service, right = "http://127.0.0.1:9", wall.proxy.service
        wall.proxy.drop_streams()
        wall.becomes("reconnecting")
        report(right, "Made while it was away")
        wall.proxy.service = right
        time.sleep(max(0.0, until - time.monotonic()))
        wall.becomes("live", within=12)
        wall.page.wait_for(f"{TEXT}.includes('Made while it was away')")
        assert wall.page.run("window.isTheSame")
        assert wall.proxy.asked("/v1/board/main.js") == loaded

    await on_the_wall(service, tmp_path, look)


async def test_a_service_that_is_replaced_by_another(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    """As when it is restarted or deployed: the old one says that it stops, the new one knows of no page."""
    loop, old = asyncio.get_running_loop(), AsyncExitStack()
    service = await old.enter_async_context(served(fresh_database, ADMINISTRATOR, tmp_path / "old"))
    async with served(fresh_database, ADMINISTRATOR, tmp_path / "new") as another:

        def look(wall: Wall) -> None:
            wall.unlock()
            wall.proxy.service = another
            asyncio.run_coroutine_threadsafe(old.aclose(), loop).result()
            wall.page.wait_for(LIVE)
            report(another, "Made after the restart")
            wall.page.wait_for(f"{TEXT}.includes('Made after the restart')")

        await on_the_wall(service, tmp_path, look)


async def test_who_wants_no_motion_gets_none_and_no_standing_is_told_by_colour_alone(
    service: str, tmp_path: Path
) -> None:
    def look(wall: Wall) -> None:
        wall.page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
        wall.unlock()
        assert wall.page.run("document.getAnimations().length") == 0
        shapes = wall.page.run(
            "[...document.querySelectorAll('.tile .glyph')].map(each => getComputedStyle(each).clipPath)"
        )
        assert len({*shapes}) == 3
        headings = wall.page.run("[...document.querySelectorAll('.tile h2')].map(each => each.textContent)")
        assert headings == ["Overdue", "At risk", "Running"]

    await on_the_wall(service, tmp_path, look)


async def test_who_comes_back_to_the_page_finds_it_live_or_locked(service: str, tmp_path: Path) -> None:
    """A browser may have kept it as it was."""

    def look(wall: Wall) -> None:
        wall.unlock()
        wall.page.send("Page.navigate", url=f"{wall.proxy.address}/v1/problems/not-found")
        wall.page.wait_for(f"{TEXT}?.includes('404')")
        wall.page.run("history.back()")
        wall.page.wait_for(f"({LIVE}) || {STATE} === 'locked'")

    await on_the_wall(service, tmp_path, look)


async def test_a_key_that_is_revoked_leaves_nothing_on_the_screen(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        wall.unlock()
        with administrator(service) as client:
            assert client.delete(f"/api-keys/{wall.key_id}", headers={"If-Match": "*"}).status_code == 204
        wall.becomes("locked", within=7)
        assert wall.page.run(ROWS) == 0
        assert "T-20" not in wall.page.run(TEXT)
        assert "does not hold" in wall.page.run(TEXT)

    await on_the_wall(service, tmp_path, look)


async def test_a_tab_that_was_frozen_says_so_first(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        page = wall.page
        wall.unlock()
        page.run(
            "window.states = []; new MutationObserver(() => window.states.push(document.documentElement.dataset.state))"
            ".observe(document.documentElement, {attributeFilter: ['data-state']})"
        )
        page.send("Page.setWebLifecycleState", state="frozen")
        time.sleep(40)
        page.send("Page.setWebLifecycleState", state="active")
        page.wait_for(f"window.states.length > 1 && {LIVE}")
        assert page.run("window.states")[0] == "stale"

    await on_the_wall(service, tmp_path, look)


async def test_the_clock_of_the_machine_may_be_wrong_and_jump(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        page = wall.page
        page.send(
            "Page.addScriptToEvaluateOnNewDocument",
            source="{ const right = Date.now; window.ahead = 3 * 3600e3; Date.now = () => right() + window.ahead; }",
        )
        wall.unlock()
        assert abs(shown_ahead(page)) < 2
        page.run("window.ahead = 0")
        time.sleep(2.5)
        assert abs(shown_ahead(page)) < 2
        wall.page.wait_for(LIVE)

    await on_the_wall(service, tmp_path, look)


def shown_ahead(page: Page) -> float:
    """Seconds by which the clock on the board, in Amsterdam, is ahead; it says the second that it is in."""
    shown = page.run("document.querySelector('.clock').textContent").split(":")
    now = datetime.now(UTC).timestamp() % 3600
    return (int(shown[1]) * 60 + int(shown[2]) + 0.5 - now + 1800) % 3600 - 1800


async def test_ten_thousand_events_in_five_seconds(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        page = wall.page
        frame = b'id: 0a1b2c3d4e5f-1\nevent: nl.duetime.ticket.comment_added\ndata: {"specversion":"1.0"}\n\n'
        wall.proxy.flood = frame * 100
        page.send(
            "Page.addScriptToEvaluateOnNewDocument",
            source="window.tasks = []; new PerformanceObserver(list => window.tasks.push(...list.getEntries()"
            ".map(each => each.duration))).observe({type: 'longtask', buffered: true});",
        )
        wall.unlock()
        page.run(
            "window.drawn = 0; window.tasks = []; let last = 0;"
            "new MutationObserver(() => {"
            "  if (performance.now() - last > 100) window.drawn++; last = performance.now();"
            "}).observe(document.querySelector('.clock'), {childList: true, characterData: true, subtree: true})"
        )
        before = wall.proxy.asked(BOARD)
        time.sleep(6)
        drawn, tasks = page.run("[window.drawn, window.tasks]")
        assert drawn <= 7
        assert max(tasks, default=0) < 200
        assert wall.proxy.asked(BOARD) - before <= 3
        assert page.run(STATE) == "live"

    await on_the_wall(service, tmp_path, look)


async def test_half_past_two_comes_twice_on_the_night_of_25_october(service: str, tmp_path: Path) -> None:
    def told(board: Json) -> Json:
        [first, second, *_] = board["nextDue"]
        dues = ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")
        shown = [{**each, "dueAt": due} for each, due in zip((first, second), dues, strict=True)]
        return {**board, "serverTime": "2026-10-24T23:50:00Z", "nextDue": shown}

    def look(wall: Wall) -> None:
        wall.proxy.told = told
        wall.proxy.fault = lambda path: Response(status_code=204) if path == STREAM else None
        wall.open("language=nl")
        wall.page.write("#key", wall.key)
        wall.page.click(".row button")
        wall.page.wait_for(f"{TEXT}.includes('02:30 CET')")
        rows = [each for each in wall.page.run(TEXT).splitlines() if "02:30" in each]
        assert rows == ["02:30 CEST", "02:30 CET"]
        left = wall.page.run("[...document.querySelectorAll('.due li')].slice(-2).map(each => each.innerText)")
        assert "00:39:" in left[0] or "00:40:00" in left[0]
        assert "01:39:" in left[1] or "01:40:00" in left[1]

    await on_the_wall(service, tmp_path, look)


async def test_what_falls_due_turns_red_by_the_service_s_clock_and_is_counted_once(
    service: str, tmp_path: Path
) -> None:
    def look(wall: Wall) -> None:
        soon = datetime.now(UTC).timestamp() + 12

        def told(board: Json) -> Json:
            due = datetime.fromtimestamp(soon, UTC).isoformat().replace("+00:00", "Z")
            [first, *_] = board["nextDue"]
            return {**board, "nextDue": [{**first, "dueAt": due, "atRiskAt": None, "title": "About to be due"}]}

        wall.proxy.told = told
        wall.unlock()
        row = "[...document.querySelectorAll('.due button')].find(each => each.innerText.includes('About to be due'))"
        assert wall.page.run(f"{row}.dataset.standing") == "running"
        before = wall.page.run("document.querySelector('.tile .number').textContent")
        time.sleep(max(0.0, soon - datetime.now(UTC).timestamp()) + 1.5)
        assert wall.page.run(f"{row}.dataset.standing") == "overdue"
        assert "past due" in wall.page.run(f"{row}.innerText")
        assert wall.page.run("document.querySelector('.tile .number').textContent") == before

    await on_the_wall(service, tmp_path, look)


async def test_a_key_that_may_not_read_events_is_no_failure(service: str, tmp_path: Path) -> None:
    key, _ = made_key(service, ("sla:read",))

    def look(wall: Wall) -> None:
        wall.open()
        wall.page.write("#key", key)
        wall.page.click(".row button")
        wall.becomes("polling")
        assert "events:read" in wall.page.run(TEXT)
        before = wall.proxy.asked(BOARD)
        time.sleep(12)
        assert 1 <= wall.proxy.asked(BOARD) - before <= 2
        assert wall.page.run(STATE) == "polling"

    await on_the_wall(service, tmp_path, look)


async def test_two_tabs_have_one_stream_and_the_other_goes_on(service: str, tmp_path: Path) -> None:
    def look(wall: Wall) -> None:
        wall.unlock()
        page = wall.page
        page.run(
            f"new Promise(loaded => {{ const frame = open('{wall.proxy.address}/v1/board?language=en', '_blank');"
            "window.other = frame; frame.onload = () => loaded(true); })"
        )
        page.wait_for("other.document.querySelector('#key') !== null")
        page.run(
            f"other.document.querySelector('#key').value = {json.dumps(wall.key)};"
            "other.document.querySelector('.row button').click()"
        )
        page.wait_for("other.document.documentElement.dataset.state === 'live'")
        page.wait_for("other.document.querySelectorAll('.due li').length > 0")
        time.sleep(3)
        assert wall.proxy.most_streams == 1

        page.click("header .buttons button:last-child")
        report(service, "Seen by who is left")
        page.wait_for("other.document.body.innerText.includes('Seen by who is left')")

    await on_the_wall(service, tmp_path, look)


async def test_a_new_version_goes_on_with_the_key_and_begins_once(service: str, tmp_path: Path) -> None:
    """A version that the service tells of and does not have is not asked for again and again."""

    def look(wall: Wall) -> None:
        wall.unlock()
        script = wall.page.run("document.querySelector('script').src")
        version = script.split("/")[-2]
        proxy, later = wall.proxy, "0123456789ab"
        passed_on = proxy.passed_on

        async def deployed(request: Any) -> Response:
            path = request.url.path
            if path.startswith(f"/v1/board/{later}/"):
                request.scope["path"] = path.replace(later, version)
                del request._url
            answer = await passed_on(request)
            if path == "/v1/board":
                return Response(bytes(answer.body).replace(version.encode(), later.encode()), media_type="text/html")
            return answer

        vars(proxy)["passed_on"] = deployed
        wall.page.run("window.isTheSame = true")
        wall.proxy.drop_streams()
        wall.page.wait_for(f"document.querySelector('link[rel=stylesheet]').href.includes('{later}')")
        wall.page.wait_for(LIVE)
        assert wall.page.run("window.isTheSame")
        time.sleep(3)
        assert proxy.asked(f"/v1/board/{later}/board.js") == 1

    await on_the_wall(service, tmp_path, look)
