"""Whether what is stored of subjects is what happened, as `duetime verify` finds it."""

from typing import Any

from app.agreements.book import Agreements
from app.postgres.engine import AsyncEngine
from app.sla.agreement import REVISIONS
from app.streams.subjects import SubjectKind
from app.verification.subject_verification import SubjectVerifier
from app.verification.verification import Difference
from tests.organisations import MONDAY


async def verified(engine: AsyncEngine, kind: SubjectKind[Any, Any]) -> tuple[int, list[Difference]]:
    """How many there are of this kind, and what differs."""
    verifier, number, found = SubjectVerifier(engine, Agreements(REVISIONS), MONDAY), 0, list[Difference]()
    async for batch in verifier.verify(kind):
        number += batch.subjects
        found += batch.differences
    return number, [*found, *await verifier.strays(kind)]
