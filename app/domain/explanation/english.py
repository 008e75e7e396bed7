"""The words of an explanation, in English."""

from app.domain.agreement.measures import Unit
from app.domain.explanation.lines import LineKind
from app.domain.explanation.records import Happening
from app.domain.explanation.words import (
    Language,
    LineWords,
    Nouns,
    PageWords,
    PictureWords,
    RemarkWords,
    SentenceWords,
    Words,
)
from app.domain.tickets.stopwatch import PauseReason
from app.domain.vocabulary import Cause, ClockName, ClockState, Kind, Priority, ServiceLevel

NOUNS = Nouns(
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    unit={Unit.HOURS: ("hour", "hours"), Unit.DAYS: ("business day", "business days")},
    hours="h",
    minutes="min",
    seconds="s",
    decimal_mark=".",
    conjunction="and",
    kind={
        Kind.INCIDENT: "an incident",
        Kind.INFORMATION_REQUEST: "an information request",
        Kind.SERVICE_REQUEST: "a service request",
        Kind.ENHANCEMENT_REQUEST: "an enhancement request",
        Kind.CHANGE: "a change",
    },
    priority={Priority.HIGH: "high", Priority.NORMAL: "normal", Priority.LOW: "low"},
    level={ServiceLevel.STANDARD: "standard", ServiceLevel.EXTENDED: "extended"},
    cause={
        Cause.VENDOR_SOFTWARE: "the vendor's software",
        Cause.CONFIGURATION: "the configuration",
        Cause.CUSTOMER_INFRASTRUCTURE: "the customer's infrastructure",
        Cause.THIRD_PARTY: "a third party",
    },
    holiday={},
)

LINE = LineWords(
    business_days="{count} business days",
    pause={
        PauseReason.INFORMATION_REQUESTED: "customer: waiting for information",
        PauseReason.CUSTOMER_RESPONSIBLE: "customer: responsible for the step",
        PauseReason.SOLVED: "nobody: solved, until it was reopened",
    },
)

SENTENCE = SentenceWords(
    subject="{kind} of {priority} priority at the {level} service level",
    promised={
        ClockName.RESPONSE: "The response to {subject} is promised within {target}{measure} ({clause}).",
        ClockName.RESOLUTION: "The resolution of {subject} is promised within {target}{measure} ({clause}).",
    },
    own_figure="§{section}, agreed with this customer",
    in_hours=" of support time",
    in_days=", a business day counting for {length} of support time",
    best_effort={
        ClockName.RESPONSE: "The response to {subject} is best effort: the agreement names no time ({sections}).",
        ClockName.RESOLUTION: "The resolution of {subject} is best effort: the agreement names no time ({sections}).",
    },
    not_the_cause="No resolution time holds for this ticket: the cause lies with {cause}, and the vendor answers only "
    "for problems caused by its own software (§{section}).",
    hosted="No resolution time holds for this ticket: the cause lies with {cause}, for which the customer "
    "itself answers (§{section}).",
    not_covered=(
        (
            "No resolution time holds for this ticket: support does not treat what is reported (§{section}), and work "
            "outside support is agreed and charged beforehand (§{charged_by})."
        ),
        (
            "No resolution time holds for this ticket: what is reported is helped through consultancy, not support "
            "(§{section}), and that is agreed and charged beforehand (§{charged_by})."
        ),
    ),
    contradicted="The workaround of {given} did not hold, as was said on {at}: it was no solution (§{section}), and "
    "the time counts as if it had not been given.",
    contradicted_by_reopening="The ticket was reopened on {at}, so that the workaround of {given} was no solution "
    "(§{section}): the time counts as if it had not been given, without that between solution and reopening.",
    not_started="No clock runs yet: the ticket has been signalled but not officially registered, and response and "
    "resolution times count from the registration (§{section}).",
    counted="Counted from {start} ({zone}) in the support hours {hours}{except_for}, ",
    not_counting=", not counting {items}",
    holiday="{name} ({days})",
    closing_day=("{name} (closing day, {days})", "{name} (closing days, {days})"),
    days="{first} to {last}",
    pause={
        PauseReason.INFORMATION_REQUESTED: "{time} of waiting for information from the customer",
        PauseReason.CUSTOMER_RESPONSIBLE: "{time} in which the customer was responsible for the step",
        PauseReason.SOLVED: "{time} between solution and reopening",
    },
    due="it is due on {due}.",
    was_due="it was due on {due}.",
    no_due="{elapsed} has been used and {left} is left.",
    paused="The clock has been paused since {since}, because {waiting}{so}.",
    waiting={
        PauseReason.INFORMATION_REQUESTED: "information from the customer is awaited",
        PauseReason.CUSTOMER_RESPONSIBLE: "the customer is responsible for the current step",
        PauseReason.SOLVED: "the ticket is solved",
    },
    due_unknown=": when it is due is not known until the clock goes on",
    stays_breached="; the promise stays breached",
    also_promised="§{section} also promises it within {target}; the earliest governs.",
    also_due="§{section} also promises it within {target}, by {due}; the earliest governs.",
    left="The clock is running, with {left} left.",
    passed="The due time has passed: the promise is breached{late}.",
    passed_by=", by {late} of support time so far",
    reassessed="The priority went from {before} to {after} on {at} (§{section}); the time counts as if that had held "
    "from registration.",
    overtaken="The priority went from {before} to {after} on {at} (§{section}); the new time counts from "
    "registration and had run out by then.",
    stopped={
        ClockName.RESPONSE: "The vendor began to investigate on {stopped}, after {elapsed} of support time{verdict}.",
        ClockName.RESOLUTION: "The ticket was solved on {stopped}, after {elapsed} of support time{verdict}.",
    },
    workaround="A workaround, which counts as a solution (§{section}), was given on {stopped}, after {elapsed} of "
    "support time{verdict}.",
    in_time=": in time",
    late_by=": {late} too late",
    late_by_less_than_a_second=": less than a second too late",
    late_after_hours=": too late, although no support time had passed since it was due",
    so_far="Since {start} ({zone}), {elapsed} of support time has passed{except_for}.",
)

