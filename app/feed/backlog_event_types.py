"""What each event of an item of the backlog means to whoever receives it, with an example."""

from collections.abc import Mapping
from typing import Any, Final

BACKLOG_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "item_registered": (
        "An item of the backlog is known here, as the development system has it (2, step 6).",
        {"reference": "PBI-4711", "title": "Rounds are planned twice", "kind": "bug", "state": "open"},
    ),
    "item_corrected": ("It is called, or is, something else.", {"title": "Rounds are joined with their own copies"}),
    "item_moved": (
        "It stands somewhere else. No ticket moves with it; who is responsible for an open one is told.",
        {"state": "solved", "version": "5.2.1"},
    ),
    "item_confirmed": ("It was said again, as of a later moment, that it stands where it does. Nobody is told.", {}),
    "known_error_stated": (
        "What goes wrong and how to work around it, in place of what was said before.",
        {
            "known_error": {
                "symptom": "Every farm is on two rounds.",
                "workaround": "Delete the second of each pair before printing.",
                "public": True,
            }
        },
    ),
}
