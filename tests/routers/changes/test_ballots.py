"""The change advisory board decides on what is risky (§4.1.2)."""

import pytest

from app.domain.vocabulary import Role
from tests.routers.callers import Caller
from tests.routers.changes.conftest import HIGH, PLAN, ChangeDesk
from tests.routers.operations.judged import utc


@pytest.fixture
async def five(changing: ChangeDesk) -> list[Caller]:
    return [await changing.running.api.as_(Role.SUPPORT) for _ in range(5)]


async def test_members_and_quorum_are_those_of_the_opening(changing: ChangeDesk, five: list[Caller]) -> None:
    walker = await changing.submitted(five, 3)
    (ballot,) = await walker.ballots()
    sixth = await changing.running.api.as_(Role.SUPPORT)
    path = f"/v1/advisory-boards/{ballot['boardId']}"
    known = (await changing.running.manager.get(path)).headers["ETag"]
    members = [str(each.person.id) for each in (*five[1:], sixth)]
    changed = await changing.running.manager.patch(
        path, json={"members": members, "quorum": 5}, headers={"If-Match": known}
    )
    assert changed.json()["members"] == members
    assert (await walker.vote(five[0], "approve")).status_code == 200
    late = await walker.vote(sixth, "approve")
    assert (late.status_code, late.json()["section"]) == (403, "4.1.2")
    (ballot,) = await walker.ballots()
    assert (len(ballot["members"]), ballot["quorum"], ballot["votesCast"]) == (5, 3, 1)


async def test_the_latest_vote_counts_and_all_are_kept(changing: ChangeDesk, five: list[Caller]) -> None:
    walker = await changing.submitted(five, 1)
    await walker.vote(five[0], "approve")
    await walker.vote(five[0], "approve")
    counted = (await walker.vote(five[0], "reject")).json()
    assert (counted["votesCast"], counted["approve"], counted["reject"]) == (1, 0, 1)
    assert [(each["vote"], each["counts"]) for each in counted["votes"]] == [("approve", False), ("reject", True)]
    assert (await walker.decide("close_ballot"))["state"] == "rejected"


async def test_who_asked_for_it_or_carries_it_out_does_not_vote(changing: ChangeDesk, five: list[Caller]) -> None:
    implementer = str(five[1].person.id)
    walker = await changing.change(by=five[0], plan={**PLAN, "implementerId": implementer})
    await walker.decide("assess", risk=HIGH, plan=None)
    assert await walker.refused("submit", boardId=await changing.board(five[:3], 2)) == (409, "4.1.2")
    await walker.decide("submit", boardId=await changing.board(five, 3))
    for member in five[:2]:
        answer = await walker.vote(member, "approve")
        assert (answer.status_code, answer.json()["section"]) == (403, "4.1.2")
    for member in five[2:]:
        assert (await walker.vote(member, "approve")).status_code == 200
    await walker.decide("close_ballot")
    await walker.decide("plan")
    changing.at("2026-11-24 20:10")
    assert await walker.refused("begin", five[2]) == (403, "4.1.2")
    await walker.decide("begin", five[1])


async def test_everybody_votes_for_themselves(changing: ChangeDesk, five: list[Caller]) -> None:
    walker = await changing.submitted(five, 3)
    for by in (five[0], changing.running.manager):
        assert (await walker.vote(by, "approve", person=five[1])).status_code == 403
    assert (await walker.vote(changing.running.manager, "approve")).status_code == 403


@pytest.mark.parametrize(
    ("votes", "state", "outcome"),
    [
        (("approve", "reject", "abstain"), "rejected", "rejected"),
        (("approve", "abstain", "abstain"), "approved", "approved"),
        (("abstain", "abstain", "abstain"), "rejected", "rejected"),
        (("approve", "approve", "reject"), "approved", "approved"),
        (("approve", "approve"), "assessed", "no_quorum"),
    ],
)
async def test_what_the_votes_come_to(
    changing: ChangeDesk, five: list[Caller], votes: tuple[str, ...], state: str, outcome: str
) -> None:
    """An abstention counts for the quorum and for neither side; a tie approves nothing."""
    walker = await changing.submitted(five, 3)
    for member, vote in zip(five, votes, strict=False):
        await walker.vote(member, vote)
    if outcome == "no_quorum":
        assert await walker.refused("close_ballot") == (409, "4.1.2")
        changing.at("2026-11-24 10:30")
    closed = await walker.decide("close_ballot", reason="As the votes are.")
    (ballot,) = await walker.ballots()
    assert (closed["state"], ballot["outcome"], ballot["votesCast"]) == (state, outcome, len(votes))
    if state == "rejected":
        assert closed["endedBecause"] == "As the votes are."


