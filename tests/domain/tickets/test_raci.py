"""§2.1: the matrix, its overrides, and who has which letter while information is waited for."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.actor import Actor
from app.domain.tickets.raci import (
    RoleHolders,
    answering_roles,
    deciding_roles,
    fault_of,
    qualifies,
    row_of,
    standing,
    vendor_is_responsible,
)
from app.domain.vocabulary import Decision, Responsibility, Role
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import (
    COLLEAGUE,
    CUSTOMER,
    CUSTOMER_ID,
    OTHER_CUSTOMER,
    SECOND_LINE,
    STRANGER,
    SUPPORT,
)
from tests.domain.tickets.process_table import COLUMNS, MATRIX, VALID_ROWS

R, A = Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE
C, I = Responsibility.CONSULTED, Responsibility.INFORMED  # noqa: E741 - the letters of §2.1


def row(letters: str) -> dict[Role, Responsibility]:
    """In the order of the document's columns: customer, support, consultant, support manager."""
    return dict(zip(COLUMNS, map(Responsibility, letters), strict=True))


@pytest.mark.parametrize("step", range(1, 14))
def test_the_matrix(step: int) -> None:
    assert row_of(AGREEMENT, step, {}) == MATRIX[step]
    assert fault_of(MATRIX[step]) is None


def test_a_ticket_delegates_its_own_steps_and_no_other() -> None:
    overrides = {5: row("RCIA")}
    assert row_of(AGREEMENT, 5, overrides) == row("RCIA")
    assert row_of(AGREEMENT, 6, overrides) == MATRIX[6]


@pytest.mark.parametrize(
    ("letters", "fault"),
    [
        ("RCIA", None),
        ("RRRA", None),
        ("ARII", None),
        ("RCII", "exactly one role is accountable"),
        ("RCAA", "exactly one role is accountable"),
        ("CCIA", "at least one role is responsible"),
    ],
)
def test_what_is_wrong_with_a_row(letters: str, fault: str | None) -> None:
    found = fault_of(row(letters))
    assert (found is None) if fault is None else fault in (found or "")


@pytest.mark.parametrize(
    ("letters", "waiting", "stands"),
    [
        ("CRIA", False, "CRIA"),
        ("CRIA", True, "RCIA"),
        ("IRRA", True, "RCCA"),
        ("RRIA", True, "RCIA"),
        ("RCIA", True, "RCIA"),
        ("ARIC", True, "RAIC"),
        ("AIRR", True, "RIAC"),
    ],
)
def test_while_information_is_waited_for_the_ball_is_with_the_customer(
    letters: str,
    waiting: bool,  # noqa: FBT001 - a column
    stands: str,
) -> None:
    assert standing(row(letters), waiting=waiting) == row(stands)


@given(st.sampled_from(VALID_ROWS))
def test_a_row_stays_a_row_while_information_is_waited_for(before: dict[Role, Responsibility]) -> None:
    waiting = standing(before, waiting=True)
    assert fault_of(waiting) is None
    assert waiting[Role.CUSTOMER] is R
    assert not vendor_is_responsible(waiting)


@pytest.mark.parametrize(
    ("letters", "decision", "roles"),
    [
        ("CRIA", Decision.CLEAR, [Role.SUPPORT, Role.SUPPORT_MANAGER]),
        ("CRIA", Decision.INFORMATION_RECEIVED, [Role.SUPPORT, Role.SUPPORT_MANAGER, Role.CUSTOMER]),
        ("RCIA", Decision.INFORMATION_RECEIVED, [Role.CUSTOMER, Role.SUPPORT_MANAGER]),
        ("ARRI", Decision.CLEAR, [Role.SUPPORT, Role.CONSULTANT, Role.CUSTOMER]),
        ("RCIA", Decision.WORKAROUND, [Role.SUPPORT_MANAGER]),
        ("ARRI", Decision.WORKAROUND, [Role.SUPPORT, Role.CONSULTANT]),
    ],
)
def test_the_responsible_decide_before_the_accountable(letters: str, decision: Decision, roles: list[Role]) -> None:
    assert list(deciding_roles(row(letters), decision)) == roles


@pytest.mark.parametrize(("letters", "vendor"), [("RCIA", False), ("CRIA", True), ("RIRA", True), ("RAII", False)])
def test_the_vendor_is_responsible_when_a_vendor_role_has_the_r(letters: str, vendor: bool) -> None:  # noqa: FBT001 - a column
    assert vendor_is_responsible(row(letters)) is vendor


