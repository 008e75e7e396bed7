"""Compliance documents over HTTP: everybody reads them, with how long they hold; managers add them."""

from datetime import timedelta
from typing import Any

from tests.routers.callers import Api, Caller

PATH = "/v1/compliance-documents"
ISO: dict[str, Any] = {
    "name": "ISO 27001",
    "url": "https://vendor.example/iso27001.pdf",
    "validFrom": "2026-01-01",
    "validUntil": "2026-11-23",
}


async def test_an_expired_one_stays_and_is_seen_to_have_expired(api: Api, manager: Caller, registrant: Caller) -> None:
    """The last day is included, on the vendor's calendar."""
    made = await manager.post(PATH, json=ISO)
    assert (made.status_code, made.json()["validity"]) == (201, "valid")
    api.clock.advance(timedelta(hours=13, minutes=29))  # 22:59Z, 23:59 in Amsterdam
    assert (await registrant.get(made.headers["Location"])).json()["validity"] == "valid"
    api.clock.advance(timedelta(minutes=1))
    assert (await registrant.get(made.headers["Location"])).json()["validity"] == "expired"
    later = await manager.post(PATH, json={**ISO, "validFrom": "2026-12-24", "validUntil": None})
    listed = (await registrant.get(PATH)).json()["items"]
    assert [each["validity"] for each in listed] == ["expired", "not_yet"]
    for validity, wanted in (("expired", [made]), ("not_yet", [later]), ("valid", [])):
        found = (await registrant.get(PATH, params={"validity": validity})).json()["items"]
        assert [each["id"] for each in found] == [each.json()["id"] for each in wanted]


async def test_only_managers_add_them_and_they_end_after_they_begin(
    manager: Caller, support: Caller, registrant: Caller
) -> None:
    for caller in (support, registrant):
        assert (await caller.post(PATH, json=ISO)).status_code == 403
    wrong = await manager.post(PATH, json={**ISO, "validUntil": "2025-12-31"})
    assert wrong.json()["errors"][0]["pointer"] == "/validUntil"


async def test_the_list_is_also_a_table(manager: Caller) -> None:
    await manager.post(PATH, json=ISO)
    text = (await manager.get(PATH, headers={"Accept": "text/csv"})).text
    assert text.startswith("name,validity,validFrom,validUntil,url,id\r\nISO 27001,valid,2026-01-01,2026-11-23,")
