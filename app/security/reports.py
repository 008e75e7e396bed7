"""Reports of vulnerabilities (§Kwetsbaarheid): from anybody, at any time; read by support managers, and by whoever has
the token that the reporter was given once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.access.identity import digest
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.security import vulnerabilities as rules
from app.domain.security.vulnerabilities import (
    TriageVerdict,
    Vulnerability,
    VulnerabilityFact,
    VulnerabilityReported,
    VulnerabilityState,
)
from app.errors import Invalid, NotFound
from app.security.kinds import VULNERABILITIES
from app.security.store import security_lists
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.unit_of_work import UnitOfWork

StoredReport = StoredSubject[Vulnerability]
TOKEN_PREFIX: Final = "dtv_"  # noqa: S105 - by which a token is told from a key
TOKEN_BYTES: Final = 32
REFERENCE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""None of which is taken for another."""
REFERENCE_LENGTH: Final = 10
NOT_THERE: Final = "There is no such report."


@dataclass(frozen=True, kw_only=True)
class NewReport:
    text: str
    product: str | None
    contact: str | None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the reporter is given, once. `token` opens the report."""

    report_id: UUID
    reference: str
    token: str


async def receive(uow: UnitOfWork, new: NewReport) -> Receipt:
    """From anybody; the work is the service's own."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    reference = "V-" + "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))
    fact = VulnerabilityReported(
        reference=reference,
        opened_by=digest(token).hex(),
        text=new.text,
        product=new.product,
        contact=new.contact,
    )
    made = await subjects.begin(uow, VULNERABILITIES, OF_VENDOR, [fact])
    return Receipt(report_id=made.id, reference=reference, token=token)


async def open_by_token(uow: UnitOfWork, named: UUID | str, token: str, *, lock: bool = False) -> StoredReport:
    """For whoever reported it. NotFound says the same of a wrong token and a report that is not there."""
    report_id = await security_lists.report_id(uow.connection, named, digest(token))
    if report_id is None:
        raise NotFound(NOT_THERE)
    return await subjects.found(uow, VULNERABILITIES, report_id, lock=lock)


async def find(uow: UnitOfWork, named: UUID | str, *, lock: bool = False) -> StoredReport:
    """For whoever handles it; nobody else learns whether it is there."""
    require(uow.actor, Operation.HANDLE_VULNERABILITIES)
    report_id = await security_lists.report_id(uow.connection, named, None)
    if report_id is None:
        raise NotFound(NOT_THERE)
    return await subjects.found(uow, VULNERABILITIES, report_id, lock=lock)


async def page(
    uow: UnitOfWork, state: VulnerabilityState | None, *, after: UUID | None, limit: int
) -> Sequence[StoredReport]:
    """Latest first."""
    require(uow.actor, Operation.HANDLE_VULNERABILITIES)
    return await security_lists.reports(uow.connection, state, after=after, limit=limit)


async def supplement(uow: UnitOfWork, stored: StoredReport, text: str) -> StoredReport:
    return await _recorded(uow, stored, rules.supplement(stored.state, text))


async def triage(
    uow: UnitOfWork, stored: StoredReport, verdict: TriageVerdict, reason: str, duplicate_of: str | None
) -> StoredReport:
    """`duplicate_of` is the reference of the report that it repeats."""
    repeated = None if duplicate_of is None else await security_lists.report_id(uow.connection, duplicate_of, None)
    if duplicate_of is not None and repeated is None:
        raise Invalid.at("/duplicateOf", "unknown", NOT_THERE, section=rules.VULNERABILITY)
    return await _recorded(uow, stored, rules.triage(stored.state, verdict, reason, None, repeated))


async def solve(uow: UnitOfWork, stored: StoredReport, version: str, report: str) -> StoredReport:
    return await _recorded(uow, stored, rules.solve(stored.state, version, report))


async def publish(uow: UnitOfWork, stored: StoredReport, reference: str) -> StoredReport:
    return await _recorded(uow, stored, rules.publish(stored.state, reference))


async def _recorded(uow: UnitOfWork, stored: StoredReport, fact: VulnerabilityFact) -> StoredReport:
    return await subjects.record(uow, VULNERABILITIES, stored, [fact])
