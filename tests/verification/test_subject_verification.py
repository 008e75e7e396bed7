"""Whatever has a stream of its own is what its facts add up to, with its terms; what was tampered with is named."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from app.clock import Instant
from app.domain.agreement.service_terms import Loss
from app.domain.operations.outage_facts import DetectedBy
from app.domain.security.leaks import DataRole
from app.operations import outages
from app.operations.outages import NewOutage
from app.postgres.embedded.server import EmbeddedPostgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.security import leaks, reports
from app.security.kinds import KINDS
from app.security.leaks import NewLeak
from app.security.reports import NewReport
from app.tickets.store.replay import TicketSelection
from app.verification.subject_verification import SubjectVerifier
from app.verification.verification import Difference, unanchored
from tests.conftest import clone
from tests.office import Office
from tests.organisations import MONDAY
from tests.savepoints import rolled_back
from tests.workers.test_term_announcing import announced, copied


@dataclass(frozen=True)
class Ransacked:
    """An instance whose copy is too old, which is announced; an outage, a leak and a report."""

    office: Office
    instance: UUID
    outage: UUID
    leak: UUID
    report: UUID

    @property
    def named(self) -> dict[str, UUID]:
        return {"instance": self.instance, "outage": self.outage, "leak": self.leak, "report": self.report}


@pytest.fixture(scope="module")
async def running_service(postgres: EmbeddedPostgres, template: str) -> AsyncGenerator[Ransacked]:
    async with clone(postgres, template, "ransacked") as urls:
        engine = create_engine(urls.owner, pool_size=1)
        office = Office(engine)
        [instance] = await copied(office)
        outage = await lost(office, instance)
        async with office.uow() as uow:
            new = NewLeak(
                suspected_at=office.now, instance_ids=(instance,), summary="A copy", vendor_is=DataRole.CONTROLLER
            )
            view = await leaks.suspect(uow, new)
        async with office.uow() as uow:
            stored = await leaks.find_for_change(uow, view.stored.id, leaks.Operation.DECIDE_OPERATIONS)
            await leaks.establish(uow, stored, office.now, ("names",), 3)
        async with office.uow() as uow:
            receipt = await reports.receive(uow, NewReport(text="It opens.", product=None, contact=None))
        office.now = Instant(MONDAY + timedelta(hours=25))
        assert await announced(office) == 2
        yield Ransacked(office, instance, outage, view.stored.id, receipt.report_id)
        await engine.dispose()


@pytest.fixture
async def there(running_service: Ransacked) -> AsyncGenerator[Ransacked]:
    async with rolled_back(running_service.office.engine):
        yield running_service


async def lost(office: Office, instance: UUID) -> UUID:
    async with office.uow() as uow:
        new = NewOutage(
            service_id=None,
            instance_ids=(instance,),
            began_at=office.now,
            detected_by=DetectedBy.STAFF,
            summary="Nobody can sign in",
        )
        view, _ = await outages.begin(uow, new)
    async with office.uow() as uow:
        stored = await outages.find_for_change(uow, view.stored.id)
        await outages.find_loss(uow, stored, Loss.SITE)
    return view.stored.id


async def found_in(office: Office, batch: int = 500) -> tuple[int, list[Difference]]:
    verifier = SubjectVerifier(office.engine, office.book, office.now, batch)
    number, found = 0, list[Difference]()
    for kind in KINDS:
        async for verified in verifier.verify(kind):
            number += verified.subjects
            found += verified.differences
        found += await verifier.strays(kind)
    return number, [*found, *await unanchored(office.engine, TicketSelection())]


@pytest.mark.parametrize("batch", [1, 500])
async def test_what_is_stored_is_what_happened(there: Ransacked, batch: int) -> None:
    assert await found_in(there.office, batch) == (4, [])


_SEALED_ANEW = """
    UPDATE outage_events SET seal = sha256('forged') WHERE outage_id = :outage AND sequence = 2;
    UPDATE outages SET seal = sha256('forged') WHERE id = :outage
"""
_SHORTENED = """
    DELETE FROM instance_events WHERE sequence = 4;
    UPDATE instances SET event_count = 3, seal = (SELECT seal FROM instance_events WHERE sequence = 3)
