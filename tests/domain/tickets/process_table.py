"""The decisions and the matrix as the contract's page has them, written out a second time. None: closed."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any, Final
from uuid import UUID

from app.domain.agreement.knowledge import Article
from app.domain.vocabulary import Cause, Decision, Responsibility, Role

WORKAROUND_FROM, WORKAROUND_TO = 3, 9

_TABLE: Final[dict[int | None, str]] = {
    1: "customer_known 3, customer_unknown 2",
    2: "account_created 3",
    3: "start_investigation 3, request_information 3, information_received 3, clear 10, unclear 4",
    4: "request_information 4, information_received 4, bug 6, configuration 5",
    5: "agree 9, decline 12",
    6: "bug_registered 7",
    7: "bug_solved 8",
    8: "implemented 10",
    9: "consultancy_delivered 10",
    10: "solved 13, not_solved 11",
    11: "consultancy 12, support 12",
    12: "solved 13, not_solved 4",
    13: "close -",
    None: "reopen 3",
}

NEEDS: Final = {
    (3, Decision.REQUEST_INFORMATION): {"note"},
    (4, Decision.REQUEST_INFORMATION): {"note"},
    (4, Decision.BUG): {"cause"},
    (4, Decision.CONFIGURATION): {"cause"},
    (6, Decision.BUG_REGISTERED): {"backlogItem"},
    (7, Decision.BUG_SOLVED): {"testReport"},
    (8, Decision.IMPLEMENTED): {"report"},
    (9, Decision.CONSULTANCY_DELIVERED): {"hours"},
    (10, Decision.SOLVED): {"report"},
    (11, Decision.CONSULTANCY): {"sessionOn"},
    (11, Decision.SUPPORT): {"sessionOn"},
    (12, Decision.SOLVED): {"report"},
    (12, Decision.NOT_SOLVED): {"report"},
    (None, Decision.REOPEN): {"note"},
    **{(step, Decision.WORKAROUND): {"report"} for step in range(WORKAROUND_FROM, WORKAROUND_TO + 1)},
}

MAY: Final[dict[tuple[int | None, Decision], set[str]]] = {
    (3, Decision.CLEAR): {"article", "backlogItemId"},
    (5, Decision.AGREE): {"approvedHours", "agreementReference", "approvedBy"},
    (10, Decision.NOT_SOLVED): {"report"},
}

NOT_OURS: Final = (Cause.CONFIGURATION, Cause.CUSTOMER_INFRASTRUCTURE, Cause.THIRD_PARTY)
CAUSES: Final = {Decision.BUG: (Cause.VENDOR_SOFTWARE,), Decision.CONFIGURATION: NOT_OURS}

EVERY_OUTPUT: Final[Mapping[str, Any]] = {
    "approved_hours": 4.0,
    "agreement_reference": "Q-17",
    "approved_by": "Dirk Director",
    "backlog_item": "PBI-4711",
    "backlog_item_id": UUID("0197a3c2-9b11-7d3a-8b1f-3f0a9c1d2e4b"),
    "test_report": "Green in the test environment.",
    "report": "Restarted the connector.",
    "hours": 3.5,
    "session_on": date(2026, 12, 1),
    "article": Article("When the scale stands still", "https://kb.example/4711"),
}


def belonging(decision: Decision, **outputs: Any) -> dict[str, Any]:
    """What the decision brings along at any step: of `outputs` what it takes, and for the rest something that fits."""
    taken = {name for (_, each), names in [*NEEDS.items(), *MAY.items()] if each is decision for name in names}
    given = {**EVERY_OUTPUT, "cause": CAUSES.get(decision, (None,))[0], **outputs}
    return {name: value for name, value in given.items() if _camel(name) in taken}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


COLUMNS: Final = (Role.CUSTOMER, Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER)
_MATRIX: Final = ("RCIA", "RCIA", *["CRIA"] * 6, "CIRA", "IRCA", "CRIA", "RCIA", "CRIA")
MATRIX: Final = {
    step: dict(zip(COLUMNS, map(Responsibility, letters), strict=True)) for step, letters in enumerate(_MATRIX, 1)
}


def _next(place: int | None) -> dict[Decision, int | None]:
    """Where each decision leads from here."""
    pairs = (entry.split() for entry in _TABLE[place].split(", "))
    leads = {Decision(decision): None if step == "-" else int(step) for decision, step in pairs}
    if place is not None and WORKAROUND_FROM <= place <= WORKAROUND_TO:
        leads[Decision.WORKAROUND] = place
    return leads


NEXT: Final = {place: _next(place) for place in _TABLE}

_ROWS: Final = [dict(zip(COLUMNS, letters, strict=True)) for letters in product(Responsibility, repeat=len(COLUMNS))]
VALID_ROWS: Final = [
    row
    for letters, row in ((list(row.values()), row) for row in _ROWS)
    if letters.count(Responsibility.ACCOUNTABLE) == 1 and Responsibility.RESPONSIBLE in letters
]
"""Exactly one accountable, at least one responsible."""
