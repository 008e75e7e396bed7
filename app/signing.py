"""Secrets that sign what is posted, and signatures by them (Standard Webhooks 1.0.0): the only module that knows the
library for it.
"""

import secrets
from base64 import b64encode
from datetime import datetime
from typing import Final

from standardwebhooks.webhooks import Webhook

SECRET_BYTES: Final = 32


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def written(secret: bytes) -> str:
    """As the standard writes it. An Alertmanager sends the same words as its bearer token."""
    return f"whsec_{b64encode(secret).decode()}"


def signature(secret: bytes, message_id: str, at: datetime, body: str) -> str:
    """`at` to the second."""
    return Webhook(secret).sign(message_id, at, body)
