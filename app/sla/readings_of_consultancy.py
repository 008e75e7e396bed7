"""As `readings`: of what is charged for (§1.1), and of the first registration (§1.6)."""

from collections.abc import Mapping

from app.sla.registration import FIRST_REGISTRATION
from app.sla.support import CONSULTANCY

OF_CONSULTANCY: Mapping[str, str] = {
    "whether the balance of a day card may go below zero": (
        "not without approval, since hours are approved beforehand; the next card that is bought makes good what"
        " was drawn below zero"
    ),
    "a day of a day card: how many hours": (
        f"{CONSULTANCY.hours_a_day} hours, unless the card says otherwise; the balance is kept in whole seconds"
    ),
    "charged within the agreed hours: how hours are counted": (
        f"each entry is rounded up to a whole {CONSULTANCY.accounting_unit_seconds} seconds, or the unit of the"
        " card that it is drawn from first; what is charged is within what is approved"
    ),
    "until when a day card can be used": (
        "through its last day, local, if it has one: for work of such a day also when that is written later; what"
        " is left is gone at midnight"
    ),
    "several day cards": "the one that ends first is drawn from first; an entry goes on to the next",
    "work of before a day card was bought": "may be drawn from it, as far as the hours were approved before",
    "hours that were written wrongly": (
        "are corrected by a counter-entry: what it returns goes back to the cards that it came from, last drawn"
        " first, and is gone with those that have ended"
    ),
    "approved beforehand: by whom, and before what": (
        "by a registrant's own act, or by a signed document with its reference and who approved; no later than the"
        " local day of the work"
    ),
    "approved hours: charged to what": (
        "a day card that has time left, unless an invoice is agreed; of both, the cards are drawn from first"
    ),
    "work that does not fall under support": (
        "what support treats and the vendor's own software caused is never charged; what consultancy treats goes"
        " past steps 9 and 11 with an approval or a day card only"
    ),
    "when a customer is told that a day card runs out": (
        f"once a card, when {CONSULTANCY.warned_when_used} of it is used"
    ),
}

OF_A_FIRST_REGISTRATION: Mapping[str, str] = {
    "from when the times count for a first registration": (
        "from the acceptance of the request, which registers the ticket; when it was asked is shown"
    ),
    "a request for an account": (
        f"is confirmed by a link within {FIRST_REGISTRATION.link_valid_for}, and accepted or declined by support or its"
        " manager; the first account is a registrant's"
    ),
    "a second request from the same address": (
        "is linked to the first one, and gets the same account; an address that has an account gets no second one"
    ),
}
