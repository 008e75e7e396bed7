"""What somebody writes on top of what openapi-python-client makes: `duetime_client` is generated."""

import os
from uuid import UUID

from duetime_client import AuthenticatedClient
from duetime_client.api.sla import read_explanation
from duetime_client.api.tickets import create_ticket, list_ticket_events, list_tickets
from duetime_client.api.transitions import create_transition
from duetime_client.models import (
    BugDecision,
    BugRegisteredDecision,
    CallType,
    ClockName,
    CloseDecision,
    DecisionTakenEvent,
    DueMovedEvent,
    EventPage,
    Explanation,
    Impact,
    Kind,
    NewTicket,
    Problem,
    ProblemType,
    Ticket,
    TicketPage,
    Transition,
    UnclearDecision,
    Urgency,
)
from duetime_client.types import UNSET

api = AuthenticatedClient(base_url=os.environ["DUETIME_URL"], token=os.environ["DUETIME_API_KEY"])

reported = NewTicket(
    customer_id=UUID(os.environ["DUETIME_CUSTOMER_ID"]),
    kind=Kind.INCIDENT,
    call_type=CallType.SOFTWARE_BUG,
    product="idu",
    problem_type=ProblemType.TECHNICAL,
    title="The milk round is planned twice",
    description="Since the last release every round is there twice.",
    urgency=Urgency.U1,
    impact=Impact.I2,
)
ticket = create_ticket.sync(client=api, body=reported)
if not isinstance(ticket, Ticket):
    raise SystemExit(f"not created: {ticket}")
print(f"{ticket.number} is {ticket.priority}")

for decision in (
    UnclearDecision(decision="unclear", note="We have to look into the plans."),
    BugDecision(decision="bug", cause="vendor_software"),
    BugRegisteredDecision(decision="bug_registered", backlog_item="PBI-4711"),
    CloseDecision(decision="close"),
):
    answer = create_transition.sync_detailed(client=api, ticket_id=ticket.id, body=decision)
    match answer.parsed:
        case Transition() as taken:
            print(f"{taken.decision}: {taken.ticket.step.number}")
        case Problem() as problem:
            print(f"{answer.status_code.value}: {problem.detail}")
        case None:
            raise SystemExit("no answer")

why = read_explanation.sync(client=api, ticket_id=ticket.id, name=ClockName.RESOLUTION)
if isinstance(why, Explanation):
    print(why.sentence, len(why.lines))

seen, cursor = 0, None
while True:
    page = list_tickets.sync(client=api, limit=5, cursor=UNSET if cursor is None else cursor)
    if not isinstance(page, TicketPage):
        raise SystemExit(f"no page: {page}")
    seen += len(page.items)
    cursor = page.next_cursor
    if cursor is None:
        break
print(f"{seen} tickets")

history = list_ticket_events.sync(client=api, ticket_id=ticket.id)
if isinstance(history, EventPage):
    for event in history.items:
        if isinstance(event, DecisionTakenEvent):
            print(event.data.decision, event.data.outputs.cause)
        if isinstance(event, DueMovedEvent):
            print(event.data.clock, event.data.to_at, event.data.reason)
