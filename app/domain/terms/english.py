"""The words of a term's explanation, in English."""

from app.domain.agreement.measures import SpanUnit
from app.domain.agreement.service_terms import Loss
from app.domain.terms.subject_terms import TermCalendar, TermKind
from app.domain.terms.wording import TermWords
from app.domain.vocabulary import ClockState

ENGLISH_TERMS = TermWords(
    span={
        SpanUnit.ELAPSED_HOURS: ("hour", "hours"),
        SpanUnit.CALENDAR_WEEKS: ("week", "weeks"),
        SpanUnit.CALENDAR_MONTHS: ("month", "months"),
        SpanUnit.NEXT_BUSINESS_DAYS: ("business day", "business days"),
    },
    loss={
        Loss.DATA: "data",
        Loss.INSTANCE: "an instance",
        Loss.SYSTEM: "a system",
        Loss.SITE: "a site",
        Loss.OPERATION: "operation",
    },
    state={
        ClockState.NOT_STARTED: "not started",
        ClockState.RUNNING: "running",
        ClockState.MET: "met",
        ClockState.BREACHED: "breached",
        ClockState.NOT_APPLICABLE: "not applicable",
    },
    title={
        TermKind.RECOVERY_TIME: "Recovery time",
        TermKind.RECOVERY_POINT: "Recovery point",
        TermKind.WEEKLY_SNAPSHOT: "Weekly snapshot",
        TermKind.SNAPSHOT_RETENTION: "Retention of a snapshot",
        TermKind.AUTHORITY_NOTIFICATION: "Notification of the authority",
        TermKind.CUSTOMER_NOTIFICATION: "Telling the customer",
        TermKind.CHANGE_REVIEW: "Review of a change",
        TermKind.OBJECTION_PERIOD: "Time to object to a revision",
        TermKind.REVISION_NOTICE: "Notice of a revision",
    },
    promised={
        TermKind.RECOVERY_TIME: "Recovery from a loss of {loss} is aimed at within {target} of the vendor's business "
        "time (§{section}).",
        TermKind.RECOVERY_POINT: "The newest verified full copy is to be at most {target} old, by the state that it "
        "holds (§{section}).",
        TermKind.WEEKLY_SNAPSHOT: "A snapshot is taken each week, from Monday to Sunday (§{section}).",
        TermKind.SNAPSHOT_RETENTION: "A snapshot is kept for {target} (§{section}).",
        TermKind.AUTHORITY_NOTIFICATION: "The law, not the agreement, has the authority notified of a data leak within "
        "{target} of becoming aware of it ({section}).",
        TermKind.CUSTOMER_NOTIFICATION: "A customer hit by a data leak is told of it (§{section}) without undue delay "
        "({beside}); neither gives a period, and {target} is ours.",
        TermKind.CHANGE_REVIEW: "A change that was not approved beforehand, or that failed, is reviewed afterwards "
        "(§{section}); the agreement gives no period, and the closing time of {target} on is ours.",
        TermKind.OBJECTION_PERIOD: "A customer may object to a revision of the agreement, with reasons, within "
        "{target} of its announcement, until the end of that day ({section}).",
        TermKind.REVISION_NOTICE: "A revision of the agreement is announced at least {target} before it takes effect "
        "({section}).",
    },
    not_known={
        TermKind.RECOVERY_TIME: "What was lost has not been found yet, so that no recovery time is known (§{section}).",
    },
    counted={
        TermCalendar.VENDOR_BUSINESS_HOURS: "Counted from {start} ({zone}) within the business hours {hours}"
        "{except_for}, ",
        TermCalendar.ELAPSED: "Counted from {start} ({zone}) in hours that pass, nights, weekends and holidays too, ",
        TermCalendar.CALENDAR_DAYS: "Counted from {start} ({zone}) on the calendar, ",
    },
    not_counting=", except for {items}",
    holiday="{name} ({day})",
    fallen_back="A copy was removed since, so that an older one is the newest.",
    due="it ends on {due}.",
    was_due="it ended on {due}.",
    also="A loss of {loss} by itself: by {due}.",
    left="{left} is left.",
    kept={
        TermKind.SNAPSHOT_RETENTION: "It has been kept until then.",
        TermKind.OBJECTION_PERIOD: "It is over.",
        TermKind.REVISION_NOTICE: "The notice was given in time.",
    },
    passed="It is breached{late}.",
    ended={
        TermKind.RECOVERY_TIME: "Recovered on {stopped}{verdict}.",
        TermKind.RECOVERY_POINT: "The next one holds the state of {stopped}{verdict}.",
        TermKind.WEEKLY_SNAPSHOT: "The next one was taken on {stopped}{verdict}.",
        TermKind.SNAPSHOT_RETENTION: "It was removed on {stopped}{verdict}.",
        TermKind.AUTHORITY_NOTIFICATION: "The authority was notified on {stopped}{verdict}.",
        TermKind.CUSTOMER_NOTIFICATION: "The customer was told on {stopped}{verdict}.",
        TermKind.CHANGE_REVIEW: "It was reviewed on {stopped}{verdict}.",
    },
    in_time=": in time",
    late_by=": {time} late",
    late=": late",
    early_by=": {time} early",
    early=": early",
    not_applicable={
        TermKind.AUTHORITY_NOTIFICATION: "Nobody has to be notified, since it was no leak: {reason}",
        TermKind.CUSTOMER_NOTIFICATION: "Nobody has to be told, since it was no leak: {reason}",
        TermKind.OBJECTION_PERIOD: "There is nothing to object to any more, since the revision was withdrawn: {reason}",
        TermKind.REVISION_NOTICE: "It does not take effect, since it was withdrawn: {reason}",
    },
)
