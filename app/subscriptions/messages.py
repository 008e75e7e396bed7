"""What is sent: the body of an event, signed (Standard Webhooks 1.0.0), and the question whether it is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from app.clock import Instant
from app.feed.cloud_events import MEDIA_TYPE
from app.signing import signature
from app.subscriptions.store.subscriptions import Subscription


@dataclass(frozen=True)
class OutgoingMessage:
    """The same `id` and `body` at each attempt; what signs them is of the moment."""

    id: str
    body: bytes


def headers(
    message: OutgoingMessage, subscription: Subscription, secrets: Sequence[bytes], now: Instant
) -> dict[str, str]:
    """Signed with each secret that holds, the newest first."""
    return {"Content-Type": MEDIA_TYPE, **signed(message, secrets, now), **credential(subscription, now)}


def signed(message: OutgoingMessage, secrets: Sequence[bytes], now: Instant) -> dict[str, str]:
    """With each of these secrets."""
    signatures = [signature(secret, message.id, _second(now), message.body.decode()) for secret in secrets]
    return {
        "User-Agent": "Duetime",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def credential(subscription: Subscription, now: Instant) -> dict[str, str]:
    """Of the sink's own; nothing once it has expired."""
    token, until = subscription.access_token, subscription.access_token_expires_at
    if token is None or (until is not None and until <= now):
        return {}
    return {"Authorization": f"Bearer {token}"}


def question(subscription: Subscription, public_url: str, now: Instant) -> dict[str, str]:
    """The handshake of CloudEvents' HTTP 1.1 Web Hooks for Event Delivery, §4."""
    return {"WebHook-Request-Origin": origin(public_url), "User-Agent": "Duetime", **credential(subscription, now)}


def origin(public_url: str) -> str:
    return urlsplit(public_url).hostname or public_url


def is_wanted(allowed_origin: str | None, public_url: str) -> bool:
    return allowed_origin is not None and allowed_origin.strip().lower() in ("*", origin(public_url).lower())


def _second(now: Instant) -> datetime:
    return now.replace(microsecond=0)
