import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.routers.http.negotiation import CSV, JSON, TEXT, preferred
from app.routers.http.tables import Cell, Column, as_csv, as_text, local, printable
from tests.routers.http.http_demo import Colour
from tests.routers.http.http_harness import thing_body

OFFERS = (JSON, CSV, TEXT)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/*", JSON),
        ("text/*", CSV),
        ("text/plain", TEXT),
        ("TEXT/Plain", TEXT),
        ("text/csv; header=absent", CSV),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", JSON),
        ("text/plain, application/json;q=0.9", TEXT),
        ("text/plain;q=0.5, text/csv;q=0.7", CSV),
        ("*/*, application/json;q=0", CSV),
        ("*/*;q=0.1, text/*;q=0.2, text/plain;q=0.3", TEXT),
        ("text/*;q=0.9, text/csv;q=0.1", TEXT),
        ("application/json;q=0.001", JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=0.0", None),
        ("*/*;q=0", None),
        ("application/json;q=much", None),
        ("json", None),
        ("*/json", None),
        ("application/", None),
        (",,;q=1,", None),
        ("text/html, text/csv", CSV),
    ],
)
def test_the_offer_of_the_highest_quality_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert preferred(accept, OFFERS) == chosen


@given(st.text() | st.text("*/;q=.01,aplictonjsexv ").map(lambda text: text.strip()))
def test_no_accept_breaks_the_choice(accept: str) -> None:
    assert preferred(accept, OFFERS) in {*OFFERS, None}


@dataclass(frozen=True)
class Line:
    text: str
    number: int | float | None = 0
    cell: Cell = None


COLUMNS = [
    Column[Line]("text", lambda line: line.text),
    Column[Line]("number", lambda line: line.number),
    Column[Line]("theCell", lambda line: line.cell),
]


def test_text_is_aligned_by_what_a_terminal_shows() -> None:
    lines = [Line("漢字", -5, True), Line("e\u0301toile", 12_000, Colour.RED), Line("plain", None, "x")]

    assert as_text(COLUMNS, lines).split("\n") == [
        "text    number  theCell",
        "漢字        -5  true",
        "e\u0301toile   12000  red",
        "plain           x",
        "",
    ]


def test_an_empty_list_is_a_line_of_names() -> None:
    assert as_text(COLUMNS, []) == "text  number  theCell\n"
    assert as_csv(COLUMNS, []) == "text,number,theCell\r\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\r\nlines\tand tabs", "two lines and tabs"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31m", "31m"),
        ("\x07\x08\x00\x7f", ""),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066a\u2069\u200b\ufeff", "a"),
        ("a\u2028b\u2029c", "abc"),
        ("naïve ☃ 漢字 \U0001f600", "naïve ☃ 漢字 \U0001f600"),
    ],
)
def test_nothing_steers_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.lists(st.text(), min_size=1))
def test_every_item_is_one_line(texts: list[str]) -> None:
    table = as_text(COLUMNS, [Line(text) for text in texts])

    assert len(table.split("\n")) == len(texts) + 2
    assert {unicodedata.category(char) for char in table.replace("\n", "")}.isdisjoint({"Cc", "Cf", "Zl", "Zp"})


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+31", "'+31"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\"'\t'=1\""),
        ("\r=1", "\"'\r'=1\""),
        ("\n=1", "\"'\n'=1\""),
        (" =1", " '=1"),
        ('"=1', '"""\'=1"'),
        ("a;=1+1;b", '"a;\'=1+1;b"'),
        ("a;+31;-5,@b", "\"a;'+31;'-5,'@b\""),
        ('a;\u00a0"\u200b＝1', '"a;\u00a0""\u200b\'＝1"'),
        ("a\n-1", '"a\n\'-1"'),
        ("a\n", '"a\n\'"'),
        ("a;", '"a;\'"'),
        (";\t", "\";'\t'\""),
        ("a\n\tb", '"a\n\'\tb"'),
        ('a;"\tb', '"a;""\'\tb"'),
        ("a\t\tb", '"a\t\tb"'),
        ("a;b", '"a;b"'),
        ("a - b = c", "a - b = c"),
        ("\u202egnp.exe\u2066\x1b\x9b", "gnp.exe"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
        (None, ""),
        (-5, "-5"),
        (-0.5, "-0.5"),
        (True, "true"),
        (Colour.BLUE, "blue"),
        ('say "hi"', '"say ""hi"""'),
        ("a,b", '"a,b"'),
        ("two\nlines", '"two\nlines"'),
        (datetime(2026, 11, 23, 15, 26, tzinfo=timezone(timedelta(hours=1))), "2026-11-23T14:26:00Z"),
        (datetime(2026, 11, 23, 14, 26, 0, 5, tzinfo=UTC), "2026-11-23T14:26:00.000005Z"),
        (date(2026, 11, 23), "2026-11-23"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    ],
)
def test_a_cell_is_text_that_no_spreadsheet_runs(cell: Cell, written: str) -> None:
    assert as_csv(COLUMNS, [Line("x", 0, cell)]) == f"text,number,theCell\r\nx,0,{written}\r\n"


