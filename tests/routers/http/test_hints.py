"""Whoever writes a name that there isn't is told the one that they meant, if it can be told."""

from typing import Any, Final

import httpx
import pytest

from app.routers.http.hints import hint
from tests.routers.callers import Caller
from tests.routers.http.http_harness import thing_body
from tests.routers.tickets.conftest import REPORT

UNKNOWN: Final = "There is no such member or parameter here."
ASKED: Final = [
    ("page=2", "Pages go on by `cursor`, which is `nextCursor` of the page before."),
    ("offset=50", "Pages go on by `cursor`, which is `nextCursor` of the page before."),
    ("per_page=5", "Did you mean `limit`?"),
    ("pageSize=5", "Did you mean `limit`?"),
    ("customer_id=1", "Did you mean `customerId`?"),
    ("CUSTOMERID=1", "Did you mean `customerId`?"),
    ("customer-id=1", "Did you mean `customerId`?"),
    ("prioritty=high", "Did you mean `priority`?"),
    ("clock_stat=met", "Did you mean `clockState`?"),
    ("search=import", "Did you mean `q`?"),
    ("due_before=2026-11-23T12:00:00Z", "Did you mean `dueBefore`?"),
    ("colour=red", ""),
    (f"{'customer' * 10}=1", ""),
]


@pytest.mark.parametrize(("query", "meant"), ASKED)
async def test_a_parameter_that_there_is_not(support: Caller, query: str, meant: str) -> None:
    refused = await support.get(f"/v1/tickets?{query}")

    [fault] = refused.json()["errors"]
    assert (refused.status_code, fault["detail"]) == (400, f"{UNKNOWN} {meant}".strip())


async def test_an_offset_whose_plus_was_lost(support: Caller) -> None:
    refused = await support.get("/v1/tickets?dueBefore=2026-11-23T12:00:00+01:00")

    [fault] = refused.json()["errors"]
    assert (fault["pointer"], "%2B01:00" in fault["detail"]) == ("/query/dueBefore", True)


@pytest.mark.parametrize(
    ("changes", "meant"),
    [
        ({"problem_type": "technical"}, "Did you mean `problemType`?"),
        ({"externalRef": "x"}, "Did you mean `externalReference`?"),
        ({"history": [], "mood": "x"}, ""),
    ],
)
async def test_a_member_that_there_is_not(registrant: Caller, changes: dict[str, Any], meant: str) -> None:
    refused = await registrant.post("/v1/tickets", json={**REPORT, **changes})

    [fault] = refused.json()["errors"]
    assert (refused.status_code, fault["detail"]) == (400, f"{UNKNOWN} {meant}".strip())


async def test_what_was_sent_is_never_in_it(client: httpx.AsyncClient) -> None:
    refused = await client.post("/v1/things", json=thing_body(**{"made_at": 1, "owner-Id<b>": 1}))

    details = [each["detail"] for each in refused.json()["errors"]]
    assert details == [f"{UNKNOWN} Did you mean `madeAt`?", f"{UNKNOWN} Did you mean `ownerId`?"]


def test_no_hint_without_names() -> None:
    assert not hint("page", ())
    assert not hint("", ("limit",))
