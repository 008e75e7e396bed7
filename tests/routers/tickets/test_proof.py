"""A ticket's proof, checked by the lines that docs/audit.md gives to a customer."""

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, cast

import pytest
from sqlalchemy import text

from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk

DOCS: Final = Path(__file__).parents[3] / "docs" / "audit.md"
SECRET: Final = "Nobody outside is to read this."
Pages = list[dict[str, Any]]


@pytest.fixture(scope="module")
def check() -> Callable[..., None]:
    (lines,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
    told: dict[str, Any] = {}
    exec(lines, told)  # noqa: S102 - what the page says is what is tried
    return told["check"]


async def proof(caller: Caller, ticket_id: str, limit: int = 200) -> Pages:
    pages: Pages = []
    cursor: str | None = None
    while not pages or cursor is not None:
        asked = {"limit": str(limit), **({} if cursor is None else {"cursor": cursor})}
        answer = await caller.get(f"/v1/tickets/{ticket_id}/proof", params=asked)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        cursor = pages[-1]["nextCursor"]
    return pages


@pytest.fixture
async def ticket_id(desk: Desk, registrant: Caller, support: Caller) -> str:
    """With others around it, somebody's internal remark, and entries that tell of no ticket."""
    await desk.ticket(registrant)
    ticket = (await desk.ticket(registrant)).id
    await desk.ticket(registrant)
    for body in ({"text": "Is it plugged in?"}, {"text": SECRET, "internal": True}, {"text": "It is now."}):
        assert (await support.post(f"/v1/tickets/{ticket}/comments", json=body)).status_code == 201
    assert (await support.get(f"/v1/tickets/{ticket}")).status_code == 200  # which is on record, too
    await desk.ticket(registrant)
    return ticket


@pytest.mark.parametrize("limit", [1, 2, 200])
async def test_the_lines_of_the_docs_hold_a_real_answer(
    check: Callable[..., None], registrant: Caller, support: Caller, ticket_id: str, limit: int
) -> None:
    for caller in (registrant, support):
        pages = await proof(caller, ticket_id, limit)
        check(pages)
        head = pages[-1]["head"]
        check(pages, [(head["position"], head["hash"])])
        events = [event for page in pages for link in page["items"] for event in link["events"]]
        listed = (await support.get(f"/v1/tickets/{ticket_id}/events")).json()["items"]
        assert [each["sequence"] for each in events] == [each["sequence"] for each in listed]


async def test_a_customer_is_given_of_an_internal_event_the_seal_alone(
    registrant: Caller, support: Caller, ticket_id: str
) -> None:
    ours, theirs = await proof(support, ticket_id), await proof(registrant, ticket_id)

    assert SECRET in str(ours)
    assert SECRET not in str(theirs)
    assert [event["over"] for page in theirs for link in page["items"] for event in link["events"]].count(None) == 1


def flipped(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each value, with one bit of it changed."""
    match node:
        case dict():
            for name, value in cast("dict[str, Any]", node).items():
                yield from flipped(value, (*path, name))
        case list():
            for index, value in enumerate(cast("list[Any]", node)):
                yield from flipped(value, (*path, index))
        case int():
            yield path, node ^ 1
        case str():
            for place in {0, len(node) // 2, len(node) - 1}:
                yield path, node[:place] + chr(ord(node[place]) ^ 1) + node[place + 1 :]
        case _:
            return


def placed(pages: Pages, path: tuple[Any, ...], value: Any) -> Pages:
    changed = copy.deepcopy(pages)
    node: Any = changed
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = value
    return changed


async def test_with_one_bit_changed_the_lines_fail(
    check: Callable[..., None], registrant: Caller, ticket_id: str
) -> None:
    pages = await proof(registrant, ticket_id)
    held = [path for path, value in flipped(pages) if _holds(check, placed(pages, path, value))]

    assert held == []


async def test_without_an_event_or_a_link_the_lines_fail(
    check: Callable[..., None], registrant: Caller, ticket_id: str
) -> None:
    pages = await proof(registrant, ticket_id)
    for number in range(len(pages[0]["items"])):
        shorter = copy.deepcopy(pages)
        del shorter[0]["items"][number]
        assert not _holds(check, shorter)
    for link in range(len(pages[0]["items"])):
        for event in range(len(pages[0]["items"][link]["events"])):
            shorter = copy.deepcopy(pages)
            del shorter[0]["items"][link]["events"][event]
            assert not _holds(check, shorter)


def _holds(check: Callable[..., None], pages: Pages) -> bool:
    try:
        check(pages)
    except (AssertionError, ValueError, KeyError, IndexError, OverflowError, TypeError):
        return False
    return True


async def test_another_head_than_was_kept_is_found(
    check: Callable[..., None], registrant: Caller, ticket_id: str
) -> None:
    pages = await proof(registrant, ticket_id)
    position = pages[-1]["head"]["position"]

    with pytest.raises(AssertionError, match="not what was kept"):
        check(pages, [(position, "00" * 32)])


async def test_nobody_else_is_given_it(stranger: Caller, colleague: Caller, ticket_id: str) -> None:
    assert (await stranger.get(f"/v1/tickets/{ticket_id}/proof")).status_code == 404
    assert (await colleague.get(f"/v1/tickets/{ticket_id}/proof")).status_code == 200


async def test_what_a_request_writes_is_in_its_own_entry(api: Api, ticket_id: str) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        rows = await connection.execute(
            text("SELECT operation, details -> 'seals' ->> :id AS told FROM audit_entries WHERE details ? 'seals'"),
            {"id": ticket_id},
        )
        told = [(row.operation, row.told.split()[0]) for row in rows if row.told is not None]

    assert sorted(told, key=lambda each: each[1]) == [
        ("create_ticket", "1"),
        *[("add_ticket_comment", str(number)) for number in (2, 3, 4)],
    ]
