"""What was answered at a moment is what is answered about that moment, ever after."""

from ast import literal_eval
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, cast

import pytest

from app.clock import Instant
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.tickets import announcing, moments
from tests.organisations import MONDAY
from tests.routers.callers import Api, Caller
from tests.routers.sla.test_clocks_over_all_tickets import LATER, every_sort
from tests.routers.tickets.conftest import Desk, Walker

Answers = dict[str, Any]
LISTS: tuple[dict[str, str], ...] = (
    {},
    {"state": "running"},
    {"state": "at_risk"},
    {"state": "breached"},
    {"state": "paused"},
    {"state": "met", "clock": "response"},
    {"state": "not_started"},
    {"state": "best_effort", "serviceLevel": "standard"},
    {"priority": "high"},
    {"dueBefore": "2026-11-25T12:00:00Z"},
    {"dueAfter": "2026-11-24T12:00:00Z"},
)
WALK: Sequence[tuple[str, ...]] = (
    ("start_investigation", "clear", "solved", "close", "reopen"),
    ("request_information", "provide_information", "unclear", "configuration"),
    ("request_information", "start_investigation", "unclear", "bug"),
    ("start_investigation", "clear", "not_solved"),
)


FRIDAY = 4
PHONED = 0.3
ANNOUNCED = 0.7


def written(at: Instant) -> str:
    return at.isoformat().replace("+00:00", "Z")


async def asked(caller: Caller, tickets: Sequence[Walker], **moment: str) -> Answers:
    """Everything that can be asked about a moment, by address; a ticket's version and ETag are always today's."""
    answers: Answers = {}
    for walker in tickets:
        answers[walker.path] = await _answer(caller, walker.path, moment)
        for name in ("response", "resolution"):
            path = f"{walker.path}/clocks/{name}/explanation"
            answers[path] = await _answer(caller, path, moment)
    answers["status"] = await _answer(caller, "/v1/sla/status", moment)
    for query in LISTS:
        answers[f"clocks {query}"] = await _pages(caller, {**query, **moment})
    return answers


async def _answer(caller: Caller, path: str, query: dict[str, str]) -> Any:
    answer = await caller.get(path, params=query)
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, answer.text
    return _without_links({name: value for name, value in answer.json().items() if name != "version"})


def _without_links(answer: Any) -> Any:
    """They say by what knowledge they are."""
    if isinstance(answer, dict):
        members = cast("dict[str, Any]", answer).items()
        return {name: _without_links(value) for name, value in members if name != "links"}
    return [_without_links(each) for each in cast("list[Any]", answer)] if isinstance(answer, list) else answer


async def _pages(caller: Caller, query: dict[str, str]) -> list[Any]:
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await caller.get("/v1/sla/clocks", params={**query, **cursor, "limit": "5"})
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if answer.json()["nextCursor"] is None:
            return items
        cursor = {"cursor": answer.json()["nextCursor"]}


async def announce(api: Api) -> int:
    """As the worker does."""
    async with transaction(api.engine, SYSTEM) as connection:
        return await announcing.announce(connection, api.clock.now, 1_000)


@dataclass
class Story:
    """Tickets to which things happen, at moments that nobody can foresee."""

    api: Api
    desks: tuple[Desk, Desk]
    chance: Random
    tickets: list[Walker]

    async def goes_on(self) -> None:
        self.api.clock.advance(timedelta(seconds=self.chance.randrange(1, 14 * 3600)))
        happens = [self._arrives, self._moves, self._moves, self._changes, self._closes, self._is_commented]
        await self.chance.choice(happens)()
        if self.chance.random() < ANNOUNCED:
            await announce(self.api)

    async def _arrives(self) -> None:
        one, two = self.chance.choice(["u1", "u2", "u3"]), self.chance.choice(["i1", "i2", "i3"])
        by_phone = self.chance.random() < PHONED
        desk = self.desks[0] if by_phone else self.chance.choice(self.desks)
        channel = "phone" if by_phone else "portal"
        self.tickets.append(await desk.ticket(urgency=one, impact=two, channel=channel))

    async def _moves(self) -> None:
        walker = self.chance.choice(self.tickets)
        if (await walker.ticket())["status"] == "signal":
            await walker.caller.post(f"{walker.path}/registration", json={})
            return
        for decision in self.chance.choice(WALK):
            await walker.try_to(decision)
            self.api.clock.advance(timedelta(minutes=self.chance.randrange(1, 300)))

    async def _changes(self) -> None:
        walker = self.chance.choice(self.tickets)
        version = (await walker.caller.get(walker.path)).headers["ETag"]
        body: dict[str, Any] = {"title": f"Also on line {self.chance.randrange(9)}"}
        if self.chance.random() < 0.6:
            body |= {"urgency": self.chance.choice(["u1", "u3"]), "reason": "Looked again."}
        await walker.caller.patch(walker.path, json=body, headers={"If-Match": version})

    async def _is_commented(self) -> None:
        walker = self.chance.choice(self.tickets)
        await walker.caller.post(f"{walker.path}/comments", json={"text": "Any news?"})

    async def _closes(self) -> None:
        day = (self.api.clock.now + timedelta(days=self.chance.randrange(2, 9))).date()
        if day.weekday() > FRIDAY:
            return
        answer = await self.desks[0].admin.post(
            "/v1/sla/closing-days", json={"closesOn": day.isoformat(), "name": "Office moves"}
        )
        assert answer.status_code in (201, 409), answer.text


