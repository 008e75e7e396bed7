"""An Alertmanager, as one was heard: what 0.25.0 sent is in `notifications/`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from httpx import Response

from app.domain.alerts.alerts import AlertMapping
from app.integrations.store.integrations import IntegrationKind
from app.signing import written
from tests.organisations import Organisation
from tests.routers.callers import Api
from tests.routers.integrations.webhook_sender import SECRET, integrate

NOTIFICATIONS: Final = Path(__file__).parent / "notifications"
FINGERPRINT: Final = "3e5bafb1ee36b953"
STARTED: Final = "2026-11-23T09:21:48.329162926Z"


def recorded(name: str) -> bytes:
    return (NOTIFICATIONS / f"{name}.json").read_bytes()


def alert(fingerprint: str = FINGERPRINT, starts_at: str = STARTED, **changes: Any) -> dict[str, Any]:
    return {
        "status": "firing",
        "labels": {"alertname": "InstanceDown", "instance": "web-1:443", "severity": "critical"},
        "annotations": {"summary": "web-1 does not answer"},
        "startsAt": starts_at,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "",
        "fingerprint": fingerprint,
        **changes,
    }


def resolved(fingerprint: str = FINGERPRINT, starts_at: str = STARTED, **changes: Any) -> dict[str, Any]:
    return alert(fingerprint, starts_at, **{"status": "resolved", "endsAt": "2026-11-23T09:28:00Z", **changes})


def notification(*alerts: dict[str, Any], **changes: Any) -> bytes:
    whole = {**json.loads(recorded("firing")), "alerts": alerts, **changes}
    return json.dumps(whole).encode()


@dataclass(frozen=True)
class Alertmanager:
    api: Api
    integration_id: UUID

    async def send(self, body: bytes, headers: Sequence[tuple[str, str]] | None = None) -> Response:
        usual = [("authorization", f"Bearer {written(SECRET)}"), ("content-type", "application/json")]
        path = f"/v1/webhooks/{self.integration_id}/alertmanager"
        raw = [(name.encode(), value.encode("latin-1")) for name, value in (usual if headers is None else headers)]
        return await self.api.anonymous().post(path, content=body, headers=raw)  # type: ignore[arg-type]

    async def notify(self, *alerts: dict[str, Any], **changes: Any) -> Response:
        return await self.send(notification(*alerts, **changes))


async def monitor(api: Api, organisation: Organisation | None, mapping: AlertMapping | None = None) -> Alertmanager:
    """Without an organisation it is the vendor's own."""
    sender = await integrate(api, organisation, IntegrationKind.ALERTMANAGER, mapping=mapping)
    return Alertmanager(api, sender.integration_id)


def outcomes(answer: Response) -> list[str]:
    assert answer.status_code in (200, 201), answer.text
    return [each["outcome"] for each in answer.json()["alerts"]]
