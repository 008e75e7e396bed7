"""The agreement as a client would send it back."""

from copy import deepcopy
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter

from app.domain.agreement.agreement import Agreement
from app.domain.agreement.clauses import clauses
from app.domain.revisions.clause_reading import ReadAgreement, RevisedAgreement, read_agreement, revised_clauses
from app.sla.agreement import AGREEMENT

_JSON: TypeAdapter[Any] = TypeAdapter(Any)
CLAUSES: list[dict[str, Any]] = _JSON.validate_json(_JSON.dump_json([each.as_json() for each in clauses(AGREEMENT)]))

REVISION: Final[dict[str, Any]] = {
    "title": AGREEMENT.title,
    "vendor": AGREEMENT.vendor.name,
    "timeZone": AGREEMENT.vendor.zone.key,
    "inForceOn": "2027-12-01",
    "clauses": CLAUSES,
}
"""As `POST /v1/sla/revisions` takes it."""


def given() -> list[dict[str, Any]]:
    """A copy of the clauses, to change."""
    return deepcopy(CLAUSES)


def rows(of: list[dict[str, Any]], section: str, table: str) -> list[dict[str, Any]]:
    """In place."""
    clause = next(each for each in of if each["section"] == section)
    return next(each["rows"] for each in clause["tables"] if each["name"] == table)


def read(of: list[dict[str, Any]], base: Agreement = AGREEMENT, **further: Any) -> ReadAgreement:
    said: dict[str, Any] = {
        "number": 2,
        "title": base.title,
        "vendor": base.vendor.name,
        "time_zone": base.vendor.zone.key,
        "in_force_on": date(2027, 3, 1),
        **further,
    }
    return read_agreement(RevisedAgreement(clauses=revised_clauses(of), **said), base)
