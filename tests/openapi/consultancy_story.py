"""The part of the story in which a consultant sets up the rounds anew, on a day card."""

from tests.openapi.telling import Json, Story
from tests.routers.callers import Caller


async def charged(
    story: Story,
    customer_id: str,
    report: Json,
    *,
    manager: Caller,
    support: Caller,
    consultant: Caller,
    customer: Caller,
) -> None:
    of_customer = {"customerId": customer_id}
    card = {"days": 5, "boughtOn": "2026-11-02", "validUntilOn": "2027-10-31", "reference": "PO 4711"}
    await story.tell("sell_day_card", manager, card, of_customer)
    await story.show("list_day_cards", customer, "ct", of_customer)
    wish = {
        **report,
        "title": "Plan the island's rounds",
        "customerId": customer_id,
        "externalReference": "HM-2026-0121",
    }
    at = {"ticketId": (await story.tell("create_ticket", customer, wish))["id"]}
    for decision in ({"decision": "unclear"}, {"decision": "configuration", "cause": "configuration"}):
        await story.tell("create_transition", support, decision, at)
    await story.tell("approve_hours", customer, {"hours": 6}, at)
    await story.tell("create_transition", support, {"decision": "agree"}, at)
    work = {"workedOn": "2026-11-23", "durationSeconds": 9_000, "description": "Set up the rounds of the island."}
    entry = await story.tell("write_hours", consultant, work, at)
    correction = {"durationSeconds": -1_800, "reason": "The journey is not charged."}
    await story.tell("correct_entry", consultant, correction, {"entryId": entry["id"]})
    await story.show("list_hours", customer, "ct", at)
    overrun = {"seconds": 14_400, "untilOn": "2026-12-31", "reason": "The rounds have to be ready by the new year."}
    await story.tell("approve_overrun", customer, overrun, of_customer)
    await story.tell("create_transition", consultant, {"decision": "consultancy_delivered", "hours": 2}, at)
    await story.show("read_ledger", customer, "ct", of_customer)
