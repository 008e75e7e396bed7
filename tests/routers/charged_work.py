"""Work outside support for a customer: two of everything that is listed (§1.1)."""

from collections.abc import Mapping

from tests.routers.bodies import SOUND
from tests.routers.callers import Caller


async def charged_work(admin: Caller, customer_id: str, ticket_id: str) -> Mapping[str, str]:
    """Ids by the names of path parameters. The administrator stands in for whoever may."""
    entries = list[str]()
    for _ in range(2):
        for path, operation in (
            (f"/v1/customers/{customer_id}/day-cards", "sell_day_card"),
            (f"/v1/tickets/{ticket_id}/approved-hours", "approve_hours"),
            (f"/v1/tickets/{ticket_id}/hours", "write_hours"),
        ):
            answer = await admin.post(path, json=SOUND[operation])
            assert answer.status_code == 201, answer.text
        entries.append(answer.json()["id"])
    return {"entryId": entries[0]}
