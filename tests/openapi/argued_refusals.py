"""Where a request that fits the document may still be answered with 400, and why the document cannot say so.

Schemathesis loads this by way of schemathesis.toml and runs the check on every answer. Any other 400 to a request that
was made from the document is a finding: either the document promises too much, or the service refuses too much.
"""

import json
import re
from collections.abc import Mapping
from itertools import count
from typing import Any, Final, cast

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, Response

ANYWHERE: Final = "*"
_OF_AN_ENTRY: Final = re.compile("^/history/[0-9]+|(?<=^/instanceIds)/[0-9]+|(?<=^/members)/[0-9]+")
_THE_TIME: Final = "The document does not know what time it is."
_LATE: Final = "What is recorded late says why, and the document does not know what time it is."
_THE_HISTORY: Final = "The document does not know what has happened to the ticket."
_THE_OUTAGE: Final = "The document does not know when the outage lasted."
_SO_FAR: Final = "The document does not know what has happened so far."
_COMPARED: Final = "JSON Schema compares no member, or parameter, with another."
_TOGETHER: Final = "In OpenAPI 3.1 each parameter has a schema of its own: none can depend on another."
_THE_CALLER: Final = "It depends on who calls: a customer's own people leave it out."
_THE_CALLER_IN_TURN: Final = "It depends on who calls, and the document does not know."
_THE_PERSON_S_ROLE: Final = "It depends on whose key it is, and what time it is."
_THE_PERSON: Final = "It depends on whether this person is a customer's or the vendor's, which a change cannot say."
_MEMBER_BY_MEMBER: Final = "The document says so; one phase of schemathesis changes member by member in spite of it."
_THE_INTEGRATION: Final = "It depends on whose the integration is: of a new one in words, of a change nobody says."
_IN_WORDS: Final = "The document says so in words: alternatives beside members break most generators of clients."
_THE_TICKET: Final = "Of a correction it depends on what the ticket is; of a new ticket the document says so."

