"""How an availability is told (§5.2): in sentences that add up, as a page, as a timeline."""

import pytest

from app.clock import Instant
from tests.domain.tickets.histories import local
from tests.routers.operations.conftest import Running
from tests.routers.operations.judged import HOUR, Judged, utc


@pytest.fixture
def judged(running: Running) -> Judged:
    return Judged(running)


async def test_the_explanation_adds_up_in_both_languages(judged: Judged) -> None:
    running = judged.running
    work = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    judged.at("2027-01-03")
    await judged.work(work["id"], "2026-12-02 02:00", "2026-12-02 04:00")
    outage = await judged.outage("2026-12-02 02:00", "2026-12-02 06:00")
    await judged.claim(outage, "2026-12-02 05:00", None, accepted=True)
    address = f"/v1/instances/{running.instance}/availability/explanation?year=2026"
    for language, word, who in (("nl", "een digitale aanval", "aanvaard door"), ("en", "a digital attack", "accepted")):
        answer = await running.registrant.get(address, headers={"Accept-Language": language})
        assert answer.headers["Content-Language"] == language
        told = answer.json()
        sums = {each["kind"]: each["seconds"] for each in told["sums"]}
        assert sum(each["seconds"] for each in told["lines"]) == sums["period"] == 365 * 24 * HOUR
        assert sums["period"] - sums["left_out"] == sums["basis"]
        assert sums["allowed"] - sums["counted"] == sums["remaining"]
        texts = [each["text"] for each in told["lines"]]
        assert any(word in each and who in each and running.second.person.name in each for each in texts)
        assert any("Nobody can sign in" in each for each in texts)
    page = await running.registrant.get(address, headers={"Accept": "text/plain", "Accept-Language": "nl"})
    assert "Toegezegd is 99 % per kalenderjaar (§5.2)" in page.text.replace("\n", " ")
    csv = await running.registrant.get(address, headers={"Accept": "text/csv"})
    assert csv.text.splitlines()[0] == "from,until,kind,seconds,text"


async def test_the_figures_as_a_page_for_a_terminal(judged: Judged) -> None:
    judged.at("2027-01-03")
    await judged.outage("2026-12-02 02:00", "2026-12-02 06:00")
    address = f"/v1/instances/{judged.running.instance}/availability?year=2026"
    page = (await judged.running.support.get(address, headers={"Accept": "text/plain"})).text
    assert "2026-12-02 02:00:00" in page
    assert "99.9543" in page
    assert max(map(len, page.splitlines())) <= 80


async def test_the_timeline_tiles_the_period(judged: Judged) -> None:
    running = judged.running
    work = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    alone = await judged.plan("2026-12-01 20:00", "2026-12-01 21:00", announce=True)
    judged.at("2026-12-02 12:00")
    await judged.work(alone["id"], "2026-12-01 20:00", "2026-12-01 21:00")
    await judged.work(work["id"], "2026-12-02 02:00", "2026-12-02 04:00")
    await judged.outage("2026-12-02 03:00", "2026-12-02 06:00")
    stopped = {"measuring": False, "reason": "Moved.", "occurredAt": utc("2026-12-02 10:00")}
    await running.made(running.support, f"/instances/{running.instance}/measuring", stopped)
    address = f"/v1/instances/{running.instance}/timeline?year=2026"
    seen = (await running.registrant.get(address)).json()
    tiles = seen["stretches"]
    kinds = ["up", "maintenance", "up", "maintenance", "left_out", "outage", "up", "unmeasured"]
    assert [each["kind"] for each in tiles] == kinds
    assert [each["from"] for each in tiles[1:]] == [each["until"] for each in tiles[:-1]]
    assert (tiles[0]["from"], tiles[-1]["until"]) == (seen["from"], seen["until"])
    assert (seen["from"], seen["until"]) == (utc("2026-01-01"), utc("2026-12-02 12:00"))
    figures = await judged.seen()
    length = sum((local_of(each["until"]) - local_of(each["from"])).total_seconds() for each in tiles)
    parts = [figures[f"{name}Seconds"] for name in ("up", "unmeasured", "counted", "leftOut")]
    assert length == figures["periodSeconds"] == sum(parts)
    text = await running.registrant.get(address, headers={"Accept": "text/plain", "Accept-Language": "nl"})
    assert "onderhoud, beschikbaar: preventief" in text.text
    picture = await running.registrant.get(address, headers={"Accept": "image/svg+xml"})
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert "style-src 'sha256-" in picture.headers["Content-Security-Policy"]
    assert picture.text.startswith("<svg")


def local_of(text: str) -> Instant:
    return local(text.replace("Z", "+00:00"))
