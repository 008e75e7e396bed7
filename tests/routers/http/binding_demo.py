"""Routes that take all that can be taken, from everywhere, and some that take more than ours can."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Final

from fastapi import BackgroundTasks, Body, Cookie, Depends, Header, Path, Query
from fastapi import Response as FastApiResponse
from fastapi.security import SecurityScopes
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

Called = list[str]


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=2)]
    count: int
    tags: tuple[str, ...] = ()


class Filters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=9)] = 5
    colour: list[str] = []


def called(request: Request) -> Called:
    return request.app.state.called


CalledDep = Annotated[Called, Depends(called)]


async def page(calls: CalledDep, number: Annotated[int, Query(alias="page")] = 1) -> int:
    calls.append("page")
    return number


def language(calls: CalledDep, accept_language: Annotated[str | None, Header(max_length=5)] = None) -> str:
    calls.append("language")
    return accept_language or "nl"


class Signed:
    async def __call__(self, calls: CalledDep, x_signature: Annotated[int, Header()]) -> str:
        calls.append("signed")
        return f"signed {x_signature}"


SIGNED: Final = Depends(Signed())


async def session(
    request: Request, calls: CalledDep, tongue: Annotated[str, Depends(language)], version: Annotated[int, Query()] = 1
) -> AsyncIterator[str]:
    calls.append("opened")
    try:
        yield f"session {version} in {tongue} at {request.url.path}"
    except BaseException as error:
        calls.append(f"saw {type(error).__name__}")
        raise
    calls.append("closed")


SessionDep = Annotated[str, Depends(session, scope="function")]


async def account(calls: CalledDep, opened: SessionDep, number: Annotated[int, Depends(page)]) -> str:
    calls.append("account")
    return f"account {number} of {opened}"


def answer(**values: object) -> Response:
    return JSONResponse({name: repr(value) for name, value in values.items()})


async def nothing() -> Response:
    return answer()


async def everywhere(
    connection: HTTPConnection,
    thing: Annotated[int, Path(le=100)],
    q: str,
    account: Annotated[str, Depends(account)],
    opened: SessionDep,
    tongue: Annotated[str, Depends(language)],
    number: Annotated[int, Depends(page)],
    body: Order,
    x_tag: Annotated[list[str] | None, Header()] = None,
    flags: Annotated[list[bool] | None, Query()] = None,
) -> Response:
    return answer(
        at=connection.url.path, thing=thing, q=q, account=account, opened=opened, tongue=tongue, number=number,
        body=body, x_tag=x_tag, flags=flags,
    )  # fmt: skip


async def filtered(filters: Annotated[Filters, Query()], signed: Annotated[str, SIGNED]) -> Response:
    return answer(filters=filters, signed=signed)


async def optional(calls: CalledDep, body: Order | None = None) -> Response:
    calls.append("endpoint")
    return answer(body=body)


async def embedded(body: Annotated[Order, Body(embed=True)]) -> Response:
    return answer(body=body)


async def defaults(body: Annotated[list[Order], Body(default_factory=list)]) -> Response:
    return answer(body=body)


async def failing(request: Request, opened: SessionDep) -> Response:
    del opened
    raise ZeroDivisionError(request.url.path)


async def with_cookie(session: Annotated[str, Cookie()]) -> Response:
    return answer(session=session)


async def with_response(response: FastApiResponse) -> Response:
    return response


async def with_tasks(tasks: BackgroundTasks) -> Response:
    return answer(tasks=tasks)


async def with_scopes(scopes: SecurityScopes) -> Response:
    return answer(scopes=scopes)


async def with_two_bodies(first: Order, second: Order) -> Response:
    return answer(first=first, second=second)


def _plain_generator() -> Iterator[int]:
    yield 1


async def _late() -> AsyncIterator[int]:
    yield 1


async def _reading(body: Order) -> Order:
    return body


async def with_generator(number: Annotated[int, Depends(_plain_generator)]) -> Response:
    return answer(number=number)


async def with_late_end(number: Annotated[int, Depends(_late)]) -> Response:
    return answer(number=number)


async def with_body_below(order: Annotated[Order, Depends(_reading)]) -> Response:
    return answer(order=order)


async def with_anew(number: Annotated[int, Depends(page, use_cache=False)]) -> Response:
    return answer(number=number)


BEYOND: Final = (
    with_cookie,
    with_response,
    with_tasks,
    with_scopes,
    with_two_bodies,
    with_generator,
    with_late_end,
    with_body_below,
    with_anew,
)
