"""Lists as a terminal shows them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.routers.http.tables import WIDTH, Column, as_text, shortened
from app.routers.http.terminal import WallTime, left_in_words
from tests.routers.http.http_harness import thing_body

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(hours=6)
TABLE = {"Accept": "text/plain"}


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "0 min"),
        (0.75, "45 min"),
        (1, "1 h 00"),
        (2 + 1 / 6, "2 h 10"),
        (5.99, "5 h 59"),
        (6, "1 d 0 h"),
        (33.5, "5 d 3 h"),
        (-1 / 3600, "late 1 min"),
        (-0.75, "late 45 min"),
        (-33.5, "late 5 d 3 h"),
    ],
)
def test_what_is_left_is_support_time_in_business_days(hours: float, said: str) -> None:
    assert left_in_words(timedelta(hours=hours), DAY) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 23, 14, 26, 59, tzinfo=UTC), "23 Nov 15:26"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "1 Jan 2027 00:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 Oct 02:30+02:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 Oct 02:30+01:00"),
    ],
)
def test_a_moment_is_told_to_the_minute(moment: datetime, said: str) -> None:
    assert WallTime(AMSTERDAM, datetime(2026, 6, 1, tzinfo=UTC)).to_the_minute(moment) == said


@dataclass(frozen=True)
class Row:
    number: str
    left: int
    title: str
    name: str


COLUMNS = [
    Column[Row]("number", lambda row: row.number),
    Column[Row]("left", lambda row: row.left),
    Column[Row]("title", lambda row: row.title, gives_way=True),
    Column[Row]("name", lambda row: row.name, gives_way=True),
]
WORDS = st.text(st.characters(codec="utf-8"), max_size=200)
ROWS = st.lists(st.builds(Row, st.text("T-0123", max_size=14), st.integers(-999, 999), WORDS, WORDS), max_size=4)


@given(ROWS)
def test_what_gives_way_makes_a_table_fit(rows: list[Row]) -> None:
    table = as_text(COLUMNS, rows, width=WIDTH)

    assert len(table.splitlines()) == len(rows) + 1
    assert all(shortened(line, WIDTH) == line for line in table.splitlines())


def test_the_widest_gives_way_first_and_a_cut_shows() -> None:
    rows = [Row("T-1", 5, "a" * 100, "漢字" * 5)]

    assert as_text(COLUMNS, rows, width=WIDTH).splitlines() == [
        f"number  left  {'title':44}  name",
        f"T-1        5  {'a' * 43}…  漢字漢字漢字漢字漢字",
    ]


def test_a_page_goes_on_below_instead() -> None:
    rows = [Row("T-1", 5, "one two three four", "x")]

    assert as_text(COLUMNS, rows, width=30, wraps=True).splitlines() == [
        "number  left  title       name",
        "T-1        5  one two     x",
        "              three four",
    ]


async def filled(client: httpx.AsyncClient, number: int) -> None:
    for hours in range(number):
        body = thing_body(hours=hours, title=f"Thing {hours}", madeAt="2026-11-23T15:26:00+01:00")
        await client.post("/v1/things", json=body)


async def test_the_last_line_says_what_there_is_more_of(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/things", headers=TABLE)).text.splitlines()[1:] == ["There are none."]
    await filled(client, 3)

    page = await client.get("/v1/things?limit=2", headers=TABLE)
    *_, said, following = page.text.splitlines()
    last = await client.get(following.removeprefix("Next: "), headers=TABLE)
    whole = await client.get("/v1/things", headers=TABLE)

    assert said == "2 shown, and there are more. Times of Europe/Amsterdam."
    assert following == f"Next: {page.links['next']['url']}"
    assert last.text.splitlines()[-1] == "The last 1. Times of Europe/Amsterdam."
    assert whole.text.splitlines()[-1] == "3 in all. Times of Europe/Amsterdam."


async def test_columns_are_chosen_by_name_also_on_the_next_page(client: httpx.AsyncClient) -> None:
    await filled(client, 2)

    page = await client.get("/v1/things?limit=1&columns=hours,title", headers=TABLE)
    following = await client.get(page.links["next"]["url"], headers=TABLE)
    other = await client.get(page.links["next"]["url"].replace("columns=hours%2Ctitle&", ""), headers=TABLE)

    assert page.text.splitlines()[:2] == ["hours  title", "    0  Thing 0"]
    assert following.text.splitlines()[:2] == ["hours  title", "    1  Thing 1"]
    assert other.text.splitlines()[0].split() == ["title", "colour", "hours", "madeAt"]


async def test_an_unknown_column_is_refused_by_name(client: httpx.AsyncClient) -> None:
    refusal = await client.get("/v1/things?columns=titel,hours", headers=TABLE)

    [fault] = refusal.json()["errors"]
    assert (refusal.status_code, fault["pointer"], fault["code"]) == (400, "/query/columns", "unknown_column")
    assert fault["detail"] == "There is no column titel here. The columns are title, colour, hours, madeAt."


@pytest.mark.parametrize("query", ["columns=title", "wide=true"])
@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
async def test_looks_are_those_of_a_table(client: httpx.AsyncClient, query: str, accept: str) -> None:
    refusal = await client.get(f"/v1/things?{query}", headers={"Accept": accept})

    assert (refusal.status_code, refusal.json()["errors"][0]["code"]) == (400, "no_table")
    assert (await client.get("/v1/things?wide=yes", headers=TABLE)).status_code == 400
    assert (await client.get("/v1/things?wide=false", headers={"Accept": accept})).status_code == 200


async def test_all_of_it_is_wide_and_to_the_second(client: httpx.AsyncClient) -> None:
    await client.post("/v1/things", json=thing_body(title="a" * 150, madeAt="2026-11-23T15:26:00+01:00"))

    wide = (await client.get("/v1/things?wide=true", headers=TABLE)).text.splitlines()

    assert "a" * 150 in wide[1]
    assert wide[1].endswith("2026-11-23 15:26:00")
