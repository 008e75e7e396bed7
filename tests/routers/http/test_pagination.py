from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from app.clock import instant, system_clock
from app.errors import Invalid
from app.routers.http.pagination import Key, PageQuery, window
from app.routers.http.runtime import Runtime
from app.settings import Settings
from tests.routers.http.http_harness import thing_body

PARTS = (
    st.none()
    | st.integers()
    | st.text()
    | st.uuids()
    | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(instant)  # noqa: DTZ001
)
KEYS = st.lists(PARTS, min_size=1, max_size=4).map(tuple)


@given(KEYS)
def test_a_cursor_gives_back_the_key_that_it_was_made_from(key: Key) -> None:
    first = window(_request("/v1/things"), PageQuery())
    cursor = first.page([key] * 51, key=lambda row: row).next_cursor

    assert window(_request("/v1/things", f"cursor={cursor}"), PageQuery(cursor=cursor)).after == key


@given(KEYS, st.integers(0, 500), st.characters(codec="ascii"))
def test_a_cursor_that_was_changed_is_refused(key: Key, position: int, changed: str) -> None:
    cursor = window(_request("/v1/things"), PageQuery()).page([key] * 51, key=lambda row: row).next_cursor or ""
    place = position % len(cursor)
    tampered = cursor[:place] + changed + cursor[place + 1 :]

    if _bytes_differ(cursor, tampered):
        with pytest.raises(Invalid):
            window(_request("/v1/things"), PageQuery(cursor=tampered))


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "AAAA", "é", "a" * 1_999, "eyJhIjoxfQ", "\0"])
def test_what_never_was_a_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        window(_request("/v1/things"), PageQuery(cursor=cursor))


@pytest.mark.parametrize(
    ("path", "query", "secret", "fits"),
    [
        ("/v1/things", "colour=red&tag=blue", b"ours", True),
        ("/v1/things", "tag=blue&limit=7&colour=red", b"ours", True),
        ("/v1/things", "colour=blue&tag=blue", b"ours", False),
        ("/v1/things", "colour=red", b"ours", False),
        ("/v1/things", "colour=red&tag=blue&tag=blue", b"ours", False),
        ("/v1/others", "colour=red&tag=blue", b"ours", False),
        ("/v1/things", "colour=red&tag=blue", b"theirs", False),
    ],
)
def test_a_cursor_fits_only_its_own_list(path: str, query: str, secret: bytes, fits: bool) -> None:  # noqa: FBT001
    first = window(_request("/v1/things", "colour=red&tag=blue"), PageQuery())
    cursor = first.page([(1,)] * 51, key=lambda row: row).next_cursor
    later = _request(path, f"{query}&cursor={cursor}", secret)

    if fits:
        assert window(later, PageQuery(cursor=cursor)).after == (1,)
    else:
        with pytest.raises(Invalid):
            window(later, PageQuery(cursor=cursor))


@pytest.mark.parametrize(("found", "more"), [(0, False), (2, False), (3, True)])
def test_there_is_a_next_page_if_more_was_found_than_is_shown(found: int, more: bool) -> None:  # noqa: FBT001
    asked = window(_request("/v1/things"), PageQuery(limit=2))
    page = asked.page(list(range(found)), key=lambda row: (row,))

    assert asked.fetch == 3
    assert (list(page.rows), page.next_cursor is not None) == ([0, 1][:found], more)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=12), st.integers(1, 5))
async def test_following_the_links_shows_everything_once(
    client: httpx.AsyncClient, hours: list[int], limit: int
) -> None:
    before = {UUID(item["id"]) for item in (await client.get("/v1/things?limit=200")).json()["items"]}
    for amount in hours:
        await client.post("/v1/things", json=thing_body(hours=amount))

    seen: list[dict[str, object]] = []
    address: str | None = f"/v1/things?limit={limit}&colour=red"
    while address is not None:
        page = await client.get(address)
        seen += page.json()["items"]
        address = page.links["next"]["url"] if "next" in page.links else None
        assert (address is None) == (page.json()["nextCursor"] is None)

    assert [item["hours"] for item in seen] == sorted(item["hours"] for item in seen)  # type: ignore[type-var]
    assert len({item["id"] for item in seen}) == len(seen) == len(before) + len(hours)


def _request(path: str, query: str = "", secret: bytes = b"ours") -> Request:
    class App:
        class state:  # noqa: N801 - as Starlette calls it
            runtime = Runtime(Settings(), system_clock, secret)

    return Request({"type": "http", "path": path, "query_string": query.encode(), "headers": [], "app": App})


def _bytes_differ(cursor: str, tampered: str) -> bool:
    """The last character may carry bits that no byte uses, and base64 has two spellings of two characters."""
    alike = str.maketrans("+/", "-_")
    return cursor[:-1].translate(alike) != tampered[:-1].translate(alike)
