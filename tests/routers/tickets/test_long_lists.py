"""A CSV is the whole list, read in blocks, and says so where it is not."""

import csv
from typing import Any

import pytest
from httpx import Response

from app.routers.http import pagination
from tests.routers.callers import Caller
from tests.routers.tickets.conftest import Desk

TICKETS = 7


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "BLOCK", 2)


@pytest.fixture
async def newest_first(desk: Desk) -> list[str]:
    made = [await desk.ticket(title=f"ticket {each}") for each in range(TICKETS)]
    return [(await walker.ticket())["number"] for walker in reversed(made)]


async def asked(caller: Caller, address: str) -> Response:
    answer = await caller.get(address, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return answer


def column(answer: Response, name: str) -> list[str]:
    return [row[name] for row in csv.DictReader(answer.text.splitlines())]


async def test_all_that_there_is_comes_in_one_answer(newest_first: list[str], support: Caller) -> None:
    answer = await asked(support, "/v1/tickets")

    assert column(answer, "number") == newest_first
    assert "link" not in answer.headers
    assert answer.headers["content-disposition"] == 'attachment; filename="tickets.csv"'


async def test_filters_hold_in_every_block(newest_first: list[str], support: Caller) -> None:
    clocks = await asked(support, "/v1/sla/clocks?clock=resolution")

    assert sorted(column(clocks, "number")) == sorted(newest_first)
    assert column(clocks, "dueAt") == sorted(column(clocks, "dueAt"))
    assert clocks.headers["content-disposition"] == 'attachment; filename="clocks.csv"'


async def test_what_is_too_long_says_so_and_goes_on(
    newest_first: list[str], support: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "MOST_ROWS", 5)

    first = await asked(support, "/v1/tickets")
    rest = await asked(support, first.links["next"]["url"])

    assert column(first, "number") == newest_first[:5]
    assert first.headers["content-disposition"] == 'attachment; filename="tickets-incomplete.csv"'
    assert column(rest, "number") == newest_first[5:]
    assert rest.headers["content-disposition"] == 'attachment; filename="tickets.csv"'


@pytest.mark.parametrize("limit", [1, 3, 6])
async def test_with_a_limit_it_is_a_page_as_in_json(newest_first: list[str], support: Caller, limit: int) -> None:
    page = await asked(support, f"/v1/tickets?limit={limit}")
    in_json: dict[str, Any] = (await support.get(f"/v1/tickets?limit={limit}")).json()

    assert column(page, "number") == newest_first[:limit] == [each["number"] for each in in_json["items"]]
    assert page.links["next"]["url"].endswith(in_json["nextCursor"])
    assert page.headers["content-disposition"] == 'attachment; filename="tickets-incomplete.csv"'


async def test_json_and_text_are_pages_as_before(newest_first: list[str], support: Caller) -> None:
    for form in ("application/json", "text/plain"):
        answer = await support.get("/v1/tickets", headers={"Accept": form})
        assert "content-disposition" not in answer.headers
        assert all(number in answer.text for number in newest_first)


async def test_short_lists_are_whole_too(newest_first: list[str], desk: Desk, support: Caller) -> None:
    events = await asked(support, f"/v1/tickets/{(await desk.ticket()).id}/events")
    assert column(events, "type") == ["registered"]
    assert events.headers["content-disposition"] == 'attachment; filename="events.csv"'
