"""A request for an account whose address is confirmed."""

from tests.routers.bodies import SOUND
from tests.routers.callers import Api, Caller

LINK = "https://support.example"


async def ask_for_account(api: Api, support: Caller, email: str) -> str:
    """Its id."""
    asked = await api.anonymous().post("/v1/account-requests", json={**SOUND["ask_for_account"], "email": email})
    assert asked.status_code == 202, asked.text
    request = (await support.get("/v1/account-requests", params={"limit": "1"})).json()["items"][0]
    confirmed = await api.anonymous().post(request["confirmationLink"].removeprefix(LINK))
    assert confirmed.status_code == 200, confirmed.text
    return request["id"]
