"""As `member_descriptions`: what members are called by that have to do with work outside support (§1.1)."""

from typing import Final

CONSULTANCY_MEMBERS: Final = {
    "accountedSeconds": "Seconds that are charged: what was spent, rounded up to whole units. Taken away: negative.",
    "accountingUnitSeconds": "To whole how many seconds work is rounded up.",
    "approvedBy": "Who of the customer approved: a person's id, or a name.",
    "approvedById": "The person who approved; null: somebody who is given by name.",
    "approvedByName": "Who approved, by name; null: a person who is given by id.",
    "approvedOverrunSeconds": "How far below zero the balance may go.",
    "balance": "What is left of all day cards.",
    "boughtOn": "The day on which it was bought.",
    "byCard": "What is left of each card, in the order in which they are drawn from.",
    "cards": "From which day cards it is drawn, in that order.",
    "chargedTo": "What pays for it: a day card, or an invoice.",
    "corrections": "How many counter-entries there are.",
    "dayCardId": "The day card's id.",
    "days": "How many days were bought.",
    "durationSeconds": "Seconds of work. Taken away: negative.",
    "ended": "Whether its last day is over.",
    "entry": "The hours after the correction.",
    "entryId": "The id of the hours as they were written.",
    "hoursPerDay": "How many hours each day of it has.",
    "invoicedSeconds": "Seconds that are charged on an invoice.",
    "leftSeconds": "Seconds that are left on it.",
    "overdrawnSeconds": "Seconds below zero, until a card pays for them.",
    "reservedSeconds": "Seconds that are approved for tickets, and not written yet.",
    "usedSeconds": "Seconds that were drawn from it.",
    "validUntilOn": "Its last day; null: it does not end.",
    "workedOn": "The day of the work.",
}