@pytest.mark.parametrize(
    ("rows", "roles"),
    [
        (["CRIA"], [Role.SUPPORT, Role.SUPPORT_MANAGER]),
        (["CIRA"], [Role.CONSULTANT, Role.SUPPORT_MANAGER]),
        (["RCIA"], [Role.SUPPORT_MANAGER]),
        (["RCIA", "CRIA"], [Role.SUPPORT, Role.SUPPORT_MANAGER]),
        (["RCIA", "CIRA", "CRIA"], [Role.CONSULTANT, Role.SUPPORT_MANAGER]),
        (["RCIA", "RIAC", "CRIA"], [Role.SUPPORT, Role.SUPPORT_MANAGER]),
        (["RCIA", "CAIR"], [Role.SUPPORT_MANAGER]),
        (["ARIC", "CIRA"], [Role.SUPPORT]),
    ],
    ids=lambda value: "-".join(value) if value and isinstance(value[0], str) else "",
)
def test_the_vendors_person_of_the_step_answers_or_who_was_responsible_last(rows: list[str], roles: list[Role]) -> None:
    assert list(answering_roles(map(row, rows))) == roles


@given(st.lists(st.sampled_from(VALID_ROWS), min_size=1, max_size=4))
def test_somebody_of_the_vendor_answers_and_never_the_customer(rows: list[dict[Role, Responsibility]]) -> None:
    roles = answering_roles(rows)
    assert roles
    assert Role.CUSTOMER not in roles
    assert len(set(roles)) == len(roles)


@pytest.mark.parametrize(
    ("role", "has", "of", "active", "able"),
    [
        (Role.SUPPORT, {Role.SUPPORT}, None, True, True),
        (Role.SUPPORT, {Role.SUPPORT}, None, False, False),
        (Role.SUPPORT, {Role.CONSULTANT}, None, True, False),
        (Role.SUPPORT, {Role.SUPPORT, Role.CUSTOMER}, OTHER_CUSTOMER, True, True),
        (Role.CUSTOMER, {Role.CUSTOMER}, CUSTOMER_ID, True, True),
        (Role.CUSTOMER, {Role.CUSTOMER}, OTHER_CUSTOMER, True, False),
        (Role.CUSTOMER, {Role.CUSTOMER}, CUSTOMER_ID, False, False),
        (Role.CUSTOMER, {Role.SUPPORT}, None, True, False),
    ],
)
def test_who_can_hold_a_role(role: Role, has: set[Role], of: UUID | None, *, active: bool, able: bool) -> None:
    assert qualifies(role, CUSTOMER_ID, has, of, active=active) is able


@pytest.mark.parametrize(
    ("named", "lapsed", "actor", "role", "holds"),
    [
        (None, False, SUPPORT, Role.SUPPORT, True),
        (SUPPORT, False, SUPPORT, Role.SUPPORT, True),
        (SUPPORT, False, SECOND_LINE, Role.SUPPORT, False),
        (SUPPORT, True, SECOND_LINE, Role.SUPPORT, True),
        (SUPPORT, True, replace(SUPPORT, roles=frozenset({Role.CONSULTANT})), Role.SUPPORT, False),
        (SUPPORT, False, replace(SUPPORT, roles=frozenset({Role.CONSULTANT})), Role.SUPPORT, False),
        (COLLEAGUE, False, CUSTOMER, Role.CUSTOMER, False),
        (COLLEAGUE, True, CUSTOMER, Role.CUSTOMER, True),
        (COLLEAGUE, True, STRANGER, Role.CUSTOMER, False),
        (STRANGER, False, STRANGER, Role.CUSTOMER, False),
    ],
)
def test_a_right_by_name_holds_while_its_holder_qualifies_and_falls_back_to_all_who_do(
    named: Actor | None, actor: Actor, role: Role, *, lapsed: bool, holds: bool
) -> None:
    by_name = {} if named is None else {role: named.id}
    holders = RoleHolders(CUSTOMER_ID, by_name, frozenset({role} if lapsed else ()))

    assert holders.holds(actor, role) is holds
    assert holders.has(actor, R, {role: R}) is holds
    assert not holders.has(actor, A, {role: R})