_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@given(st.lists(st.tuples(st.text("a,;\t\r\n\"'=+-@＝ 1", max_size=8), st.integers(), st.text(max_size=5)), max_size=4))
def test_whichever_way_a_reader_splits_it_no_cell_is_a_formula(rows: list[tuple[str, int, str]]) -> None:
    page = as_csv(COLUMNS, [Line(text, number, cell) for text, number, cell in rows])

    for separator in ",;\t":
        for row in csv.reader(io.StringIO(page, newline=""), delimiter=separator):
            assert not [each for each in row if each.startswith(_DANGEROUS) and not _is_whole(each)], (separator, row)
    pieces = [piece.strip(' "') for piece in re.split("[,;\t\r\n]", page)]
    assert not [each for each in pieces if each.startswith(_DANGEROUS) and not _is_whole(each)], page
    assert next(csv.reader(io.StringIO(page, newline=""))) == ["text", "number", "theCell"]


def _is_whole(piece: str) -> bool:
    return re.fullmatch("-[0-9]+", piece) is not None


@given(st.lists(st.text("ab,;\t\"' =1", max_size=12)))
def test_a_reader_that_splits_at_any_of_them_finds_every_cell(texts: list[str]) -> None:
    """As LibreOffice offers."""
    page = as_csv(COLUMNS, [Line(text, 7, text) for text in texts])
    rows = list(csv.reader(io.StringIO(page, newline="")))

    assert [len(row) for row in rows] == [3] * (len(texts) + 1)
    assert [row[0].replace("'", "") for row in rows[1:]] == [text.replace("'", "") for text in texts]
    outside = "".join(page.split('"')[::2])
    assert ";" not in outside
    assert "\t" not in outside


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 23, 14, 26, tzinfo=UTC), "2026-11-23 15:26:00"),
        (datetime(2026, 7, 1, 22, 30, 59, 999_999, tzinfo=UTC), "2026-07-02 00:30:59"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30:00+02:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 02:30:00+01:00"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "2026-10-25 03:00:00"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29 03:00:00"),
        (datetime(2027, 12, 31, 23, 30, tzinfo=UTC), "2028-01-01 00:30:00"),
    ],
)
def test_a_terminal_shows_local_time(moment: datetime, shown: str) -> None:
    assert local(moment, ZoneInfo("Europe/Amsterdam")) == shown


@pytest.mark.parametrize(
    ("accept", "content_type", "body"),
    [
        (
            "text/csv",
            "text/csv; charset=utf-8; header=present",
            "title,colour,hours,madeAt\r\n'=2+3,red,0,\r\nA chair,blue,12,2026-11-23T14:26:00Z\r\n",
        ),
        (
            "text/plain",
            "text/plain; charset=utf-8",
            (
                "title    colour  hours  madeAt\n"
                "=2+3     red         0\n"
                "A chair  blue       12  23 Nov 15:26\n"
                "2 in all. Times of Europe/Amsterdam.\n"
            ),
        ),
    ],
)
async def test_a_list_is_also_a_table(client: httpx.AsyncClient, accept: str, content_type: str, body: str) -> None:
    await client.post("/v1/things", json=thing_body(hours=12, colour="blue", madeAt="2026-11-23T15:26:00+01:00"))
    await client.post("/v1/things", json=thing_body(hours=0, title="=2+3"))
    response = await client.get("/v1/things", headers={"Accept": accept})

    assert response.headers["Content-Type"] == content_type
    assert response.headers["Vary"] == "Accept"
    assert response.content.decode() == body


async def test_a_table_links_to_its_next_page_too(client: httpx.AsyncClient) -> None:
    for hours in (1, 2):
        await client.post("/v1/things", json=thing_body(hours=hours))
    page = await client.get("/v1/things?limit=1", headers={"Accept": "text/csv"})
    following = await client.get(page.links["next"]["url"], headers={"Accept": "text/csv"})

    assert (page.text, following.text) == (
        "title,colour,hours,madeAt\r\nA chair,red,1,\r\n",
        "title,colour,hours,madeAt\r\nA chair,red,2,\r\n",
    )


@pytest.mark.parametrize(
    ("accept", "status"), [("text/plain", 200), ("application/json", 200), ("text/csv", 406), ("text/html", 406)]
)
async def test_an_endpoint_offers_what_it_documents(
    client: httpx.AsyncClient, thing: str, accept: str, status: int
) -> None:
    response = await client.get(f"{thing}/reason", headers={"Accept": accept})

    assert response.status_code == status
    assert response.headers["Vary"] == "Accept"


async def test_what_is_not_acceptable_is_not_done(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/things", json=thing_body(), headers={"Accept": "text/csv"})

    assert response.status_code == 406
    assert (await client.get("/v1/things")).json()["items"] == []
