"""§2.1: the matrix, its overrides, and who has which letter while information is waited for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from process_table import COLUMNS, MATRIX, VALID_ROWS

from app.domain.raci import deciding_roles, fault_of, row_of, standing, vendor_is_responsible
from app.domain.vocabulary import Decision, Responsibility, Role
from app.sla.agreement import AGREEMENT

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
    ],
)
def test_the_responsible_decide_before_the_accountable(letters: str, decision: Decision, roles: list[Role]) -> None:
    assert list(deciding_roles(row(letters), decision)) == roles


@pytest.mark.parametrize(("letters", "vendor"), [("RCIA", False), ("CRIA", True), ("RIRA", True), ("RAII", False)])
def test_the_vendor_is_responsible_when_a_vendor_role_has_the_r(letters: str, vendor: bool) -> None:  # noqa: FBT001 - a column
    assert vendor_is_responsible(row(letters)) is vendor
