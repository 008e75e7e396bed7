"""Whoever is hit is told (§5.9.2): the contacts that asked for it, each once, of their own instances, with proof."""

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.agreement.service_terms import Topic
from app.domain.notifications.notices import NoticeChannel, NoticeState
from app.domain.operations.releases import Release
from app.notifications.outcomes import LEASE
from app.notifications.store import announcements, contacts, notices, preferences, service_notices
from app.notifications.store.notices import Settlement
from app.notifications.store.service_notices import Before
from app.operations import releases
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.unit_of_work import UnitOfWork
from app.workers.terms import announce_terms
from tests.organisations import Organisation
from tests.routers.callers import Api
from tests.routers.operations.conftest import Running, add_instance
from tests.routers.operations.informed import Informed, informing

DAIRY, BAKERY = "desk@dairy.example", "desk@bakery.example"
LATER = {"plannedFrom": "2026-11-30T20:00:00Z", "plannedUntil": "2026-11-30T22:00:00Z"}


@pytest.fixture
def api(concurrent_api: Api) -> Api:
    """Over a database of its own, where commits are real: nothing else gets into the feed."""
    return concurrent_api


@pytest.fixture
async def informed(running: Running, standard: Organisation) -> AsyncGenerator[Informed]:
    async with informing(running) as made:
        await made.contact(running.customer_id, DAIRY, "disruption", "release")
        await made.contact(str(standard.customer.id), BAKERY, "disruption", language="nl")
        yield made


async def end(running: Running, outage: dict[str, Any], at: str = "2026-11-23T09:20:00Z") -> None:
    decision = {"decision": "end", "endedAt": at}
    await running.made(running.support, f"/outages/{outage['id']}/transitions", decision)


async def test_an_outage_is_told_to_those_it_hits_in_their_language_with_proof(
    running: Running, informed: Informed, standard: Organisation
) -> None:
    outage = await running.outage(running.instance)
    assert await informed.told() == [(DAIRY, "Disruption: Production")]
    [said] = informed.texts()
    assert "cannot be used, since Mon 23 Nov 2026 10:00 +01:00" in said
    assert f"https://duetime.test/v1/outages/{outage['id']}" in said
    assert await informed.told() == []

    await end(running, outage)
    assert await informed.told() == [(DAIRY, "Disruption over: Production")]
    assert "from Mon 23 Nov 2026 10:00 +01:00 until Mon 23 Nov 2026 10:20 +01:00" in informed.texts()[0]

    theirs = await running.outage(running.theirs)
    assert await informed.told() == [(BAKERY, "Storing: Production")]
    path = f"/v1/customers/{running.customer_id}/notices"
    proof = (await running.registrant.get(path, params={"subjectId": outage["id"]})).json()["items"]
    assert [(each["eventType"], each["address"], each["state"]) for each in proof] == [
        ("outage.outage_ended", DAIRY, "sent"),
        ("outage.outage_begun", DAIRY, "sent"),
    ]
    assert (await running.registrant.get(path, params={"subjectId": theirs["id"]})).json()["items"] == []
    assert (await running.stranger.get(path)).status_code == 404
    of_theirs = f"/v1/customers/{standard.customer.id}/notices"
    assert {each["address"] for each in (await running.stranger.get(of_theirs)).json()["items"]} == {BAKERY}


async def test_of_one_that_hits_both_each_reads_of_its_own(running: Running, informed: Informed) -> None:
    third = await add_instance(running, running.customer_id, name="Second line")
    outage = await running.outage(running.instance, running.theirs, third, summary="Dairy and Bakery are down")
    assert await informed.told() == [(BAKERY, "Storing: Production"), (DAIRY, "Disruption: Production, Second line")]
    assert not any(word in said for said in informed.texts() for word in ("are down", "Bakery", "Dairy"))
    await end(running, outage)


async def test_over_before_anybody_was_told_one_notice_is_enough(running: Running, informed: Informed) -> None:
    outage = await running.outage(running.instance)
    await informed.tell()
    await end(running, outage)

    assert await informed.told() == [(DAIRY, "Disruption over: Production")]
    path = f"/v1/customers/{running.customer_id}/notices"
    proof = (await running.registrant.get(path, params={"subjectId": outage["id"]})).json()["items"]
    assert [each["state"] for each in proof] == ["sent", "cancelled"]


async def test_what_turns_out_not_to_be_over_is_told_again(running: Running, informed: Informed) -> None:
    outage = await running.outage(running.instance)
    await end(running, outage)
    await informed.told()
    await running.made(
        running.support, f"/outages/{outage['id']}/transitions", {"decision": "reopen", "reason": "Still"}
    )
    assert await informed.told() == [(DAIRY, "Disruption: Production")]


