"""§1.2.2: a consultant of one's own holds the consultant's role on new tickets; whoever has none is listed."""

from app.agreements.book import Agreements
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.consultancy.conftest import make_own_consultant
from tests.routers.tickets.conftest import Desk


async def holder(walker_path: str, by: Caller) -> list[str]:
    raci = (await by.get(f"{walker_path}/raci")).json()
    [consultant] = [each for each in raci["holders"] if each["role"] == "consultant"]
    return [each["id"] for each in consultant["people"]] if consultant["assigned"] else []


async def test_it_holds_the_role_on_new_tickets_from_the_start(
    api: Api, desk: Desk, registrant: Caller, support: Caller, manager: Caller, extended: Organisation
) -> None:
    before = await desk.ticket()
    cora = await make_own_consultant(api, manager, extended)

    tickets = [await desk.ticket(registrant), await desk.ticket(support, channel="phone")]

    for walker in tickets:
        assert await holder(walker.path, registrant) == [str(cora.person.id)]
        [named] = await walker.events("role_assigned")
        assert (named["data"]["reason"], named["actor"]["kind"]) == ("The customer's own consultant.", "system")
    assert await holder(before.path, registrant) == []
    found = verify(api.engine, Agreements(REVISIONS), TicketSelection(), batch=50)
    assert [each.words async for verified in found for each in verified.differences] == []


async def test_another_takes_over_by_a_hand_over_with_a_reason(
    api: Api, desk: Desk, registrant: Caller, manager: Caller, consultant: Caller, extended: Organisation
) -> None:
    cora = await make_own_consultant(api, manager, extended)
    walker = await desk.ticket(registrant)

    answer = await manager.post(
        f"/v1/people/{cora.person.id}/handover",
        json={"toPersonId": str(consultant.person.id), "reason": "She is on leave."},
    )

    assert answer.status_code == 201, answer.text
    assert await holder(walker.path, registrant) == [str(consultant.person.id)]
    assert (await walker.events("role_assigned"))[-1]["data"]["reason"] == "She is on leave."


async def test_whoever_is_to_have_one_and_has_none_is_listed(
    api: Api, desk: Desk, registrant: Caller, manager: Caller, extended: Organisation, standard: Organisation
) -> None:
    async def lacking(by: Caller = manager) -> list[str]:
        answer = await by.get("/v1/customers", params={"withoutConsultant": "true"})
        return [each["id"] for each in answer.json()["items"]]

    assert await lacking() == await lacking(registrant) == [str(extended.customer.id)]
    cora = await make_own_consultant(api, manager, extended)
    assert await lacking() == await lacking(registrant) == []
    await manager.patch(f"/v1/people/{cora.person.id}", json={"active": False}, headers={"If-Match": "*"})

    assert await lacking() == await lacking(registrant) == [str(extended.customer.id)]
    assert await holder((await desk.ticket(registrant)).path, registrant) == []
