"""Every number of the status leads to the clocks that it counts: as many as it says, and no others."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest

from app.clock import Instant, instant
from tests.attainment.shares import FIGURES, Life, Lives, verdict
from tests.counting import count_all
from tests.office import Office
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.sla.test_status import status

NOW = instant(datetime.fromisoformat("2027-02-22T13:00:00Z"))
A_PERIOD = {"registeredFrom": "2026-03-28T00:00:00Z", "registeredUntil": "2026-11-09T12:37:11.000003Z"}
EVER = {"registeredFrom": "2020-01-01T00:00:00Z"}
MOMENT = {"asOf": "2026-05-29T14:00:00Z"}
HIGH = frozenset({"high"})


@pytest.fixture
async def lives(api: Api, extended: Organisation, standard: Organisation) -> list[Life]:
    office, chance = Office(api.engine), Random(3)  # noqa: S311 - a story
    found: list[Life] = []
    for organisation in (extended, standard):
        level = organisation.customer.agreed_at(office.now).service_level
        found += await Lives(office, chance).several(organisation.customer.id, level, 30)
    api.clock.now = max(NOW, office.now)
    return found


def numbers(answer: Any) -> Iterator[tuple[str, int, str]]:
    """With what they are called and where they lead, wherever they stand."""
    if isinstance(answer, list):
        for each in cast("list[Any]", answer):
            yield from numbers(each)
    elif isinstance(answer, dict):
        members = cast("dict[str, Any]", answer)
        for name, link in _links(members):
            yield name, _at(members, name), link
        for name, value in members.items():
            if name != "links":
                yield from numbers(value)


def _links(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, link in cast("dict[str, Any]", answer.get("links") or {}).items():
        if isinstance(link, str):
            yield name, link
        else:
            yield from ((f"{name}.{each}", address) for each, address in cast("dict[str, str]", link).items())


def _at(answer: Mapping[str, Any], name: str) -> int:
    value: Any = answer
    for each in name.split("."):
        value = value[each]
    return value


async def listed(caller: Caller, link: str, limit: int = 200) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = await caller.get(f"{link}&limit={limit}{cursor}")
        assert answer.status_code == 200, (link, answer.text)
        items += answer.json()["items"]
        if answer.json()["nextCursor"] is None:
            return items
        cursor = f"&cursor={answer.json()['nextCursor']}"


@pytest.mark.parametrize(
    "query",
    [
        EVER,
        {**EVER, "serviceLevel": "standard"},
        {**A_PERIOD, "priority": "low", "serviceLevel": "extended"},
        {**EVER, **MOMENT},
        {**A_PERIOD, **MOMENT, "knowledge": "now", "priority": "high"},
        {**EVER, "asOf": "2027-05-29T14:00:00Z"},
    ],
    ids=" ".join,
)
async def test_every_number_leads_to_as_many(api: Api, admin: Caller, lives: list[Life], query: dict[str, str]) -> None:
    found = await status(admin, **query)
    walked = [(name, number, await listed(admin, link)) for name, number, link in numbers(found)]

    assert len(walked) > 100
    assert [(name, number) for name, number, _ in walked] == [(name, len(items)) for name, _, items in walked]
    assert sum(number for _, number, _ in walked) > len(lives)


async def test_numbers_stay_what_they_were_and_so_do_their_lists(api: Api, admin: Caller, lives: list[Life]) -> None:
    """A link names its moment: what happens afterwards does not change what it leads to, nor does counting."""
    links = [(name, number, link) for name, number, link in numbers(await status(admin, **EVER)) if number]
    open_still = next(
        life for life in lives if life.kind == "incident" and life.answered is None and not life.is_signal
    )
    office = Office(api.engine, Instant(api.clock.now + timedelta(days=2)))
    await office.comment(open_still.id)
    api.clock.now = Instant(office.now + timedelta(days=1))
    await count_all(api.engine, api.clock, office.book)

    for name, number, link in links[::3]:
        assert len(await listed(admin, link, limit=7)) == number, (name, link)


async def test_a_customer_walks_to_its_own(
    admin: Caller, stranger: Caller, standard: Organisation, lives: list[Life]
) -> None:
    own = standard.customer.id
    by_vendor = {link for _, number, link in numbers(await status(admin, **EVER, customerId=str(own))) if number}
    for name, number, link in list(numbers(await status(stranger, **EVER)))[::2]:
        items = await listed(stranger, link)
        assert (name, len(items)) == (name, number)
        assert {item["customerId"] for item in items} <= {str(own)}
    foreign = next(iter(by_vendor)).replace(str(own), str(next(x.customer_id for x in lives if x.customer_id != own)))
    assert await listed(stranger, foreign) == []


async def test_the_tickets_are_those_of_which_it_is_said(api: Api, admin: Caller, lives: list[Life]) -> None:
    figures = (await status(admin, **EVER))["attainment"]["figures"]
    words = {"recordedLate": "recorded_late", "missed": "missed"}
    seen = 0
    for place, figure in enumerate(figures):
        assert figure["numerator"] + figure["missed"] == figure["denominator"]
        assert HIGH.isdisjoint(figure["priorities"]) or FIGURES[place][1] == HIGH
        for name, word in words.items():
            found = {UUID(item["ticketId"]) for item in await listed(admin, figure["links"][name])}
            assert found == {life.id for life in lives if verdict(place, life, api.clock.now) == word}
            seen += len(found)
    assert seen


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ({"figure": "resolution-high-9-days"}, "/query/figure", "unknown_figure"),
        ({"outcome": "missed"}, "/query/figure", "missing"),
        ({"figure": "response-high-4-hours", "outcome": "in_time"}, "/query/outcome", "enum"),
        ({"registeredFrom": "2026-03-02T10:00:00Z", "registeredUntil": "2026-03-02T10:00:00Z"}, None, "empty_period"),
    ],
)
async def test_what_nothing_can_answer_to_is_refused(
    admin: Caller, query: dict[str, str], pointer: str | None, code: str
) -> None:
    answer = await admin.get("/v1/sla/clocks", params=query)

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer or "/query/registeredUntil", code)


async def test_a_figure_by_itself_lists_all_that_it_asks_of(api: Api, admin: Caller, lives: list[Life]) -> None:
    """Responses that are judged as high, whatever the priority of their tickets is by now."""
    found = await listed(admin, "/v1/sla/clocks?figure=response-high-4-hours&registeredFrom=2020-01-01T00:00:00Z")

    assert {UUID(item["ticketId"]) for item in found} == {
        life.id for life in lives if verdict(4, life, api.clock.now) is not None
    }
    assert {item["name"] for item in found} == {"response"}
