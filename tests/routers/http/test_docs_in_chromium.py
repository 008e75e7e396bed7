"""The documentation's page as a browser has it, with the service behind it."""

import asyncio
import json
from pathlib import Path
from typing import Any, Final

import pytest

from app.main import openapi
from app.postgres.urls import DatabaseUrls
from tests.chromium import Page, browsing, needs_chromium
from tests.serving import served

KEY: Final = "an-administrator-of-the-docs"
OPERATION: Final = "#operations-Tickets-create_ticket"
SHOWN: Final = "document.querySelectorAll('.opblock').length"
MOST_BYTES: Final = 400_000

pytestmark = [pytest.mark.long, needs_chromium]


async def test_the_page_of_the_documentation(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    async with served(fresh_database, KEY, tmp_path / "log") as address:
        await asyncio.to_thread(look_around, f"{address}/v1/docs", tmp_path / "profile")


def look_around(docs: str, profile: Path) -> None:
    with browsing(profile) as page:
        for domain in ("Page", "Log", "Network", "Runtime"):
            page.send(f"{domain}.enable")
        open_page(page, docs)
        weighs_little(page)
        follows_the_colours_of_the_system(page)
        filters(page)
        keeps_the_key(page, docs)
        makes_a_ticket(page, docs)
        assert [each for each in page.heard if is_a_complaint(each)] == []


def open_page(page: Page, address: str) -> None:
    page.send("Page.navigate", url=address)
    page.wait_for(f"{SHOWN} > 80")


def weighs_little(page: Page) -> None:
    """What it is made of, as it came over the wire; the document that it shows comes on top."""
    addresses = {
        each["params"]["requestId"]: each["params"]["response"]["url"]
        for each in page.heard
        if each["method"] == "Network.responseReceived"
    }
    sizes = {
        addresses[each["params"]["requestId"]]: each["params"]["encodedDataLength"]
        for each in page.heard
        if each["method"] == "Network.loadingFinished"
    }
    own = {address: size for address, size in sizes.items() if "/v1/docs" in address}

    assert len(own) >= 4, sizes
    assert sum(own.values()) < MOST_BYTES, own


def follows_the_colours_of_the_system(page: Page) -> None:
    backgrounds: dict[str, list[int]] = {}
    for scheme in ("light", "dark"):
        page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        page.wait_for(f"document.documentElement.classList.contains('dark-mode') === {str(scheme == 'dark').lower()}")
        backgrounds[scheme] = page.run(
            "[document.documentElement, document.querySelector('.swagger-ui')].map(each => getComputedStyle(each)"
            ".backgroundColor).filter(each => !each.startsWith('rgba')).map(each => +each.match(/\\d+/)[0])"
        )
    assert min(backgrounds["light"], default=255) > 200
    assert backgrounds["dark"]
    assert max(backgrounds["dark"]) < 60


def filters(page: Page) -> None:
    assert groups(page) == {each["name"] for each in openapi()["tags"]}

    page.write(".operation-filter-input", "Audit")
    page.wait_for("document.querySelector('.opblock-tag').dataset.tag === 'Audit'")
    assert groups(page) == {"Audit"}
    page.write(".operation-filter-input", "")


def groups(page: Page) -> set[str]:
    """From top to bottom: the page has no more of a long document in it than what is on the screen."""
    page.run("scrollTo(0, 0)")
    seen: set[str] = set()
    is_at_the_end = False
    while not is_at_the_end:
        page.wait_for("new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(() => shown(true))))")
        shown = page.run("[...document.querySelectorAll('.opblock-tag')].map(each => each.dataset.tag)")
        seen |= set(shown)
        is_at_the_end = page.run("(before => { scrollBy(0, innerHeight / 2); return scrollY === before; })(scrollY)")
    return seen


def keeps_the_key(page: Page, docs: str) -> None:
    page.click(".btn.authorize")
    page.click("#auth-bearer-value")
    page.write("#auth-bearer-value", KEY)
    page.click(".auth-container .btn.modal-btn.auth.authorize")
    page.wait_for("document.querySelector('.btn.authorize.locked') !== null")
    page.send("Page.reload")
    page.wait_for(f"{SHOWN} > 80 && document.querySelector('.btn.authorize.locked') !== null")

    assert KEY in json.dumps(page.run("({...localStorage})"))
    open_page(page, docs)


def makes_a_ticket(page: Page, docs: str) -> None:
    """With what stands there already."""
    open_page(page, f"{docs}#/Tickets/create_ticket")
    page.click(f"{OPERATION} .opblock-summary-control")
    page.click(f"{OPERATION} .try-out__btn")
    page.click(f"{OPERATION} .btn.execute")
    status = page.wait_for(
        f"document.querySelector('{OPERATION} .live-responses-table tbody .response-col_status')?.textContent"
    )

    assert status.startswith("201")


def is_a_complaint(event: dict[str, Any]) -> bool:
    """Of the browser: a policy that was not kept to, a script that threw, something that is not there."""
    if event["method"] == "Log.entryAdded":
        return event["params"]["entry"]["level"] == "error"
    return event["method"] == "Runtime.exceptionThrown"
