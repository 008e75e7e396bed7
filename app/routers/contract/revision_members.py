"""As `member_descriptions`: what members are called by that have to do with revisions of the agreement."""

from typing import Final

REVISION_MEMBERS: Final = {
    "announcementId": "The announcement by which customers were told; null: none yet.",
    "clauses": "All sections of the agreement, each with its tables.",
    "counts": "How much it would move; null: it cannot be lived by.",
    "decisionReason": "Why it was decided so.",
    "draft": "What is kept of it.",
    "draftedAt": "When it was drafted.",
    "faults": "All that is wrong with it.",
    "inForceOn": "The first day.",
    "movedDueTimes": "Due times that would be others.",
    "movedTickets": "Tickets with such a due time.",
    "notice": "When it is announced, and takes effect.",
    "objectionsUntilOn": "The last day on which customers may object; null: it is not announced.",
    "openTickets": "All that are open.",
    "originalHeading": "The heading in the document's own language.",
    "reasons": "Why the customer objects.",
    "receivedAt": "When the vendor had it.",
    "revises": "The revision that it was made from.",
    "rows": "The rows, each with all of its columns.",
    "tables": "Its rows, by their sort.",
    "timeZone": "Whose days and hours they are.",
    "unreadableTickets": "Tickets that could not be looked at.",
    "vendor": "The party that gives support.",
}
OF_A_REVISION: Final = {
    "Objection.accepted": "Null: it is undecided.",
    "AgreementRevision.state": "`in_force` and `superseded` follow from the day.",
    "ClauseData.section": "Its number.",
    "ClauseTableData.name": "Which sort of rows.",
}
