"""Every operation as everybody, and the things of another customer, which are as good as missing."""

from collections.abc import Mapping
from typing import Final

import pytest
from httpx import AsyncClient, Response

from app.domain.vocabulary import Role
from tests.routers.accounts.who_may import PAGE, WHO_MAY, Answer, Who, page
from tests.routers.callers import Api, limit
from tests.routers.two_customers import (
    NOBODY,
    OF_INTEGRATIONS,
    OPERATIONS,
    Ids,
    Request,
    Street,
    own_ids,
    request_of,
    street,
)

STAFF: Final[Mapping[Who, Role]] = {
    Who.SUPPORT: Role.SUPPORT,
    Who.CONSULTANT: Role.CONSULTANT,
    Who.SUPPORT_MANAGER: Role.SUPPORT_MANAGER,
}
REQUESTS: Final = [request_of(row) for row in WHO_MAY]


def test_each_operation_has_a_row() -> None:
    assert {row.partition("/")[0] for row in WHO_MAY} == set(OPERATIONS)


def test_the_page_is_of_this_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.routers.accounts.who_may`"


async def somebody(there: Street, who: Who) -> tuple[AsyncClient, Ids]:
    """Who asks, with the ids of what is theirs."""
    if who in (Who.ANONYMOUS, Who.INTEGRATION):
        return there.api.anonymous(), there.ours.ids
    if who is Who.ADMINISTRATOR:
        caller = there.admin
    elif who in STAFF:
        caller = await there.api.as_(STAFF[who])
    elif who is Who.REGISTRANT:
        caller = await there.api.as_(there.ours.organisation.registrants[0])
    else:
        caller = await there.api.as_colleague(there.ours.organisation)
    return caller, {**there.ours.ids, **await own_ids(caller)}


@pytest.mark.parametrize(
    ("who", "over_there"),
    [*((who, False) for who in Who), (Who.REGISTRANT, True)],
    ids=lambda value: "over there" if value is True else str(value or "here"),
)
async def test_everybody_may_what_the_table_says(api: Api, who: Who, *, over_there: bool) -> None:
    there = (await street(api)).from_over_there() if over_there else await street(api)
    caller, ids = await somebody(there, who)
    limit(api, wrong_credentials_per_minute=0)  # there are more operations than guesses

    found = {request.name: await answer_to(there, request, who, caller, ids) for request in REQUESTS}

    assert found == {row: answers[list(Who).index(who)] for row, answers in WHO_MAY.items()}


async def answer_to(there: Street, request: Request, who: Who, caller: AsyncClient, ids: Ids) -> Answer | str:
    """What the service makes of it, in the words of the table if it has any."""
    signed = who is Who.INTEGRATION
    ours = await there.send(caller, request, ids, signed=signed)
    if not request.things:
        return await _reach(there, request, who, ours)
    theirs = await there.send(caller, request, there.theirs.ids, signed=signed)
    match ours.is_success, theirs.is_success:
        case True, True:
            return Answer.YES
        case True, False if _is_refusal(theirs, request, who):
            return Answer.OWN
        case False, False if _is_refusal(ours, request, who) and _is_refusal(theirs, request, who):
            return Answer.NO
        case _:
            return f"{ours.status_code} for ours, {theirs.status_code} for theirs"


async def _reach(there: Street, request: Request, who: Who, answer: Response) -> Answer | str:
    """Of what names nothing of anybody's: all that an administrator gets, or what is ours of it."""
    if not answer.is_success:
        return Answer.NO if _is_refusal(answer, request, who) else str(answer.status_code)
    if request.method != "GET" or answer.text == (await there.send(there.admin, request, {})).text:
        return Answer.YES
    return "what is theirs" if _mentioned(answer, there.theirs.ids) else Answer.OWN


def _is_refusal(answer: Response, request: Request, who: Who) -> bool:
    nobody = who in (Who.ANONYMOUS, Who.INTEGRATION) or request.name in OF_INTEGRATIONS
    if answer.status_code == 400:
        return [each["pointer"] for each in answer.json()["errors"]] in (
            ["/registrantId"],
            ["/channel"],
            ["/consultantId"],
        )
    return answer.status_code in ((401,) if nobody else (403, 404))


def _mentioned(answer: Response, ids: Ids) -> bool:
    return any(
        each in answer.text for name, each in ids.items() if name not in ("supportId", "substituteId", "managerId")
    )


@pytest.mark.parametrize("who", [Who.REGISTRANT, Who.COLLEAGUE])
async def test_what_is_foreign_looks_missing(api: Api, who: Who) -> None:
    """One id at a time among our own, and all at once."""
    there = await street(api)
    caller, own = await somebody(there, who)
    foreign = there.theirs.ids
    for request in REQUESTS:
        for things in {request.things, *((thing,) for thing in request.things)} - {()}:
            asked = [{**own, **{thing: ids[thing] for thing in things}} for ids in (foreign, NOBODY)]
            of_another, of_nobody = [await there.send(caller, request, ids) for ids in asked]

            assert not of_another.is_success, (request.name, things)
            assert _as_seen(of_another) == _as_seen(of_nobody), (request.name, things)


def _as_seen(answer: Response, *, but_for: str = "") -> tuple[int, str, list[tuple[str, str]]]:
    """`but_for`: what was asked for, which stands in the links of the answer."""
    text = answer.text.replace(but_for, "asked for") if but_for else answer.text
    return answer.status_code, text, answer.headers.multi_items()


async def test_a_filter_for_what_is_foreign_finds_as_little(api: Api) -> None:
    there = await street(api)
    caller, own = await somebody(there, Who.REGISTRANT)
    filters = [(request, name) for request in REQUESTS for name in request.filters if name.endswith("Id")]
    assert filters
    for request, name in filters:
        of_another, of_nobody = [
            await there.send(caller, request, own, query={name: ids[name]}) for ids in (there.theirs.ids, NOBODY)
        ]

        others = {each: id_ for each, id_ in there.theirs.ids.items() if id_ != there.theirs.ids[name]}
        assert not _mentioned(of_another, others), request.name
        asked = [(of_another, there.theirs.ids[name]), (of_nobody, NOBODY[name])]
        seen = [_as_seen(answer, but_for=id_) for answer, id_ in asked]
        assert seen[0] == seen[1], (request.name, name)


async def test_a_foreign_cursor_leads_to_nothing_foreign(api: Api) -> None:
    """It says where to go on in one list, and not what may be seen there."""
    there = await street(api)
    caller, own = await somebody(there, Who.REGISTRANT)
    column = list(Who).index(Who.REGISTRANT)
    lists = [
        request
        for request in REQUESTS
        if "cursor" in request.filters and WHO_MAY[request.name][column] is not Answer.NO
    ]
    assert lists
    for request in lists:
        for cursor in await _cursors(there, request):
            answer = await there.send(caller, request, own, query={"cursor": cursor})

            assert answer.status_code == (400 if request.things else 200), request.name
            assert not _mentioned(answer, there.theirs.ids), request.name


async def _cursors(there: Street, request: Request) -> list[str]:
    """All that an administrator gets who looks at what is theirs one by one, up to a page with nothing on it."""
    cursors: list[str] = []
    while True:
        asked = {"limit": "1"} | ({"cursor": cursors[-1]} if cursors else {})
        page = (await there.send(there.admin, request, there.theirs.ids, query=asked)).json()
        if page["nextCursor"] is None or not page["items"]:
            return cursors
        cursors.append(page["nextCursor"])
