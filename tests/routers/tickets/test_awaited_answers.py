"""A question to the customer has words, its comment is the answer, and a workaround is the vendor's word (§2)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key


async def say(walker: Walker, by: Caller, **more: Any) -> Response:
    answer = await by.post(f"{walker.path}/comments", json={"text": "Version 5.2.", **more}, headers=new_key())
    assert answer.status_code == 201, answer.text
    return answer


async def waits(walker: Walker) -> bool:
    return (await walker.ticket())["waitingForInformationSince"] is not None


@pytest.mark.parametrize("step", [3, 4])
@pytest.mark.parametrize("note", [{"note": None}, {"note": ""}, {"note": " \n"}])
async def test_a_question_without_words_stops_no_clock(desk: Desk, support: Caller, step: int, note: Any) -> None:
    walker = await desk.ticket()
    if step == 4:
        await walker.decide("unclear")

    refusal = await walker.try_to("request_information", by=support, **note)

    assert refusal.status_code == 400
    assert [fault["pointer"] for fault in refusal.json()["errors"]] == ["/note"]
    assert not await waits(walker)


@pytest.mark.parametrize("who", ["registrant", "colleague"])
async def test_a_customers_comment_while_an_answer_is_awaited_is_the_answer(
    api: Api, desk: Desk, cast: dict[str, Caller], who: str
) -> None:
    walker = await desk.ticket()
    await walker.decide("request_information")
    api.clock.advance(timedelta(hours=2))

    answer = await say(walker, cast[who])

    assert answer.json()["answers"] is True
    assert not await waits(walker)
    clock = await walker.clock("resolution")
    assert (clock["state"], clock["pausedSeconds"]) == ("running", 7200)
    said, received = (await walker.events())[-3:-1]
    assert (said["type"], received["type"]) == ("comment_added", "decision_taken")
    assert received["occurredAt"] == said["occurredAt"]
    assert (received["data"]["decision"], received["data"]["role"]) == ("information_received", "customer")
    assert received["actor"]["id"] == str(cast[who].person.id)
    [listed] = (await cast[who].get(f"{walker.path}/comments")).json()["items"]
    assert listed["answers"] is True


async def test_a_comment_that_says_that_it_is_no_answer_is_none(desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    await walker.decide("request_information")

    answer = await say(walker, registrant, answers=False)

    assert answer.json()["answers"] is False
    assert await waits(walker)
    await say(walker, registrant)
    assert not await waits(walker)


@pytest.mark.parametrize("who", ["support", "consultant", "manager"])
@pytest.mark.parametrize("internal", [False, True])
async def test_what_the_vendor_says_meanwhile_is_no_answer(
    desk: Desk, cast: dict[str, Caller], who: str, *, internal: bool
) -> None:
    walker = await desk.ticket()
    await walker.decide("request_information")

    answer = await say(walker, cast[who], internal=internal)

    assert answer.json()["answers"] is False
    assert await waits(walker)


async def test_where_nothing_is_awaited_a_comment_is_a_comment(desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    before = await walker.clock("response")

    assert (await say(walker, registrant)).json()["answers"] is False
    assert [event["type"] for event in await walker.events()] == ["registered", "comment_added"]
    assert await walker.clock("response") == before


async def test_the_customer_answers_whatever_its_letter_is(desk: Desk, manager: Caller, registrant: Caller) -> None:
    walker = await desk.ticket()
    row = {"customer": "I", "support": "R", "consultant": "C", "support_manager": "A"}
    await manager.put(f"{walker.path}/raci-overrides/3", json=row, headers={"If-Match": "*"})
    for answers in (lambda: walker.decide("information_received", by=registrant), lambda: say(walker, registrant)):
        await walker.decide("request_information")
        await answers()
        assert not await waits(walker)


@pytest.mark.parametrize("letters", ["RCIA", "ARIC"])
async def test_a_workaround_is_the_vendors_word_whoever_the_step_is_delegated_to(
    desk: Desk, manager: Caller, registrant: Caller, letters: str
) -> None:
    walker = await desk.ticket()
    row = dict(zip(("customer", "support", "consultant", "support_manager"), letters, strict=True))
    await manager.put(f"{walker.path}/raci-overrides/3", json=row, headers={"If-Match": "*"})

    refusal = await walker.try_to("workaround", by=registrant)

    assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")
    assert "customer" not in refusal.json()["detail"]
    offered = (await registrant.get(f"{walker.path}/transitions")).json()["items"]
    assert not next(each["allowed"] for each in offered if each["decision"] == "workaround")
    assert (await walker.clock("resolution"))["stoppedAt"] is None
    await walker.decide("unclear", by=registrant)