ARGUED: Final[Mapping[tuple[str, str], str]] = {
    ("/query/cursor", "cursor"): "A cursor is signed, and fits the list and the filters that it was given for.",
    ("/header/Last-Event-ID", "cursor"): "Which feed this is, and what of it is kept, the document does not know.",
    ("/query/since", "with_cursor"): _TOGETHER,
    ("/query/columns", "unknown_column"): "Each list has columns of its own, which the refusal names.",
    (ANYWHERE, "no_table"): "Columns are those of a table, and no parameter can depend on the Accept header.",
    ("/query/expand", "no_json"): "Names are in JSON only, and no parameter can depend on the Accept header.",
    ("/query/priority", "missing"): _TOGETHER,
    ("/query/serviceLevel", "missing"): _THE_CALLER,
    ("/query/urgency", "missing"): _TOGETHER,
    ("/query/impact", "missing"): _TOGETHER,
    ("/query/callType", "missing"): _TOGETHER,
    ("/query/product", "missing"): _TOGETHER,
    (ANYWHERE, "agreement"): "A whole agreement is taken; what can be lived by no schema says.",
    ("/query/problemType", "missing"): _TOGETHER,
    ("/query/callType", "contradicts"): _TOGETHER,
    ("/query/urgency", "with_priority"): _TOGETHER,
    ("/query/impact", "with_priority"): _TOGETHER,
    ("/query/changeType", "not_a_change"): _TOGETHER,
    ("/query/registeredUntil", "empty_period"): _TOGETHER,
    ("/query/year", "two_periods"): _TOGETHER,
    ("/query/from", "missing"): _TOGETHER,
    ("/query/until", "missing"): _TOGETHER,
    ("/query/figure", "missing"): _TOGETHER,
    ("/query/figure", "unknown_figure"): "Figures are those of the agreement, whose revisions come with time.",
    (ANYWHERE, "greater_than"): "A decimal is exact to 15 digits: one that is next to nothing is nothing.",
    ("/approvedBy", "missing"): _IN_WORDS,
    ("/includes", "repeated"): _IN_WORDS,
    (ANYWHERE, "instant_out_of_range"): "At the edges of 2000 and 2100 the offset decides, or when it would be due.",
    ("/customerId", "missing"): _THE_CALLER,
    ("/mapping/severity", "unstorable"): "Names of members: NUL and half a surrogate pair are in no schema of ours.",
    ("/mapping/solveOnResolve", "not_the_vendors"): _THE_INTEGRATION,
    ("/mapping/outageFor", "not_the_customers"): _THE_INTEGRATION,
    ("/mapping", "no_alerts"): "Of a new integration it goes with one kind; of a change, the path does not say which.",
    ("/bookedOn", "in_the_past"): _THE_TIME,
    ("/hours", "not_whole_seconds"): "JSON Schema has no third of a decimal: it comes to whole seconds, or not.",
    ("/hoursPerDay", "not_whole_seconds"): "JSON Schema has no third of a decimal: it comes to whole seconds, or not.",
    ("/days", "not_whole_seconds"): "JSON Schema has no third of a decimal: it comes to whole seconds, or not.",
    ("/hours", "not_an_amount"): "A decimal is exact to 15 digits: one that is next to nothing is nothing.",
    ("/days", "not_an_amount"): "A decimal is exact to 15 digits: one that is next to nothing is nothing.",
    ("/hoursPerDay", "not_an_amount"): "A decimal is exact to 15 digits: one that is next to nothing is nothing.",
    ("/untilOn", "in_the_past"): _THE_TIME,
    ("/validUntilOn", "before_it_begins"): _COMPARED,
    ("/receivedAt", "before_announcement"): "The document does not know when a revision was announced.",
    ("/consultantId", "missing"): _THE_CALLER_IN_TURN,
    ("/actorId", "not_theirs"): "What somebody may decide depends on their roles.",
    ("/ticketId", "not_linked"): _SO_FAR,
    ("/query/asOf", "too_much_since"): _SO_FAR,
    ("/email", "not_an_address"): "An address that mail reaches has a dot in its domain; HTML's pattern takes any.",
    ("", "whose"): _IN_WORDS,
    ("/toPersonId", "same_person"): "A member of the body cannot depend on what the path names.",
    ("/roles", "customer_missing"): _THE_PERSON,
    ("", "raci"): _IN_WORDS,
    ("", "missing"): _IN_WORDS,
    ("/ownTargets", "repeated"): "JSON Schema compares items as a whole; two figures for one clock are one too many.",
    (
        "/registrantId",
        "not_registered",
    ): "Who takes a call down for somebody else makes a signal; the document does not know who calls.",
    ("/registrantId", "missing"): _THE_CALLER_IN_TURN,
    ("/channel", "not_by_the_portal"): _THE_CALLER_IN_TURN,
    (ANYWHERE, "in_the_future"): _THE_TIME,
    ("/from", "in_the_past"): _THE_TIME,
    ("/from", "nothing_from_then"): _MEMBER_BY_MEMBER,
    ("/registeredAt", "before_latest_event"): _THE_HISTORY,
    ("/occurredAt", "before_latest_event"): _THE_HISTORY,
    ("/note", "missing"): _LATE,
    ("/reason", "missing"): _LATE,
    ("/occurredAt", "unused"): "It goes with urgency or impact, and null is neither.",
    ("/decision", "not_possible"): _THE_HISTORY,
    ("/report", "missing"): "not_solved needs one at step 12 and none at step 10.",
    ("/cause", "contradicts"): _MEMBER_BY_MEMBER,
    (ANYWHERE, "does_not_belong"): "What belongs to a decision at one step may not at another.",
    ("/callType", "contradicts"): _THE_TICKET,
    ("/changeType", "change_type"): _THE_TICKET,
    ("/reason", "unused"): _MEMBER_BY_MEMBER,
    ("/sink", "not_secure"): "Where events go without TLS, and not, a setting says.",
    ("/sink", "sink"): "No pattern says what a host and a port are in full.",
    ("/address", "not_secure"): "Where notices go without TLS, and not, a setting says.",
    ("/address", "sink"): "No pattern says what a host and a port are in full.",
    ("/address", "missing"): _IN_WORDS,
    ("/address", "without_webhook"): _IN_WORDS,
    ("/address", "not_of_channel"): "It goes with the channel; of a change, the document does not know which that is.",
    (ANYWHERE, "unknown_type"): "The types of events come with time.",
    ("", "which_events"): _IN_WORDS,
    ("", "for_whom"): _IN_WORDS,
    ("/expiresAt", "in_the_past"): _THE_TIME,
    ("/closesOn", "in_the_past"): _THE_TIME,
    ("/expiresAt", "too_late"): _THE_PERSON_S_ROLE,
    (ANYWHERE, "wrong_verdict"): _MEMBER_BY_MEMBER,
    ("/customerId", "wrong_controller"): "What the vendor is for the data, the leak says.",
    ("/reasonForDelay", "required"): "It goes with the moments: when it was known, and when it was notified.",
    (ANYWHERE, "unknown"): "The document does not know what there is, nor who works here.",
    (ANYWHERE, "before_start"): _COMPARED,
    (ANYWHERE, "not_there_then"): "The document does not know since when there is an instance.",
    ("", "what_for"): _MEMBER_BY_MEMBER,
    ("/provider", "wrong_region"): "With which provider the Dutch services run, the agreement in force says.",
    ("/provider", "required"): _MEMBER_BY_MEMBER,
    ("/notesUrl", "required"): _MEMBER_BY_MEMBER,
    ("/tests", "required"): _MEMBER_BY_MEMBER,
    (ANYWHERE, "not_after_from"): _COMPARED,
    ("/takenAt", "after_finish"): _COMPARED,
    (ANYWHERE, "before_begin"): _SO_FAR,
    ("/plannedUntil", "not_later"): _SO_FAR,
    ("/occurredAt", "before_latest_change"): _SO_FAR,
    ("/from", "not_earlier"): _THE_OUTAGE,
    ("/until", "not_later"): _THE_OUTAGE,
    (ANYWHERE, "outside_outage"): _THE_OUTAGE,
    ("/from", "missing"): _MEMBER_BY_MEMBER,
    ("/until", "missing"): _MEMBER_BY_MEMBER,
    (ANYWHERE, "not_taken"): _MEMBER_BY_MEMBER,
    ("/query/until", "too_long"): _TOGETHER,
    ("/until", "in_the_past"): _THE_TIME,
    ("/plannedFrom", "in_the_past"): _THE_TIME,
    ("/validUntilOn", "in_the_past"): _THE_TIME,
    ("/plannedFrom", "missing"): _SO_FAR,
    ("/plannedUntil", "missing"): _SO_FAR,
    ("/risk", "missing"): _SO_FAR,
    ("/plan", "missing"): _SO_FAR,
    ("/plan", "two_ends"): _IN_WORDS,
    (ANYWHERE, "of_the_model"): _IN_WORDS,
    (ANYWHERE, "of_another_customer"): "The document does not know whose it is.",
    ("/members", "repeated"): _IN_WORDS,
    ("/quorum", "too_many"): _COMPARED,
    ("/approvedBy", "not_accountable"): "The document does not know who answers for changes.",
    (ANYWHERE, "network"): "No pattern says which bits of a network are free, nor how many groups `::` stands for.",
}


