"""What a ticket shows of what was done: the outputs of its decisions, its cycles, and what is asked and not decided."""

from datetime import timedelta

from httpx import Response

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk

NOTHING = {
    "backlogItem": None,
    "backlogItemId": None,
    "agreementReference": None,
    "approvedBy": None,
    "approvedHours": None,
    "hours": None,
    "sessionOn": None,
    "testReport": None,
    "report": None,
    "article": None,
}


async def test_the_latest_of_each_output_stands_on_the_ticket(desk: Desk) -> None:
    walker = await desk.ticket()
    assert (await walker.ticket())["outputs"] == NOTHING

    for decision in ("unclear", "bug", "bug_registered", "bug_solved"):
        await walker.decide(decision)
    outputs = (await walker.ticket())["outputs"]
    with_bug = {
        **NOTHING,
        "backlogItem": "PBI-4711",
        "backlogItemId": outputs["backlogItemId"],
        "testReport": "Tested in the test environment.",
    }
    assert outputs == with_bug
    assert outputs["backlogItemId"] is not None

    await walker.decide("implemented")
    await walker.decide("not_solved", report="Not on our farm.")
    assert (await walker.ticket())["outputs"] == {**with_bug, "report": "Not on our farm."}
    [listed] = (await walker.caller.get("/v1/tickets")).json()["items"]
    assert listed == await walker.ticket()


async def test_what_is_clear_names_the_article_that_says_so(desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    article = {"title": "When the nightly run stops", "url": "https://kb.example/idu/4711"}
    for url in ("javascript:alert(1)", "kb.example/4711", "https://kb.example/a b"):
        refused = await walker.try_to("clear", article={**article, "url": url})
        assert [fault["pointer"] for fault in refusal_of(refused)] == ["/article/url"]
    elsewhere = await walker.try_to("unclear", article=article)
    assert [fault["pointer"] for fault in refusal_of(elsewhere)] == ["/article"]

    decided = await walker.try_to("clear", article=article)

    assert (decided.status_code, decided.json()["article"]) == (201, article)
    assert (await registrant.get(walker.path)).json()["outputs"] == {**NOTHING, "article": article}
    page = await registrant.get(walker.path, headers={"Accept": "text/plain"})
    assert "When the nightly run stops, https://kb.example/idu/4711" in page.text.replace("\n            ", " ")


def refusal_of(answer: Response) -> list[dict[str, str]]:
    assert answer.status_code == 400, answer.text
    return answer.json()["errors"]


async def test_hours_that_were_agreed_stand_there_with_their_reference(desk: Desk) -> None:
    walker = await desk.ticket()

    for decision in ("unclear", "configuration", "agree", "consultancy_delivered"):
        await walker.decide(decision)

    outputs = (await walker.ticket())["outputs"]
    signed = {"agreementReference": "Q-17", "approvedBy": "Dirk Director"}
    assert outputs == {**NOTHING, **signed, "approvedHours": 8, "hours": 6.5}


async def test_each_time_that_it_was_closed_and_opened_again_is_a_cycle(api: Api, desk: Desk) -> None:
    walker, began = await desk.ticket(), api.clock.now
    moments = [began]
    for decision in ("start_investigation", "clear", "solved", "close", "reopen", "clear", "solved", "close"):
        api.clock.advance(timedelta(hours=1))
        await walker.decide(decision)
        if decision in ("close", "reopen"):
            moments.append(api.clock.now)
    began_at, closed_at, reopened_at, closed_again_at = [f"{each:%FT%TZ}" for each in moments]

    ticket = await walker.ticket()
    assert ticket["closedAt"] == closed_again_at
    assert ticket["cycles"] == [{"beganAt": began_at, "closedAt": closed_at, "reopenedAt": reopened_at}]

    then = await walker.caller.get(walker.path, params={"asOf": closed_at})
    assert (then.json()["closedAt"], then.json()["cycles"]) == (closed_at, [])
    api.clock.advance(timedelta(hours=1))
    again = await walker.decide("reopen")
    assert again["closedAt"] is None
    assert [each["beganAt"] for each in again["cycles"]] == [began_at, reopened_at]


async def test_what_the_customer_asked_for_stands_there_until_it_is_decided(
    desk: Desk, registrant: Caller, support: Caller
) -> None:
    walker = await desk.ticket()
    wish = {"urgency": "u1", "reason": "The auditors are here."}
    asked = (await registrant.post(f"{walker.path}/priority-requests", json=wish)).json()

    [shown] = (await walker.ticket())["openPriorityRequests"]
    assert shown == {"id": asked["id"], "urgency": "u1", "impact": None, "reason": "The auditors are here."}

    decision = {"accepted": False, "reason": "It can wait."}
    await support.post(f"{walker.path}/priority-requests/{asked['id']}/decision", json=decision)
    assert (await walker.ticket())["openPriorityRequests"] == []