@pytest.fixture
async def story(api: Api, desk: Desk, standard_desk: Desk, request: pytest.FixtureRequest) -> Story:
    story = Story(api, (desk, standard_desk), Random(request.param), [])  # noqa: S311 - a story, not a secret
    for _ in range(3):
        story.tickets.append(await desk.ticket(urgency="u1", impact="i1"))
    return story


@pytest.mark.parametrize("story", range(2), indirect=True)
async def test_what_was_answered_then_is_answered_about_then(story: Story, admin: Caller, stranger: Caller) -> None:
    answered: list[tuple[Instant, Answers, Answers]] = []
    for _ in range(5):
        await story.goes_on()
        story.api.clock.advance(timedelta(seconds=1))
        now = story.api.clock.now
        answered.append((now, await asked(admin, story.tickets), await asked(stranger, story.tickets)))

    story.api.clock.advance(timedelta(days=2))
    for at, by_vendor, by_customer in answered:
        for caller, then in ((admin, by_vendor), (stranger, by_customer)):
            again = await asked(caller, story.tickets, asOf=written(at))
            for address, answer in again.items():
                assert answer == then.get(address), (at, address)


async def test_tickets_told_again_are_listed_and_counted_as_those_in_rows(
    api: Api, desk: Desk, standard_desk: Desk, admin: Caller
) -> None:
    await every_sort(api, desk, standard_desk)
    last, answered = api.clock.now, list[tuple[str, Answers]]()
    for passed in LATER:
        api.clock.now = Instant(last + passed)
        edges = {"dueBefore": written(api.clock.now)}, {"dueAfter": written(api.clock.now)}
        answered.append((written(api.clock.now), {str(each): await _pages(admin, each) for each in (*LISTS, *edges)}))
    api.clock.advance(timedelta(days=1))
    for ticket in (await admin.get("/v1/tickets", params={"limit": 200})).json()["items"]:
        tag = {"If-Match": (await admin.get(f"/v1/tickets/{ticket['id']}")).headers["ETag"]}
        again = {"title": "Another one"} if ticket["status"] == "closed" else {"urgency": "u3", "reason": "Again."}
        answer = await admin.patch(f"/v1/tickets/{ticket['id']}", json=again, headers=tag)
        assert answer.status_code == 200, answer.text

    for at, answers in answered:
        for query, then in answers.items():
            assert await _pages(admin, {**literal_eval(query), "asOf": at}) == then, (at, query)


@pytest.mark.parametrize("story", [4], indirect=True)
async def test_what_will_be_is_what_comes_when_nothing_happens(story: Story, admin: Caller) -> None:
    for _ in range(4):
        await story.goes_on()
    later = [Instant(story.api.clock.now + timedelta(hours=hours)) for hours in (0, 3, 50, 2_000)]
    foreseen = [await asked(admin, story.tickets, asOf=written(at)) for at in later]

    for at, answers in zip(later, foreseen, strict=True):
        story.api.clock.now = at
        assert await asked(admin, story.tickets) == answers


@pytest.mark.parametrize("knowledge", ["then", "now"])
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "commented"])
async def test_what_was_late_only_later_was_in_time_then(
    api: Api, desk: Desk, admin: Caller, knowledge: str, *, announced: bool
) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1")
    moment = {"asOf": written(api.clock.advance(timedelta(minutes=5)))}
    then = await asked(admin, [walker])
    api.clock.advance(timedelta(days=60))
    if announced:
        assert await announce(api)
    else:
        answer = await walker.caller.post(f"{walker.path}/comments", json={"text": "Any news?"})
        assert answer.status_code == 201, answer.text

    assert await asked(admin, [walker], **moment, knowledge=knowledge) == then


