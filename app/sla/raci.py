"""§2.1 RACI model: who is Responsible, Accountable, Consulted and Informed at each step."""

from collections.abc import Mapping

from app.domain.agreement.agreement import RaciRow
from app.domain.vocabulary import Responsibility
from app.sla.document import s

R, A = Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE
C, I = Responsibility.CONSULTED, Responsibility.INFORMED  # noqa: E741 (the legend's own letter)

# fmt: off
_MATRIX = (
    # step, customer, support, consultant, support manager
    RaciRow( 1, R, C, I, A, s("2.1")),  # register_ticket
    RaciRow( 2, R, C, I, A, s("2.1")),  # register_customer
    RaciRow( 3, C, R, I, A, s("2.1")),  # classify_ticket
    RaciRow( 4, C, R, I, A, s("2.1")),  # determine_problem_and_type
    RaciRow( 5, C, R, I, A, s("2.1")),  # agree_consultancy
    RaciRow( 6, C, R, I, A, s("2.1")),  # register_bug
    RaciRow( 7, C, R, I, A, s("2.1")),  # test_and_rework_bug
    RaciRow( 8, C, R, I, A, s("2.1")),  # plan_with_customer
    RaciRow( 9, C, I, R, A, s("2.1")),  # plan_consultancy
    RaciRow(10, I, R, C, A, s("2.1")),  # inform_customer
    RaciRow(11, C, R, I, A, s("2.1")),  # determine_todo
    RaciRow(12, R, C, I, A, s("2.1")),  # inform_vendor
    RaciRow(13, C, R, I, A, s("2.1")),  # update_ticket
)
# fmt: on

RACI: Mapping[int, RaciRow] = {row.step: row for row in _MATRIX}