async def test_another_plan_voids_the_ballot_and_the_next_round_begins_without_votes(
    changing: ChangeDesk, five: list[Caller]
) -> None:
    walker = await changing.submitted(five, 3)
    for member in five[:2]:
        await walker.vote(member, "approve")
    assert (await walker.set(plan={**PLAN, "steps": "Move it by hand."})).json()["state"] == "assessed"
    void = await walker.vote(five[2], "approve")
    assert (void.status_code, void.json()["section"]) == (409, "4.1.2")
    assert await walker.refused("close_ballot") == (409, "4.1.2")
    await walker.decide("submit", boardId=(await walker.ballots())[0]["boardId"])
    first, second = await walker.ballots()
    assert (first["state"], first["votesCast"], second["round"], second["votesCast"]) == ("void", 2, 2, 0)
    assert (await walker.vote(five[2], "approve", ballot=0)).status_code == 409
    assert (await walker.vote(five[2], "approve")).status_code == 200


async def test_no_vote_is_taken_once_it_is_over(changing: ChangeDesk, five: list[Caller]) -> None:
    walker = await changing.submitted(five, 1)
    (ballot,) = await walker.ballots()
    assert ballot["closesAt"] == utc("2026-11-24 10:30")
    changing.at("2026-11-24 10:29")
    assert (await walker.vote(five[0], "approve")).status_code == 200
    changing.at("2026-11-24 10:30")
    assert (await walker.vote(five[1], "approve")).status_code == 409
    assert (await walker.decide("close_ballot"))["state"] == "approved"
    assert (await walker.vote(five[1], "approve")).status_code == 409


async def test_a_ballot_is_closed_by_the_accountable(changing: ChangeDesk, five: list[Caller]) -> None:
    walker = await changing.submitted(five, 1)
    await walker.vote(five[0], "approve")
    for by in (five[0], changing.consultant, changing.running.support):
        assert await walker.refused("close_ballot", by) == (403, "4.1.2")
    assert (await walker.decide("withdraw"))["state"] == "withdrawn"
    assert (await walker.ballots())[0]["state"] == "void"


async def test_a_customers_person_votes_as_a_member_on_what_it_sees(changing: ChangeDesk, five: list[Caller]) -> None:
    registrant, stranger = changing.running.registrant, changing.running.stranger
    walker = await changing.submitted([registrant, stranger, *five], 1)
    assert (await walker.vote(registrant, "approve")).status_code == 200
    assert (await walker.vote(stranger, "approve")).status_code == 404
    (ballot,) = (await registrant.get(f"{walker.path}/ballots")).json()["items"]
    assert ballot["approve"] == 1


@pytest.mark.parametrize(
    ("members", "quorum", "pointer"),
    [((0, 1), 3, "/quorum"), ((0, 0), 1, "/members"), ((0, None), 1, "/members/1")],
)
async def test_a_board_can_vote(
    changing: ChangeDesk, five: list[Caller], members: tuple[int | None, ...], quorum: int, pointer: str
) -> None:
    nobody = "0197a3c2-7a10-7cc3-98c4-dc0c0c073999"
    ids = [nobody if each is None else str(five[each].person.id) for each in members]
    body = {"name": "CAB", "members": ids, "quorum": quorum, "votingSeconds": 3_600}
    answer = await changing.running.manager.post("/v1/advisory-boards", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert answer.json()["section"] == "4.1.2"


async def test_a_board_is_the_vendors(changing: ChangeDesk, five: list[Caller]) -> None:
    board_id = await changing.board(five, 1)
    for path, status in (("/v1/advisory-boards", 403), (f"/v1/advisory-boards/{board_id}", 404)):
        assert (await changing.running.registrant.get(path)).status_code == status
    shown = (await changing.asker.get(f"/v1/advisory-boards/{board_id}")).json()
    assert (shown["name"], len(shown["members"]), shown["quorum"]) == ("CAB", 5, 1)
    listed = await changing.asker.get("/v1/advisory-boards")
    assert [each["id"] for each in listed.json()["items"]] == [board_id]
    body = {"name": "CAB", "members": [str(five[0].person.id)], "quorum": 1, "votingSeconds": 3_600}
    assert (await changing.asker.post("/v1/advisory-boards", json=body)).status_code == 403
