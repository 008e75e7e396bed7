"""What a newcomer sees once the service is ready, and the notes of it."""

import json
import os
import shlex
from dataclasses import asdict, dataclass
from pathlib import Path

EXAMPLE = {
    "kind": "incident",
    "callType": "software_bug",
    "product": "datalink",
    "problemType": "technical",
    "title": "Messages stay in the queue",
    "description": "Since this morning nothing has left the outgoing queue.",
    "urgency": "u1",
    "impact": "i2",
    "channel": "portal",
}


@dataclass(frozen=True)
class Welcome:
    """What there is to try: a key, and with demo data a customer to post for and a ticket to have explained."""

    api_key: str | None = None
    customer_id: str | None = None
    ticket_id: str | None = None


def banner(url: str, welcome: Welcome) -> str:
    lines = [f"Duetime is ready at {url}. Ctrl-C stops it.", "", f"  docs     {url}/v1/docs"]
    if welcome.api_key:
        lines += [f"  API key  {welcome.api_key}"]
    if welcome.api_key and welcome.customer_id:
        lines += ["", "Post a ticket, see how the promises stand, ask why one falls due when it does:"]
        lines += ["", *examples(url, welcome)]
    return "\n".join([*lines, ""])


def examples(url: str, welcome: Welcome) -> list[str]:
    """Three lines for a shell."""
    curl = f"curl -sS -H 'Authorization: Bearer {welcome.api_key}'"
    ticket = {"customerId": welcome.customer_id, **EXAMPLE}
    why = f"{url}/v1/tickets/{welcome.ticket_id}/clocks/resolution/explanation"
    return [
        f"{curl} -H 'Content-Type: application/json' -d {shlex.quote(json.dumps(ticket))} {url}/v1/tickets",
        f"{curl} {url}/v1/sla/status",
        f"{curl} -H 'Accept: text/plain' {why}",
    ]


def remember(notes: Path, welcome: Welcome) -> None:
    """For the eyes of whoever runs the service: it holds a key."""
    notes.unlink(missing_ok=True)
    with os.fdopen(os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(welcome), file)


def recall(notes: Path) -> Welcome:
    return Welcome(**json.loads(notes.read_text())) if notes.exists() else Welcome()