async def test_nobody_is_told_of_a_degradation_or_of_a_test_instance(running: Running, informed: Informed) -> None:
    await running.outage(running.instance, degradation=True)
    trial = await add_instance(running, running.customer_id, name="Trial", environment="test")
    own = await add_instance(running, running.customer_id, name="Site", hosting="on_premises")
    await running.outage(trial)
    await running.outage(own)

    assert await informed.told() == []


async def test_maintenance_is_told_extended_and_called_off(running: Running, informed: Informed) -> None:
    planned = {"instanceIds": [running.instance], "kind": "preventive", **LATER}
    made = await running.made(running.support, "/maintenance-periods", {**planned, "announce": False})
    where = f"/maintenance-periods/{made['id']}/transitions"
    assert await informed.told() == []
    await running.made(running.support, where, {"decision": "announce"})
    assert await informed.told() == [(DAIRY, "Maintenance: Production")]
    assert "from Mon 30 Nov 2026 21:00 +01:00 until Mon 30 Nov 2026 23:00 +01:00" in informed.texts()[0]

    await running.made(running.support, where, {"decision": "extend", "plannedUntil": "2026-11-30T23:00:00Z"})
    assert await informed.told() == [(DAIRY, "Maintenance takes longer: Production")]
    await informed.contact(running.customer_id, "new@dairy.example", "disruption")
    await running.made(running.support, where, {"decision": "cancel"})
    assert await informed.told() == [(DAIRY, "Maintenance cancelled: Production")]


async def test_maintenance_that_is_called_off_before_it_was_told_of_tells_nobody(
    running: Running, informed: Informed
) -> None:
    planned = {"instanceIds": [running.instance], "kind": "preventive", **LATER, "announce": True}
    made = await running.made(running.support, "/maintenance-periods", planned)
    await running.made(running.support, f"/maintenance-periods/{made['id']}/transitions", {"decision": "cancel"})

    assert await informed.told() == []


async def test_a_release_is_told_on_the_day_it_comes_out(running: Running, informed: Informed) -> None:
    release = {"serviceId": running.service, "version": "4.2", "releasedOn": "2026-11-25", "kind": "production"}
    notes = {"notesUrl": "https://notes.example/4.2", "tests": {"automatic": "CI 7", "manual": "Plan 3"}}
    made = await running.made(running.manager, "/releases", {**release, **notes})
    assert await informed.told() == []
    running.api.clock.advance(timedelta(days=2))

    assert await informed.told() == [(DAIRY, "Release: IDU 4.2")]
    assert "https://notes.example/4.2" in informed.texts()[0]
    path = f"/v1/customers/{running.customer_id}/notices"
    proof = (await running.registrant.get(path, params={"subjectId": made["id"]})).json()["items"]
    assert [(each["eventType"], each["state"]) for each in proof] == [("release.published", "sent")]