"""


@pytest.mark.parametrize(
    ("statement", "accused", "words"),
    [
        ("UPDATE outages SET began_at = began_at - interval '1 hour'", "outage", "outages.began_at: stored"),
        ('UPDATE outages SET state = state || \'{"summary": "x"}\'', "outage", "outages.state: stored"),
        ("UPDATE instances SET name = 'Test'", "instance", "instances.name: stored Test"),
        ("UPDATE data_leaks SET progress = 'dismissed'", "leak", "data_leaks.progress: stored dismissed"),
        ("UPDATE vulnerability_reports SET token = '\\x00'", "report", "vulnerability_reports.token: stored"),
        ("UPDATE outages SET event_count = 7", "outage", "its row says 7"),
        (
            "UPDATE outage_events SET payload = payload || '{\"loss\": \"data\"}' WHERE type = 'loss_found'",
            "outage",
            "event 2 (loss_found) was changed after it was sealed",
        ),
        (
            "UPDATE leak_events SET internal = false WHERE sequence = 1",
            "leak",
            "event 1 (leak_suspected) is at odds with itself: internal",
        ),
        (
            "UPDATE instance_events SET recorded_at = recorded_at - interval '1 s' WHERE sequence = 2",
            "instance",
            "event 2 (copy_taken) was changed after it was sealed",
        ),
        (
            "DELETE FROM outage_events WHERE type = 'outage_begun'",
            "outage",
            "its events cannot be replayed",
        ),
        ("DELETE FROM instance_events WHERE sequence = 2", "instance", "it has the events [1, 3, 4]"),
        (_SEALED_ANEW, "outage", "event 2 (loss_found) was changed after it was sealed"),
        (
            _SHORTENED,
            "instance",
            "the audit trail does not tell of its last event",
        ),
        ("DELETE FROM vulnerability_reports", "report", "has no row, and there are events of it"),
        (
            "UPDATE terms SET due_at = due_at + interval '1 day' WHERE kind = 'recovery_time'",
            "outage",
            "due_at: stored",
        ),
        (
            "UPDATE terms SET term = term || '{\"section\": \"1\"}' WHERE kind = 'authority_notification'",
            "leak",
            "terms.authority_notification authority.term: stored",
        ),
        ("DELETE FROM terms WHERE kind = 'recovery_time'", "outage", ": has no row"),
        (
            "UPDATE terms SET subject_id = :outage WHERE kind = 'customer_notification'",
            "outage",
            ": follows from nothing",
        ),
        (
            "UPDATE terms SET announced_breach_at = NULL WHERE kind = 'recovery_point'",
            "instance",
            "announced_breach_at: stored None",
        ),
        (
            "UPDATE terms SET announce_at = NULL WHERE kind = 'authority_notification'",
            "leak",
            "announce_at: stored None",
        ),
        (
            "UPDATE terms SET announce_at = announce_at + interval '1 day' WHERE kind = 'authority_notification'",
            "leak",
            "announce_at: stored",
        ),
        ("DELETE FROM data_leaks", "leak", "has no row, and there are terms of it"),
    ],
)
async def test_what_was_tampered_with_is_named(there: Ransacked, statement: str, accused: str, words: str) -> None:
    async with transaction(there.office.engine, SYSTEM) as connection:
        for table in ("outage", "instance", "leak", "vulnerability"):
            stream = f"{table}_events"
            await connection.ask("execute", f"ALTER TABLE {stream} DISABLE TRIGGER USER")
            await connection.ask("execute", f"ALTER TABLE {stream} DROP CONSTRAINT fk_{stream}_{table}")
        await connection.ask("execute", "ALTER TABLE leak_hits DROP CONSTRAINT fk_leak_hits_leak")
        for each in statement.split(";"):
            said = each
            for name, subject_id in there.named.items():
                said = said.replace(f":{name}", f"'{subject_id}'::uuid")
            await connection.ask("execute", said)

    _, found = await found_in(there.office)

    told = [each.words for each in found if each.ticket_id == there.named[accused]]
    assert any(words in each for each in told), [(each.number, each.words) for each in found]
