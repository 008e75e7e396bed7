"""As `member_descriptions`: what members are called by that have to do with bugs and known errors (§2)."""

from typing import Final

BACKLOG_MEMBERS: Final = {
    "backlogItemId": "The item of the vendor's backlog that it is about; null: none.",
    "knownError": "How to work around it, until it is solved.",
    "public": "Whether customers whose ticket is about it read this.",
    "symptom": "What goes wrong.",
    "workaround": "What to do until it is solved.",
}
OF_BACKLOG: Final = {
    "BacklogItem.reference": "What the development system calls it.",
    "BacklogItemData.reference": "What the development system calls it.",
    "BacklogItemData.version": "The version that has it solved; left out: as it is.",
}
"""Members that are something else there than elsewhere."""
