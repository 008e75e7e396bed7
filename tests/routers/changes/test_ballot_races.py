"""Votes and the close at once, side by side on a database of their own (§4.1.2)."""

import asyncio
from dataclasses import replace

import pytest

from app.changes.kinds import CHANGES
from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_organisation
from tests.routers.callers import Api, Caller
from tests.routers.changes.conftest import HIGH, ChangeDesk, ChangeWalker
from tests.routers.operations.conftest import Running, add_instance
from tests.routers.subjects_verified import verified

RACES = 20
MEMBERS = 50


@pytest.fixture
async def racing(concurrent_api: Api) -> ChangeDesk:
    api = concurrent_api
    async with transaction(api.engine, SYSTEM) as connection:
        extended = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa")
    manager, support = await api.as_(Role.SUPPORT_MANAGER), await api.as_(Role.SUPPORT)
    registrant = await api.as_(extended.registrants[0])
    running = Running(
        api=api,
        manager=manager,
        second=manager,
        support=support,
        registrant=registrant,
        stranger=registrant,
        customer_id=str(extended.customer.id),
        service="",
        instance="",
        theirs="",
    )
    return ChangeDesk(running, support, support)


async def submitted(racing: ChangeDesk, members: list[Caller], quorum: int) -> ChangeWalker:
    walker = await racing.change(instanceIds=[])
    await walker.decide("assess", risk=HIGH)
    await walker.decide("submit", boardId=await racing.board(members, quorum))
    return walker


async def test_a_vote_that_is_accepted_is_counted(racing: ChangeDesk) -> None:
    """Accepted and counted, or 409: whichever comes first."""
    first, second = [await racing.running.api.as_(Role.SUPPORT) for _ in range(2)]
    seen = set[tuple[int, int, str]]()
    for race in range(RACES):
        walker = await submitted(racing, [first, second], 1)
        await walker.vote(first, "approve")
        (ballot,) = await walker.ballots()
        path = f"{walker.path}/ballots/{ballot['id']}/votes/{second.person.id}"
        acts = [
            second.put(path, json={"vote": "reject", "reason": "At the last moment."}),
            walker.tried("close_ballot"),
        ]
        vote, close = (await asyncio.gather(*acts)) if race % 2 else reversed(await asyncio.gather(*reversed(acts)))
        assert close.status_code == 201, close.text
        (ballot,) = await walker.ballots()
        seen.add((vote.status_code, ballot["votesCast"], ballot["outcome"]))
    assert seen <= {(200, 2, "rejected"), (409, 1, "approved")}
    assert await verified(racing.running.api.engine, CHANGES) == (RACES, [])


async def test_of_two_plans_at_once_the_second_is_told_of_the_first(racing: ChangeDesk) -> None:
    running = racing.running
    service = await running.made(running.manager, "/services", {"name": "IDU", "product": "idu"})
    instance = await add_instance(replace(running, service=service["id"]), running.customer_id)
    for _ in range(RACES):
        both = [await (await racing.change(instanceIds=[instance])).walked("assess", "approve") for _ in range(2)]
        answers = await asyncio.gather(*(each.tried("plan") for each in both))
        assert sorted(each.status_code for each in answers) == [201, 409]
        for each, answer in zip(both, answers, strict=True):
            if answer.status_code == 201:
                await each.decide("withdraw")


async def test_fifty_votes_at_once_are_fifty(racing: ChangeDesk) -> None:
    members = [await racing.running.api.as_(Role.SUPPORT) for _ in range(MEMBERS)]
    walker = await submitted(racing, members, MEMBERS)
    votes = ["approve" if place % 5 < 3 else "reject" if place % 5 == 3 else "abstain" for place in range(MEMBERS)]
    (ballot,) = await walker.ballots()
    answers = await asyncio.gather(
        *(
            member.put(
                f"{walker.path}/ballots/{ballot['id']}/votes/{member.person.id}",
                json={"vote": vote, "reason": "As I see it."},
            )
            for member, vote in zip(members, votes, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200] * MEMBERS
    (ballot,) = await walker.ballots()
    assert (ballot["votesCast"], ballot["approve"], ballot["reject"], ballot["abstain"]) == (50, 30, 10, 10)
    assert len(ballot["votes"]) == MEMBERS
    assert (await walker.decide("close_ballot"))["state"] == "approved"
    assert await verified(racing.running.api.engine, CHANGES) == (1, [])


async def test_two_closes_at_once_are_one_decision(racing: ChangeDesk) -> None:
    members = [await racing.running.api.as_(Role.SUPPORT) for _ in range(2)]
    walker = await submitted(racing, members, 1)
    await walker.vote(members[0], "approve")
    answers = await asyncio.gather(*(walker.tried("close_ballot") for _ in range(5)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409, 409]
