"""The part of the story in which the bug of the milk rounds is worked around, solved, and found on another ticket."""

from tests.openapi.telling import Story
from tests.routers.callers import Caller


async def kept(story: Story, support: Caller, customer: Caller, ticket_id: str) -> None:
    other = {"reference": "PBI-4712", "title": "Rounds can be printed in colour", "kind": "enhancement"}
    await story.tell("register_backlog_item", support, other)
    await story.tell("register_backlog_item", support, other, refused=True)
    ticket = (await support.get(f"/v1/tickets/{ticket_id}")).json()
    item_id = ticket["outputs"]["backlogItemId"]
    at = {"backlogItemId": item_id}
    known = {
        "symptom": "Farms are on two rounds.",
        "workaround": "Delete the second of each pair before printing.",
        "public": True,
    }
    stated = {"title": "Rounds are joined with their own copies", "state": "solved", "version": "5.2.1"}
    await story.tell("change_backlog_item", support, {**stated, "knownError": known}, at)
    await story.show("list_backlog_items", support, "ct")
    await story.tell("read_backlog_item", customer, at=at)
    of_ticket = {"ticketId": "T-2026-000002"}
    await story.tell("link_backlog_item", support, at, of_ticket)
    await story.tell("unlink_backlog_item", support, at=of_ticket)