async def test_what_is_recorded_late_is_known_from_then_on_only(api: Api, desk: Desk, admin: Caller) -> None:
    late, in_time = await desk.ticket(urgency="u1", impact="i1"), await desk.ticket(urgency="u1", impact="i1")
    happened = api.clock.advance(timedelta(minutes=30))
    await in_time.decide("start_investigation")
    between = api.clock.advance(timedelta(minutes=30))
    known_in_time = (await admin.get(in_time.path)).json()
    api.clock.advance(timedelta(hours=5))
    await late.decide("start_investigation", occurredAt=written(happened))
    api.clock.advance(timedelta(hours=1))

    then = (await admin.get(late.path, params={"asOf": written(between)})).json()
    now = (await admin.get(late.path, params={"asOf": written(between), "knowledge": "now"})).json()

    assert [clock["state"] for clock in then["clocks"]] == ["running", "running"]
    response, resolution = known_in_time["clocks"]
    assert now["clocks"] == [{**response, "recordedLate": True}, resolution]
    assert (now["step"], now["status"]) == (known_in_time["step"], known_in_time["status"])
    met = {"asOf": written(between), "state": "met"}
    assert {item["ticketId"] for item in await _pages(admin, met)} == {in_time.id}
    assert {item["ticketId"] for item in await _pages(admin, {**met, "knowledge": "now"})} == {in_time.id, late.id}


async def test_a_registration_that_is_dated_back_is_there_by_what_is_known_now(api: Api, desk: Desk) -> None:
    walker = await desk.ticket(registeredAt=written(Instant(MONDAY - timedelta(hours=1))))
    moment = {"asOf": written(Instant(MONDAY - timedelta(minutes=30)))}

    then = await desk.admin.get(walker.path, params=moment)
    now = await desk.admin.get(walker.path, params={**moment, "knowledge": "now"})

    assert then.status_code == 404
    assert now.json()["clocks"][0]["elapsedSeconds"] == 30 * 60


async def test_another_moment_has_no_etag_and_is_never_not_modified(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    tag = (await desk.admin.get(walker.path)).headers["ETag"]

    answer = await desk.admin.get(walker.path, params={"asOf": written(MONDAY)}, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert "ETag" not in answer.headers


async def test_a_foreign_ticket_was_never_there_either(desk: Desk, stranger: Caller) -> None:
    walker = await desk.ticket()
    unknown = f"/v1/tickets/{desk.organisation.customer.id}"

    foreign, missing = [await stranger.get(path, params={"asOf": written(MONDAY)}) for path in (walker.path, unknown)]

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["detail"] == missing.json()["detail"]


async def test_more_than_can_be_told_again_is_refused(
    api: Api, desk: Desk, standard_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "MOST_RETOLD", 2)
    for _ in range(2):
        await desk.ticket()
    await standard_desk.ticket()
    moment = {"asOf": written(Instant(MONDAY - timedelta(hours=1)))}

    for path in ("/v1/sla/status", "/v1/sla/clocks"):
        answer = await desk.admin.get(path, params=moment)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/query/asOf"
        one = await desk.admin.get(path, params={**moment, "customerId": str(desk.organisation.customer.id)})
        assert one.status_code == 200


@pytest.mark.parametrize("moment", ["2000-01-01T00:00:00Z", "2100-12-31T23:59:59.999999Z"])
async def test_the_first_and_the_last_moment(desk: Desk, moment: str) -> None:
    walker = await desk.ticket()
    there = moment > "2026"

    answers = await asked(desk.admin, [walker], asOf=moment)

    assert (answers[walker.path] is not None) is there
    assert bool(answers["clocks {}"]) is there
    assert answers["status"]["asOf"] == moment


@pytest.mark.parametrize("form", ["text/csv", "text/plain", "image/svg+xml"])
async def test_an_explanation_of_then_in_every_form(api: Api, desk: Desk, form: str) -> None:
    walker = await desk.ticket()
    path = f"{walker.path}/clocks/resolution/explanation"
    then = (await desk.admin.get(path, headers={"Accept": form})).text
    moment = api.clock.now
    api.clock.advance(timedelta(minutes=90))
    await walker.decide("request_information")

    assert (await desk.admin.get(path, headers={"Accept": form})).text != then
    assert (await desk.admin.get(path, headers={"Accept": form}, params={"asOf": written(moment)})).text == then


@pytest.mark.parametrize("query", [{"asOf": "yesterday"}, {"asOf": written(MONDAY), "knowledge": "all"}])
async def test_what_is_no_moment_is_refused(desk: Desk, query: dict[str, str]) -> None:
    for path in ("/v1/sla/status", "/v1/sla/clocks", (await desk.ticket()).path):
        assert (await desk.admin.get(path, params=query)).status_code == 400