async def test_a_release_of_which_nobody_can_be_told_keeps_no_other_from_it(
    running: Running, informed: Informed, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = {"serviceId": running.service, "releasedOn": "2026-11-23", "kind": "production"}
    notes = {"notesUrl": "https://notes.example/4", "tests": {"automatic": "CI 7", "manual": "Plan 3"}}
    first, _ = [
        await running.made(running.manager, "/releases", {**release, **notes, "version": version})
        for version in ("4.2", "4.3")
    ]
    customers_of = releases.customers_of

    async def failing(uow: UnitOfWork, release: Release) -> Sequence[UUID]:
        if str(release.id) == first["id"]:
            raise KeyError("a word")
        return await customers_of(uow, release)

    monkeypatch.setattr(releases, "customers_of", failing)
    assert await informed.told() == [(DAIRY, "Release: IDU 4.3")]
    with pytest.raises(KeyError):
        await informed.told()

    monkeypatch.setattr(releases, "customers_of", customers_of)
    assert await informed.told() == [(DAIRY, "Release: IDU 4.2")]


async def test_a_release_is_told_to_those_who_are_contacts_on_that_day(running: Running, informed: Informed) -> None:
    admin, theirs = await informed.admin(), f"/v1/customers/{running.customer_id}/contacts"
    gone = await informed.contact(running.customer_id, "gone@dairy.example", "release")
    moved = await informed.contact(running.customer_id, "moved@dairy.example", "release")
    other = await informed.contact(running.customer_id, "other@dairy.example", "release")
    release = {"serviceId": running.service, "version": "4.2", "releasedOn": "2026-12-13", "kind": "production"}
    notes = {"notesUrl": "https://notes.example/4.2", "tests": {"automatic": "CI 7", "manual": "Plan 3"}}
    await running.made(running.manager, "/releases", {**release, **notes})
    await informed.tell()
    any_version = {"If-Match": "*"}
    await admin.delete(f"{theirs}/{gone}", headers=any_version)
    await admin.patch(f"{theirs}/{moved}", json={"address": "elsewhere@dairy.example"}, headers=any_version)
    await admin.patch(f"{theirs}/{other}", json={"topics": ["news"]}, headers=any_version)
    running.api.clock.advance(timedelta(days=20))
    await informed.send()
    await informed.contact(running.customer_id, "new@dairy.example", "release")

    told = [(to, "Release: IDU 4.2") for to in (DAIRY, "new@dairy.example")]
    assert await informed.told() == told
    running.api.clock.advance(timedelta(days=1))
    assert await informed.told() == []


async def test_what_was_held_for_a_contact_is_not_sent_once_it_is_away(running: Running, informed: Informed) -> None:
    contact = await informed.contact(running.customer_id, "gone@dairy.example", "disruption")
    await running.outage(running.instance)
    await informed.tell()
    admin = await informed.admin()
    await admin.delete(f"/v1/customers/{running.customer_id}/contacts/{contact}", headers={"If-Match": "*"})

    assert await informed.send() == [(DAIRY, "Disruption: Production")]
    proof = (await running.registrant.get(f"/v1/customers/{running.customer_id}/notices")).json()["items"]
    assert {(each["address"], each["state"]) for each in proof} == {
        (DAIRY, "sent"),
        ("gone@dairy.example", "cancelled"),
    }


async def test_what_was_overtaken_while_it_was_under_way_is_not_sent_late(running: Running, informed: Informed) -> None:
    """The mail server takes nothing for now; by the time it does, it is over, and called off."""
    planned = {"instanceIds": [running.instance], "kind": "preventive", **LATER, "announce": True}
    maintenance = await running.made(running.support, "/maintenance-periods", planned)
    outage = await running.outage(running.instance)
    await informed.tell()
    async with transaction(running.api.engine, SYSTEM) as connection:
        under_way = await notices.claim(connection, NoticeChannel.MAIL, running.api.clock.now, LEASE, 9)
    assert len(under_way) == 2
    await end(running, outage)
    await running.made(running.support, f"/maintenance-periods/{maintenance['id']}/transitions", {"decision": "cancel"})
    await informed.tell()
    async with transaction(running.api.engine, SYSTEM) as connection:
        for each in under_way:
            later = Settlement(NoticeState.HELD, running.api.clock.now, "451", running.api.clock.now)
            assert await notices.settle(connection, each, later)

    assert await informed.send() == [
        (DAIRY, "Disruption over: Production"),
        (DAIRY, "Maintenance cancelled: Production"),
    ]


async def test_that_a_promise_broke_is_not_sent_late_to_who_hears_that_it_did_not(
    running: Running, informed: Informed
) -> None:
    api = running.api
    outage = await running.outage(running.instance, began="2026-11-23T09:00:00Z")
    found = {"decision": "find_loss", "loss": "data"}
    await running.made(running.support, f"/outages/{outage['id']}/transitions", found)
    await informed.told()
    api.clock.advance(timedelta(days=1))
    await announce_terms(api.engine, api.clock, informed.teller.book)
    await informed.tell()
    async with transaction(api.engine, SYSTEM) as connection:
        under_way = await notices.claim(connection, NoticeChannel.MAIL, api.clock.now, LEASE, 9)
    assert {each.event_type for each in under_way} == {"term.breached"}
    await end(running, outage)
    await informed.tell()
    async with transaction(api.engine, SYSTEM) as connection:
        later = Settlement(NoticeState.HELD, api.clock.now, "451", api.clock.now)
        assert all([await notices.settle(connection, each, later) for each in under_way])
        of_another = {"kind": "recovery_time", "key": "another"}
        assert not await service_notices.of_term(connection, of_another, under_way)

    told = [subject.partition(":")[0] for _, subject in await informed.send()]
    of_it = [each for each in under_way if str(each.subject_id) == outage["id"]]
    assert told.count("Toezegging toch gehaald") == len(of_it) > 0
    assert told.count("Toezegging niet gehaald") == len(under_way) - len(of_it)


async def leaked(running: Running, *instances: str) -> str:
    body = {"suspectedAt": "2026-11-23T08:00:00Z", "instanceIds": [*instances], "summary": "A copy lay open"}
    made = await running.made(running.support, "/data-leaks", {**body, "vendorIs": "processor"})
    return f"/data-leaks/{made['id']}"


async def establish(running: Running, leak: str) -> None:
    known = {"decision": "establish", "awareAt": "2026-11-23T09:00:00Z", "categories": ["names"]}
    await running.made(running.manager, f"{leak}/transitions", known)


async def test_a_leak_is_told_to_whoever_it_hits_asked_for_or_not(
    running: Running, informed: Informed, standard: Organisation
) -> None:
    leak = await leaked(running, running.instance)
    assert await informed.told() == []
    await establish(running, leak)
    registrants = (await running.manager.get(f"/v1/people?customerId={running.customer_id}")).json()["items"]
    assert await informed.told() == sorted((each["email"], "Datalek: Production") for each in registrants)
    await establish(running, leak)
    assert await informed.told() == []

    await informed.contact(str(standard.customer.id), "privacy@bakery.example", "data_leak")
    other = await leaked(running, running.theirs)
    await establish(running, other)
    assert await informed.told() == [("privacy@bakery.example", "Data leak: Production")]
    await running.made(running.manager, f"{other}/transitions", {"decision": "dismiss", "reason": "It was empty"})
    assert await informed.told() == [("privacy@bakery.example", "No data leak: Production")]


async def test_of_a_leak_registrants_are_mailed_who_would_rather_read(running: Running, informed: Informed) -> None:
    registrants = (await running.manager.get(f"/v1/people?customerId={running.customer_id}")).json()["items"]
    admin = await informed.admin()
    for each in registrants:
        await admin.put(f"/v1/people/{each['id']}/notice-preferences", json={"channel": "none", "language": "en"})
    await establish(running, await leaked(running, running.instance))

    assert await informed.told() == sorted((each["email"], "Data leak: Production") for each in registrants)


async def test_that_nobody_of_a_customer_could_be_told_the_managers_hear_of_each_and_when_it_is_no_leak(
    running: Running, informed: Informed
) -> None:
    names = ("Cheese", "Eggs")
    customers = [
        (await running.made(running.manager, "/customers", {"name": name, "serviceLevel": "standard"}))["id"]
        for name in names
    ]
    cheese, eggs = [await add_instance(running, each) for each in customers]
    leak = await leaked(running, cheese, eggs)
    await establish(running, leak)
    told = await informed.told()
    subjects = {subject for _, subject in told}
    assert subjects == {f"Niemand bereikt over een datalek: {name}" for name in names}
    await establish(running, leak)
    assert await informed.told() == []

    await running.made(running.manager, f"{leak}/transitions", {"decision": "dismiss", "reason": "It was empty"})
    after = await informed.told()
    assert {subject for _, subject in after} == {f"Geen datalek: {name}" for name in names}
    assert [to for to, _ in after] == [to for to, _ in told]
    assert not any("niemand" in said.lower() or "heeft er geen" in said for said in informed.texts())


async def test_whoever_has_tens_of_thousands_of_events_is_asked_about_all_the_same(
    running: Running, informed: Informed
) -> None:
    outage = await running.outage(running.instance)
    await informed.told()
    before = Before([UUID(running.customer_id)], UUID(outage["id"]), 40_000)
    async with transaction(running.api.engine, SYSTEM) as connection:
        told = await service_notices.told_on(connection, before, ["outage.outage_begun"])
        await service_notices.overtake_on(connection, before, ["outage.outage_begun"], running.api.clock.now)
        everybody = [UUID(running.customer_id), *(UUID(int=each) for each in range(1, 40_000))]
        named = await contacts.informed_about(connection, Topic.DISRUPTION, everybody)
        others = await announcements.registrants_of_others(connection, everybody, everybody)
        said = await preferences.of(connection, everybody)
    assert [each.address for each in (*told, *named)] == [DAIRY, DAIRY]
    assert (others, said) == ([], {})


async def test_managers_are_told_at_once_of_a_promise_that_broke_and_customers_are_not(
    running: Running, informed: Informed
) -> None:
    outage = await running.outage(running.instance, began="2026-11-23T09:00:00Z")
    found = {"decision": "find_loss", "loss": "data"}
    await running.made(running.support, f"/outages/{outage['id']}/transitions", found)
    await informed.told()
    running.api.clock.advance(timedelta(days=1))
    api = running.api
    assert await announce_terms(api.engine, api.clock, informed.teller.book) > 0

    told = await informed.told()
    subjects = {subject for _, subject in told}
    assert {each.partition(":")[0] for each in subjects} == {"Toezegging niet gehaald"}
    assert not {to for to, _ in told} & {DAIRY, BAKERY}
    mine = (await running.manager.get(f"/v1/people/{running.manager.person.id}/notices")).json()["items"]
    assert {each["eventType"] for each in mine} == {"term.breached"}
    path = f"/v1/customers/{running.customer_id}/notices"
    seen = (await running.registrant.get(path, params={"subjectId": outage["id"]})).json()["items"]
    assert {each["eventType"] for each in seen} == {"outage.outage_begun"}
