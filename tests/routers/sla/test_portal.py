"""§1.5: what a self-service page shows before anything is reported: what to read, what is covered, what is promised."""

import pytest

from app.sla.agreement import AGREEMENT
from tests.organisations import Organisation
from tests.routers.callers import Caller
from tests.routers.tickets.conftest import REPORT, new_key

REPORTED = {"kind": "incident", "urgency": "u1", "impact": "i1"}
COVERED = {"callType": "software_bug", "product": "orb", "problemType": "technical"}


async def test_what_can_be_read_of_a_product(registrant: Caller, stranger: Caller, support: Caller) -> None:
    for caller in (registrant, stranger, support):
        answer = await caller.get("/v1/knowledge", params={"product": "Extract Transform Load"})
        assert [(each["product"], each["source"], each["url"], each["section"]) for each in answer.json()["items"]] == [
            ("etl_plus", "knowledge_base", "https://kb.example/?about=etl_plus", "1.2.2"),
            ("etl_plus", "documentation", "https://docs.example/etl_plus", "1.2.2"),
        ]
    unknown = await registrant.get("/v1/knowledge", params={"product": "Excel"})
    assert (unknown.status_code, unknown.json()["section"]) == (400, "1.3")
    seen, cursor = list[str](), None
    while cursor is not None or not seen:
        page = (
            await registrant.get("/v1/knowledge", params={"limit": "7", **({"cursor": cursor} if cursor else {})})
        ).json()
        seen += [each["url"] for each in page["items"]]
        cursor = page["nextCursor"]
    assert len(seen) == len({*seen}) == 2 * len(AGREEMENT.products)


@pytest.mark.parametrize(
    ("reported", "outcome", "section", "state"),
    [
        (COVERED, "support", "1.3", "running"),
        ({**COVERED, "product": "orb", "productVersion": "4.9"}, "not_covered", "1.3", "not_applicable"),
        ({**COVERED, "product": "connectors", "problemType": "functional"}, "consultancy", "1.3", "not_applicable"),
        ({**COVERED, "callType": "data_problem"}, "not_covered", "1.2.2", "not_applicable"),
    ],
)
async def test_what_is_previewed_is_what_a_ticket_gets(
    registrant: Caller, reported: dict[str, str], outcome: str, section: str, state: str
) -> None:
    answer = await registrant.get("/v1/sla/preview", params={**REPORTED, **reported})

    preview = answer.json()
    assert answer.status_code == 200, answer.text
    assert preview["coverage"] == {"outcome": outcome, "section": section}
    assert (preview["resolution"]["state"], preview["response"]["state"]) == (state, "running")
    ticket = (await registrant.post("/v1/tickets", json={**REPORT, **REPORTED, **reported}, headers=new_key())).json()
    assert ticket["coverage"] == preview["coverage"]
    for clock in ticket["clocks"]:
        foreseen = preview[clock["name"]]
        assert (clock["dueAt"], clock["state"], clock["reason"]) == (
            *(foreseen["dueAt"], foreseen["state"], foreseen["reason"]),
        )


async def test_coverage_takes_all_that_it_follows_from(registrant: Caller, extended: Organisation) -> None:
    del extended
    for reported, pointers in (
        ({"product": "orb"}, ["/query/callType", "/query/problemType"]),
        ({"productVersion": "5.2"}, ["/query/callType", "/query/product", "/query/problemType"]),
        ({**COVERED, "callType": "information_request"}, ["/query/callType"]),
    ):
        refused = await registrant.get("/v1/sla/preview", params={**REPORTED, **reported})
        assert refused.status_code == 400
        assert [fault["pointer"] for fault in refused.json()["errors"]] == pointers
    unsaid = (await registrant.get("/v1/sla/preview", params=REPORTED)).json()
    assert (unsaid["coverage"], unsaid["resolution"]["state"]) == (None, "running")
