import httpx
import pytest

from app.errors import Invalid, PreconditionRequired, Stale
from app.routers.http.etags import allow_match, etag, is_known, require_match
from tests.cpu import cpu_time

MATCHING = ['"v3"', ' "v3" ', '"v2", "v3"', '"v2","v3"', ',, "v3" ,', '"a,b" , "v3"', "*", " * ", 'W/"v3", "v3"']
OTHER = ['"v2"', 'W/"v3"', '"v33"', '"V3"', '"a", "b"', '""', '"*"', '"v3 "'.replace(" ", "é")]
MALFORMED = ["v3", "", " ", ",", "'v3'", '"v3', 'w/"v3"', '"a" "v3"', '"v3";', "*, *", '"v 3"', '"v3\x7f"']


def test_a_version_is_a_strong_tag() -> None:
    assert etag(3) == '"v3"'


@pytest.mark.parametrize("header", MATCHING)
def test_if_match_names_the_version(header: str) -> None:
    require_match(header, 3)
    allow_match(header, 3)


@pytest.mark.parametrize("header", OTHER)
def test_another_version_is_stale(header: str) -> None:
    with pytest.raises(Stale):
        require_match(header, 3)


@pytest.mark.parametrize("header", MALFORMED)
def test_what_is_no_entity_tag_is_refused(header: str) -> None:
    for check in (require_match, allow_match, is_known):
        with pytest.raises(Invalid):
            check(header, 3)


def test_if_match_may_be_required_or_not() -> None:
    allow_match(None, 3)
    with pytest.raises(PreconditionRequired):
        require_match(None, 3)


@pytest.mark.parametrize(
    ("header", "known"),
    [(None, False), ('"v3"', True), ('W/"v3"', True), ('"v2", W/"v3"', True), ("*", True), ('"v2"', False)],
)
def test_if_none_match_is_compared_weakly(header: str | None, known: bool) -> None:  # noqa: FBT001
    assert is_known(header, 3) is known


def test_a_hostile_header_takes_no_time() -> None:
    with cpu_time() as taken:
        for header in ('"a"' + ", \t" * 10_000 + "x", '"a",' * 8_000 + "x", "W/" * 16_000):
            with pytest.raises(Invalid):
                require_match(header, 3)

    assert taken.seconds < 0.5


@pytest.mark.parametrize(
    ("header", "status"), [(None, 428), ('"v0"', 412), ("v1", 400), ('"v1"', 200), ("*", 200), ('"x", "v1"', 200)]
)
async def test_a_change_needs_the_version_that_it_was_made_from(
    client: httpx.AsyncClient, thing: str, header: str | None, status: int
) -> None:
    headers = {} if header is None else {"If-Match": header}
    response = await client.patch(thing, json={"hours": 9}, headers=headers)

    assert response.status_code == status
    assert (await client.get(thing)).headers["ETag"] == ('"v2"' if status == 200 else '"v1"')


async def test_what_is_known_is_not_sent_again(client: httpx.AsyncClient, thing: str) -> None:
    response = await client.get(thing, headers={"If-None-Match": '"v1"'})

    assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", '"v1"')
    assert "Content-Length" not in response.headers
    assert "Content-Type" not in response.headers
