"""The running service in the feed: what is the vendor's own no customer reads of, what is a customer's it does."""

from datetime import timedelta
from typing import Any

from app.agreements.book import Agreements
from app.sla.agreement import REVISIONS
from app.workers.feeding import sequence
from app.workers.terms import announce_terms
from tests.routers.callers import Caller
from tests.routers.operations.conftest import Running


async def told(running: Running, caller: Caller, **query: str) -> list[dict[str, Any]]:
    await sequence(running.api.engine, running.api.clock)
    answer = await caller.get("/v1/events", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def lived(running: Running) -> None:
    """An outage that both customers prove something about, and a leak; what was promised of them passes."""
    outage = await running.outage(running.instance, running.theirs)
    loss = {"decision": "find_loss", "loss": "data"}
    await running.made(running.support, f"/outages/{outage['id']}/transitions", loss)
    proof = {"claim": "began_earlier", "from": "2026-11-23T08:00:00Z", "evidence": "Our own log."}
    await running.made(running.registrant, f"/outages/{outage['id']}/rebuttals", proof)
    suspicion = {
        "suspectedAt": "2026-11-23T08:00:00Z",
        "instanceIds": [running.theirs],
        "summary": "A copy was readable",
        "vendorIs": "controller",
    }
    leak = await running.made(running.support, "/data-leaks", suspicion)
    established = {"decision": "establish", "awareAt": "2026-11-23T09:00:00Z", "categories": ["names"]}
    await running.made(running.manager, f"/data-leaks/{leak['id']}/transitions", established)
    running.api.clock.advance(timedelta(days=4))
    assert await announce_terms(running.api.engine, running.api.clock, Agreements(REVISIONS)) > 0


async def test_no_customer_reads_of_what_is_the_vendors_own(running: Running) -> None:
    await lived(running)
    for caller in (running.registrant, running.stranger):
        seen = await told(running, caller)
        assert {each["subject"].partition("/")[0] for each in seen} == {"instances"}
        own = {running.registrant: running.instance, running.stranger: running.theirs}[caller]
        assert {each["subject"] for each in seen} == {f"instances/{own}"}
    whole = await told(running, running.support)
    hidden = [each for each in whole if not each["subject"].startswith("instances/")]
    assert {each["subject"].partition("/")[0] for each in hidden} == {"outages", "data-leaks"}
    for each in hidden:
        assert (await running.registrant.get(f"/v1/events/{each['id']}")).status_code == 404
        assert each["data"]["customerId"] is None


async def test_what_is_said_of_a_promise_is_one_type_on_whichever_stream_it_stands(running: Running) -> None:
    await lived(running)
    breached = await told(running, running.support, type="term.*")
    assert {each["type"] for each in breached} == {"nl.duetime.term.breached"}
    assert {each["subject"].partition("/")[0] for each in breached} >= {"outages", "data-leaks"}
    kinds = {(await read(running.support, each))["payload"]["kind"] for each in breached}
    assert kinds >= {"recovery_time", "authority_notification", "customer_notification"}
    types = {each["type"] for each in await told(running, running.support)}
    assert not [each for each in types if "term_" in each]


async def read(caller: Caller, event: dict[str, Any]) -> dict[str, Any]:
    return (await caller.get(f"/v1/events/{event['id']}")).json()["data"]


async def test_every_type_of_the_running_service_is_listed_once(running: Running) -> None:
    listed = (await running.support.get("/v1/event-types")).json()["items"]
    types = [each["type"] for each in listed]
    assert types.count("term.breached") == types.count("term.withdrawn") == 1
    assert {"outage.outage_begun", "leak.leak_suspected", "vulnerability.vulnerability_reported"} <= {*types}
