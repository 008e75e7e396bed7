"""The part of the story in which a consultant is booked, and a stranger asks for an account."""

from tests.openapi.telling import Story
from tests.routers.callers import Caller

FIRST: dict[str, object] = {
    "organisation": "Kaasmakerij De Ronde",
    "name": "Nienke Nieuw",
    "email": "nienke.nieuw@deronde.example",
    "ticket": {
        "kind": "incident",
        "callType": "first_analysis",
        "product": "idu",
        "problemType": "technical",
        "title": "The scales are not in the list",
        "description": "We cannot choose the new scales since they were installed this morning.",
        "urgency": "u2",
        "impact": "i3",
    },
}


async def booked(story: Story, customer: Caller, support: Caller, customer_id: str) -> None:
    of_customer = {"customerId": customer_id}
    terms = await story.tell("read_booking_terms", customer, at=of_customer)
    wanted = {"bookedOn": terms["earliestOn"], "days": 2, "subject": "Setting up the new milk rounds"}
    made = await story.tell("book_consultant", customer, wanted, of_customer)
    at = {**of_customer, "bookingId": made["id"]}
    await story.tell("decide_booking", support, {"decision": "confirm"}, at)
    await story.tell("read_booking", customer, at=at)
    await story.show("list_bookings", customer, "ct", of_customer)


async def asked_for_account(story: Story, support: Caller) -> None:
    """Where no mail is sent, support hands the link on."""
    stranger = story.api.anonymous()
    for _ in range(2):
        await story.tell("ask_for_account", stranger, FIRST)
    second, first = (await support.get("/v1/account-requests")).json()["items"]
    confirmed = await stranger.post(first["confirmationLink"].removeprefix("https://support.example"))
    assert confirmed.status_code == 200, confirmed.text
    at = {"accountRequestId": first["id"]}
    await story.show("list_account_requests", support, "ct")
    await story.tell("read_account_request", support, at=at)
    new = {"newCustomer": {"name": "Kaasmakerij De Ronde", "serviceLevel": "standard"}}
    await story.tell("accept_account_request", support, new, at)
    reason = {"reason": "The same was asked a minute before, and is registered."}
    await story.tell("decline_account_request", support, reason, {"accountRequestId": second["id"]})