REMARK = RemarkWords(
    happening={
        Happening.REGISTERED: "the registration",
        Happening.INVESTIGATED: "the start of the investigation",
        Happening.ASKED: "the question to the customer",
        Happening.ANSWERED: "the customer's answer",
        Happening.HANDED_OVER: "the handover to the customer",
        Happening.RESUMED: "the end of the pause",
        Happening.SOLVED: "the solution",
        Happening.WORKED_AROUND: "the workaround",
        Happening.REOPENED: "the reopening",
        Happening.CONTRADICTED: "the word that the workaround did not hold",
        Happening.EXCUSED: "the finding of the cause",
        Happening.REASSESSED: "the new priority",
        Happening.RECLASSIFIED: "the corrected classification",
        Happening.CALENDAR_REVISED: "the change of closing days",
    },
    act="{what} on {at}",
    act_recorded="{what} on {at} (recorded {recorded})",
    late="{what} on {at} was recorded later, on {recorded}.",
    late_together="Recorded later than they happened: {items}.",
    more="{count} more",
    warned="It was announced on {announced} that three quarters of the time had passed.",
    announced="The breach was announced on {announced}.",
    withdrawn="On {announced} a breach was announced (due on {due}); it was withdrawn on {withdrawn}{because}.",
    because=" because of {what}",
)

PAGE = PageWords(
    clock={ClockName.RESPONSE: "Response", ClockName.RESOLUTION: "Resolution"},
    state={
        ClockState.NOT_STARTED: "not started",
        ClockState.RUNNING: "running",
        ClockState.PAUSED: "paused",
        ClockState.MET: "met",
        ClockState.BREACHED: "breached",
        ClockState.NOT_APPLICABLE: "not applicable",
        ClockState.BEST_EFFORT: "best effort",
    },
    due="Due",
    no_due="none",
    due_unknown="not known while paused",
    promised="Promised",
    registered="Registered",
    stopped="Stopped",
    stopped_before_due="{stopped} (the table runs to the due time)",
    paused_since="Paused since",
    support_hours="Support hours",
    revisions="Revisions",
    revision_of="agreement {agreement}, calendar {calendar}",
    from_at="From",
    counted="Counted",
    what="What",
    kind={
        LineKind.COUNTED: "counted",
        LineKind.OUTSIDE_HOURS: "outside support hours",
        LineKind.WEEKEND: "weekend",
        LineKind.HOLIDAY: "holiday",
        LineKind.PAUSED: "paused",
    },
    closing_day="closing day",
    line="{kind}: {reason}",
    pause="{kind}, {time} not counted ({reason})",
    due_here="due",
    up_to_here="up to here",
    preview="Preview",
)

PICTURE = PictureWords(
    about="A timeline from {start} to {end}. {sentence}",
    started="registered",
    stopped="stopped",
    paused_since="paused since",
    now="now",
    kind={
        LineKind.COUNTED: "support hours, counted",
        LineKind.OUTSIDE_HOURS: "closed",
        LineKind.WEEKEND: "weekend",
        LineKind.HOLIDAY: "holiday",
        LineKind.PAUSED: "paused",
    },
)

ENGLISH = Words(
    language=Language.ENGLISH,
    nouns=NOUNS,
    line=LINE,
    sentence=SENTENCE,
    remark=REMARK,
    page=PAGE,
    picture=PICTURE,
)