@schemathesis.check
def refused_for_an_argued_reason(_: CheckContext, response: Response, case: Case[Any]) -> None:
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    unargued = [
        fault
        for fault in _faults(response)
        if not {(fault["pointer"], fault["code"]), (ANYWHERE, fault["code"])} & ARGUED.keys()
    ]
    assert not unargued, f"The document allows it, the service does not: {unargued}"


def _faults(response: Response) -> list[dict[str, Any]]:
    """An entry of a history is refused for the same reasons as the decision by itself."""
    problem = json.loads(response.content)
    faults = problem.get("errors") or [{"pointer": "", "code": problem["detail"]}]
    return [{**fault, "pointer": _OF_AN_ENTRY.sub("", fault["pointer"])} for fault in faults]


_NUMBERS: Final = count()
_IS_A_KEY: Final = re.compile("[!#-~][!-~]{0,254}")
FORMATS: Final[Mapping[str, st.SearchStrategy[str]]] = {
    # By itself schemathesis makes header values of letters and digits, and a tag stands in quotes: in its coverage
    # phase no request would fit the document where If-Match is required.
    "If-Match": st.sampled_from(["*", '"v1"', '"v2"', '"v1", "v2"', 'W/"v1"', '"another"']),
    "If-None-Match": st.sampled_from(["*", '"v1"', '"v2"', '"v1", "v2"', 'W/"v1"', '"another"']),
    # It sends the same key over and over. Then the first answer comes again, 201 with its Location, also when that has
    # been deleted since; and schemathesis reports that it is not there.
    "Idempotency-Key": st.builds(lambda: f"key-{next(_NUMBERS)}"),
}
for name, values in FORMATS.items():
    schemathesis.openapi.format(name.lower(), values)


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType]
def before_call(_context: object, case: Case[Any], _kwargs: dict[str, Any]) -> None:
    """A key comes once, whatever the phase: a request that was answered is answered so again, whatever stands in its
    If-Match then. What is no key stays as it is.
    """
    headers = cast("dict[str, str] | None", case.headers)
    if headers and _IS_A_KEY.fullmatch(str(headers.get("Idempotency-Key", ""))):
        headers["Idempotency-Key"] = f"key-{next(_NUMBERS)}"


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType]
def before_load_schema(_: object, document: dict[str, Any]) -> None:
    """Lends schemathesis values for these headers, beside those that it makes after their patterns."""
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation["parameters"]:
                if parameter["name"] in FORMATS:
                    parameter["schema"]["format"] = parameter["name"].lower()
