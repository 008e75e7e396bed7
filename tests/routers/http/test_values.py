"""How moments, dates and numbers may be spelled, in bodies and in queries."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.routers.http.types import DATE_TIME, DateIn, InstantIn
from tests.routers.http.http_harness import thing_body

INSTANT = TypeAdapter[datetime](InstantIn)
DATE = TypeAdapter[date](DateIn)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T14:26:00Z", datetime(2026, 11, 23, 14, 26, tzinfo=UTC)),
        ("2026-11-23T14:26:00+00:00", datetime(2026, 11, 23, 14, 26, tzinfo=UTC)),
        ("2026-11-23T14:26:00+01:00", datetime(2026, 11, 23, 13, 26, tzinfo=UTC)),
        ("2026-11-23T00:26:00+13:45", datetime(2026, 11, 22, 10, 41, tzinfo=UTC)),
        ("2026-11-23T14:26:00.5Z", datetime(2026, 11, 23, 14, 26, 0, 500_000, tzinfo=UTC)),
        ("2026-11-23T14:26:00.123456789Z", datetime(2026, 11, 23, 14, 26, 0, 123_456, tzinfo=UTC)),
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        ("2100-12-31T23:59:59.999999Z", datetime(2100, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        ("2024-02-29T12:00:00Z", datetime(2024, 2, 29, 12, tzinfo=UTC)),
    ],
)
def test_a_moment_is_kept_in_utc(text: str, moment: datetime) -> None:
    read = INSTANT.validate_python(text)

    assert (read, read.utcoffset()) == (moment, timedelta(0))


LOOKS_LIKE_A_MOMENT = ["2026-02-30T00:00:00Z", "2000-01-01T00:00:00+00:01"]
"""What a pattern cannot tell from a moment that is taken."""


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T14:26:00",
        "2026-11-23",
        "2026-11-23 14:26:00Z",
        "2026-11-23t14:26:00Z",
        "2026-11-23T14:26:00z",
        "2026-11-23T14:26Z",
        "2026-11-23T14:26:00-00:00",
        "2026-11-23T14:26:00+0100",
        "2026-11-23T14:26:00+01",
        "2026-11-23T14:26:00+24:00",
        "2026-11-23T14:26:00+01:60",
        "2026-11-23T14:26:60Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T14:26:00,5Z",
        "2026-11-23T14:26:00.Z",
        "2026-11-23T14:26:00[Europe/Amsterdam]",
        "2026-02-30T00:00:00Z",
        "2026-W48-1T00:00:00Z",
        "２０２６-11-23T14:26:00Z",
        " 2026-11-23T14:26:00Z",
        "2026-11-23T14:26:00Z\n",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:00:00+00:01",
        "2101-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "",
        "now",
        "1732372800",
        1_732_372_800,
        1_732_372_800.5,
        None,
        True,
        ["2026-11-23T14:26:00Z"],
    ],
)
def test_anything_else_is_no_moment(value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        INSTANT.validate_python(value)

    assert [error["type"].removesuffix("_out_of_range") for error in refused.value.errors()] == ["instant"]
    assert value in LOOKS_LIKE_A_MOMENT or not re.fullmatch(DATE_TIME["pattern"], str(value))


@given(
    st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30)),  # noqa: DTZ001 - the offset is drawn beside it
    st.integers(-23 * 60, 23 * 60).filter(bool),
)
def test_every_offset_names_the_same_moment(local: datetime, offset: int) -> None:
    moment = local.replace(tzinfo=timezone(timedelta(minutes=offset)))

    assert INSTANT.validate_python(moment.isoformat()) == moment


@given(st.from_regex(DATE_TIME["pattern"], fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_what_the_document_calls_a_moment_is_one(text: str) -> None:
    on_an_edge = text.startswith(("2000-01-01T", "2100-12-31T"))
    try:
        date.fromisoformat(text[:10])
        INSTANT.validate_python(text)
    except ValidationError:
        assert on_an_edge
    except ValueError:
        assert int(text[8:10]) > 28


@pytest.mark.parametrize("value", ["2026-11-23", "2024-02-29", "2000-01-01", "2100-12-31"])
def test_a_date_is_written_with_hyphens(value: str) -> None:
    assert DATE.validate_python(value).isoformat() == value


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T00:00:00Z",
        "20261123",
        "2026-W48-1",
        "2026-11-31",
        "23-11-2026",
        "1999-12-31",
        "2101-01-01",
        "",
        0,
        None,
    ],
)
def test_anything_else_is_no_date(value: object) -> None:
    with pytest.raises(ValidationError):
        DATE.validate_python(value)


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("2026-11-23T14:26:00+01:00", "2026-11-23T13:26:00Z"),
        ("2026-11-23T14:26:00.12Z", "2026-11-23T14:26:00.120000Z"),
        ("2026-11-23T14:26:00.000001Z", "2026-11-23T14:26:00.000001Z"),
    ],
)
async def test_moments_are_answered_in_utc(client: httpx.AsyncClient, sent: str, answered: str) -> None:
    response = await client.post("/v1/things", json=thing_body(madeAt=sent))

    assert response.json()["madeAt"] == answered


QUERIES: list[tuple[str, set[tuple[str, str]]]] = [
    ("limit=200&colour=red&before=2026-11-23T14:26:00%2B01:00", set()),
    ("tag=red&tag=blue", set()),
    ("", set()),
    ("limit=0", {("/query/limit", "greater_than_equal")}),
    ("limit=201", {("/query/limit", "less_than_equal")}),
    ("limit=-1", {("/query/limit", "greater_than_equal")}),
    ("limit=1_0", {("/query/limit", "int_parsing")}),
    ("limit=%EF%BC%91", {("/query/limit", "int_parsing")}),
    ("limit=+1", {("/query/limit", "int_parsing")}),
    ("limit=1.0", {("/query/limit", "int_parsing")}),
    ("limit=", {("/query/limit", "int_parsing")}),
    (f"limit={'9' * 400}", {("/query/limit", "int_parsing")}),
    ("limit=1&limit=1", {("/query/limit", "repeated")}),
    ("colour=red&colour=red", {("/query/colour", "repeated")}),
    ("before=2026-11-23T14:26:00Z&before=2026-11-23T14:26:00Z", {("/query/before", "repeated")}),
    ("tag=red&tag=green", {("/query/tag/1", "enum")}),
    ("made_at=x", {("/query/made_at", "extra_forbidden")}),
    ("nope=1&nope=2", {("/query/nope", "extra_forbidden")}),
    ("before=2026-11-23", {("/query/before", "instant")}),
    ("colour=%ff", {("/query", "encoding")}),
    ("colour=%00", {("/query/colour", "enum")}),
    (
        "limit=0&colour=green&nope",
        {("/query/limit", "greater_than_equal"), ("/query/colour", "enum"), ("/query/nope", "extra_forbidden")},
    ),
]


@pytest.mark.parametrize(("query", "faults"), QUERIES)
async def test_a_query_is_read_strictly(client: httpx.AsyncClient, query: str, faults: set[tuple[str, str]]) -> None:
    response = await client.get(f"/v1/things?{query}")

    problem: dict[str, Any] = response.json()
    assert response.status_code == (400 if faults else 200)
    assert {(fault["pointer"], fault["code"]) for fault in problem.get("errors", ())} == faults


async def test_what_takes_no_query_refuses_one(client: httpx.AsyncClient, thing: str) -> None:
    response = await client.get(f"{thing}?verbose=true")

    assert response.status_code == 400
    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/query/verbose"]
