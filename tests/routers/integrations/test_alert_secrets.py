"""Whoever does not bring the secret of an active Alertmanager is turned away; why, only the log and a metric say."""

from collections.abc import Callable
from typing import Final

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, text, update
from uuid_utils.compat import uuid7

from app.postgres.engine import transaction
from app.postgres.tables import audit_entries, integrations
from app.postgres.tenancy import SYSTEM
from app.signing import written
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.integrations.alert_sender import Alertmanager, alert, monitor, notification, outcomes
from tests.routers.integrations.webhook_sender import SECRET, count_tickets, integrate

Headers = list[tuple[str, str]]

JSON: Final = ("content-type", "application/json")
RIGHT: Final = f"Bearer {written(SECRET)}"
WRONG: Final[dict[str, Headers]] = {
    "none": [],
    "empty": [("authorization", "")],
    "no scheme": [("authorization", written(SECRET))],
    "basic": [("authorization", f"Basic {written(SECRET)}")],
    "nothing after it": [("authorization", "Bearer ")],
    "cut short": [("authorization", RIGHT[:-1])],
    "more than it": [("authorization", RIGHT + "A")],
    "another": [("authorization", f"Bearer {written(bytes(32))}")],
    "without its name": [("authorization", f"Bearer {written(SECRET).removeprefix('whsec_')}")],
    "not ascii": [("authorization", "Bearer é\xff")],
}


@pytest.fixture
async def alertmanager(api: Api, extended: Organisation) -> Alertmanager:
    return await monitor(api, extended)


def counted(outcome: str, reason: str = "") -> float:
    labels = {"outcome": outcome, "reason": reason}
    return REGISTRY.get_sample_value("duetime_webhook_messages_total", labels) or 0


async def trail(api: Api) -> list[tuple[str, int, str, str]]:
    """What the audit trail has of notifications, as it was written."""
    table = audit_entries.c
    columns = (table.outcome, table.status, table.credential_kind, table.credential_id)
    statement = select(*columns).where(table.operation == "receive_alerts").order_by(table.position)
    async with transaction(api.engine, SYSTEM) as connection:
        return [tuple(each) for each in await connection.execute(statement)]  # type: ignore[misc]


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG.keys())
async def test_whoever_does_not_bring_it_gets_nowhere(api: Api, alertmanager: Alertmanager, headers: Headers) -> None:
    answer = await alertmanager.send(notification(alert()), [JSON, *headers])

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert await count_tickets(api) == 0


async def test_who_must_not_send_alerts_is_answered_like_nobody(
    api: Api, alertmanager: Alertmanager, extended: Organisation
) -> None:
    unknown = Alertmanager(api, uuid7())
    inactive = Alertmanager(api, (await integrate(api, extended, active=False)).integration_id)
    answers = [await each.notify(alert()) for each in (unknown, inactive)]
    answers.append(await alertmanager.send(notification(alert()), [JSON, ("authorization", "Bearer x")]))

    assert {each.status_code for each in answers} == {401}
    assert len({each.text.replace(each.headers["X-Request-Id"], "") for each in answers}) == 1


async def test_an_integration_of_another_kind_sends_no_alerts(api: Api, extended: Organisation) -> None:
    sender = await integrate(api, extended)

    refused = await Alertmanager(api, sender.integration_id).notify(alert())
    assert refused.status_code == 403
    assert "standard_webhooks may not send alerts" in refused.json()["detail"]
    assert await trail(api) == [("refused", 403, "integration_secret", str(sender.integration_id))]


async def test_what_is_taken_in_is_on_record(api: Api, alertmanager: Alertmanager) -> None:
    for _ in range(2):
        await alertmanager.notify(alert(), alert("0" * 16))
    await alertmanager.notify(alert(status="pending"))

    by = ("integration_secret", str(alertmanager.integration_id))
    assert await trail(api) == [("done", 201, *by), ("done", 200, *by)]


async def test_a_switched_off_alertmanager_no_longer_gets_in(api: Api, alertmanager: Alertmanager) -> None:
    assert outcomes(await alertmanager.notify(alert())) == ["ticket"]
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(update(integrations).values(active=False))

    assert (await alertmanager.notify(alert())).status_code == 401


async def test_both_secrets_open_until_the_overlap_is_over(
    api: Api, alertmanager: Alertmanager, manager: Caller
) -> None:
    place = f"/v1/integrations/{alertmanager.integration_id}/secrets"
    fresh = (await manager.post(place, json={"overlapSeconds": 60})).json()["secret"]

    async def answered(secret: str) -> int:
        return (
            await alertmanager.send(notification(alert()), [JSON, ("authorization", f"bearer {secret}")])
        ).status_code

    assert [await answered(each) for each in (written(SECRET), fresh)] == [201, 200]
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE integrations SET former_holds_until = now() - interval '1 microsecond'"))
    assert [await answered(each) for each in (written(SECRET), fresh)] == [401, 200]


async def test_the_secret_opens_nothing_else(alertmanager: Alertmanager) -> None:
    client = alertmanager.api.anonymous()
    signed = await client.post(
        f"/v1/webhooks/{alertmanager.integration_id}", content=b"{}", headers=[JSON, ("authorization", RIGHT)]
    )
    listed = await client.get("/v1/tickets", headers={"authorization": RIGHT})

    assert [each.status_code for each in (signed, listed)] == [401, 401]


async def test_what_became_of_notifications_is_counted(alertmanager: Alertmanager) -> None:
    outcomes_of: dict[str, Callable[[], float]] = {
        "accepted": lambda: counted("accepted"),
        "repeated": lambda: counted("repeated"),
        "wrong": lambda: counted("refused", "wrong_secret"),
        "none": lambda: counted("refused", "no_secret"),
        "invalid": lambda: counted("refused", "invalid"),
    }
    before = {name: count() for name, count in outcomes_of.items()}
    for _ in range(3):
        await alertmanager.notify(alert())
    await alertmanager.send(notification(alert()), [JSON, ("authorization", "Bearer x")])
    await alertmanager.send(notification(alert()), [JSON])
    await alertmanager.notify(alert(status="pending"))

    added = {name: count() - before[name] for name, count in outcomes_of.items()}
    assert added == {"accepted": 1, "repeated": 2, "wrong": 1, "none": 1, "invalid": 1}


async def test_what_is_wrong_with_a_notification_is_told_without_what_it_holds(
    alertmanager: Alertmanager, caplog: pytest.LogCaptureFixture
) -> None:
    await alertmanager.notify(alert(labels={"alertname": 1, "instance": "secret-host"}))
    await alertmanager.notify(alert(), truncatedAlerts=3)

    refused, cut = [each for each in caplog.records if each.name == "duetime.webhooks"]
    assert vars(refused)["faults"] == "/alerts/0/labels/alertname string_type"
    assert (vars(cut)["alerts"], cut.levelname) == (3, "WARNING")
    told = "".join(str(vars(each)) for each in caplog.records)
    assert "secret-host" not in told
    assert written(SECRET) not in told


async def test_a_body_is_declared_as_json(alertmanager: Alertmanager) -> None:
    text_of = [("content-type", "text/plain"), ("authorization", RIGHT)]
    assert (await alertmanager.send(notification(alert()), text_of)).status_code == 415
