"""Every unclear place of the document, and how it is read."""

from app.domain.agreement.terms import AgreementReading
from app.sla.document import VALID_FROM, VENDOR, s

READINGS: tuple[AgreementReading, ...] = (
    AgreementReading(
        "a registration before the first revision took effect",
        f"an import registered before {VALID_FROM} is read under revision 1",
        s("Wijzigingen"),
    ),
    AgreementReading(
        "which revision holds for a ticket that outlives it",
        "the one in force on the vendor's local date of registration, for the ticket's life",
        s("Wijzigingen"),
    ),
    AgreementReading(
        "one month before", "a calendar month: the same day of the month, or its last day", s("Wijzigingen")
    ),
    AgreementReading(
        "how a customer-based SLA relates to the levels", "its own figures go over those of a level", s("1")
    ),
    AgreementReading(
        "whether the balance of a day card may go below zero",
        "not without approval, since hours are approved beforehand",
        s("1.1"),
    ),
    AgreementReading("10-16, 08-17: on which days", "Monday to Friday", s("1.2.2")),
    AgreementReading(
        "10-16, 08-17: in which time zone", f"{VENDOR.zone.key}, as §5.4 says; wall clock, all year", s("1.2.2")
    ),
    AgreementReading(
        "Nederlandse feestdagen",
        "the days of the Algemene termijnenwet, art. 3(1): 5 May every year, Good Friday not",
        s("1.2.2"),
    ),
    AgreementReading("King's Day on a Sunday", "26 April (until 2013 Queen's Day, 30 or 29 April)", s("1.2.2")),
    AgreementReading("consultant booking time: which days", "calendar days", s("1.2.2")),
    AgreementReading(
        "what a call by phone or mail is, when it is no registration",
        "a signal: stored and visible, without clocks, until a registrant of the customer registers it",
        s("1.2.2"),
    ),
    AgreementReading("mail as a registration method", "like the phone, none: only the portal is valid", s("1.2.2")),
    AgreementReading("a signed webhook of an integration of the customer", "counts as the portal", s("1.2.2")),
    AgreementReading(
        "who registers on whose behalf",
        "a registrant or an integration for its customer; of the vendor, the accountable for a named registrant",
        s("1.2.2"),
    ),
    AgreementReading(
        "at most 2 or 4 registrants: whether integrations count",
        "they do not: seats are for people; an integration is made by a registrant or the vendor, and is the customer's"
        " own registrar",
        s("1.2.2"),
    ),
    AgreementReading(
        "a registrant who is no longer active", "holds no seat, and needs a free one to come back", s("1.2.2")
    ),
    AgreementReading(
        "a lower level that is agreed for later",
        "as many may register from now on as it allows, so that nobody is sent away when it begins",
        s("1.2.2"),
    ),
    AgreementReading(
        "which level and own figures bind a ticket",
        "those agreed for the moment of its registration, however late that is recorded",
        s("1.2.2"),
    ),
    AgreementReading(
        "a signal that comes to nothing", "is withdrawn with a reason, and never was a ticket", s("1.2.2")
    ),
    AgreementReading("a channel that the level lacks", "a call by it is refused", s("1.2.2")),
    AgreementReading(
        "a ticket that is recorded after the fact",
        "counts from its registration; what was due before that was recorded, or is late by facts recorded late, is"
        " judged and shown, and not announced",
        s("1.2.2"),
    ),
    AgreementReading(
        "which clocks run for a call that is not covered",
        "the response's: somebody has to look in order to say so; a resolution is promised only for what support"
        " treats",
        s("1.2.2"),
    ),
    AgreementReading(
        "a customer that changes its level", "open tickets keep the level of their registration", s("1.2.2")
    ),
    AgreementReading("incident times in hours: which hours", "support hours of the ticket's level", s("1.2.3")),
    AgreementReading(
        "times in days: which days",
        "a day is one business day's worth of support hours, 6 h standard and 9 h extended",
        s("1.2.3"),
    ),
    AgreementReading("½ day", "half of a day's worth: 4 h 30 min extended", s("1.2.3")),
    AgreementReading(
        "a service or enhancement request has no row of its own", "it follows the incident's rows", s("1.2.3")
    ),
    AgreementReading(
        "response times here and in §3.1.1 contradict each other",
        "both are kept as commitments; the earliest due time governs",
        s("1.2.3"),
    ),
    AgreementReading("best effort", "a clock without a due time: it is shown, and cannot breach", s("1.2.3")),
    AgreementReading(
        "a due time", "the earliest instant by which the support time has passed; met at or before it", s("1.2.3")
    ),
    AgreementReading(
        "only responsible for problems caused by its own software",
        "another cause found in step 4 ends the resolution commitment, not the response's, of a clock that has"
        " stopped too",
        s("1.2.3"),
    ),
    AgreementReading(
        "a workaround that does not help",
        "was no solution: the clock goes on as if it had not been recorded, in the attainment too",
        s("1.2.3"),
    ),
    AgreementReading(
        "a clock that is paused in the very instant in which it falls due",
        "is paused; it is breached once it goes on, and met when it is solved before that",
        s("1.2.3"),
    ),
    AgreementReading(
        "solved in the very instant in which it falls due, and reopened",
        "in time, and breached as soon as it is reopened: no time is left",
        s("1.2.3"),
    ),
    AgreementReading(
        "a clock to which no promise applies, although it was met, breached or best effort",
        "not applicable, whatever it was; nor is it called paused",
        s("1.2.3"),
    ),
    AgreementReading("a structural solution after a workaround", "follows without a clock", s("1.2.3")),
    AgreementReading("< Hoog", "the priorities below high: normal and low", s("1.2.3")),
    AgreementReading("a response figure without a share", "all of the tickets: 100 %", s("1.2.3")),
    AgreementReading("70 % volgende werkdag", "until the closing time of the next business day", s("1.2.3")),
    AgreementReading(
        "binnen 1, 2, 5 werkdagen in the achieved figures",
        "a day's worth of support time each, as everywhere; only the next business day is a closing time",
        s("1.2.3"),
    ),
    AgreementReading(
        "the achieved figures speak of a Storing",
        "they are about incidents (§3.1): other requests and changes are left out, and counted by their kind",
        s("1.2.3"),
    ),
    AgreementReading(
        "the achieved figures: from when, and with which pauses",
        "from the official registration; they ignore pauses, and are asked of best effort tickets too",
        s("1.2.3"),
    ),
    AgreementReading(
        "a priority that changed, in the achieved figures",
        "each clock counts under the priority by which it is judged",
        s("1.2.3"),
    ),
    AgreementReading(
        "the achieved figures: a workaround that is contradicted",
        "counts as solving as long as nobody contradicts it",
        s("1.2.3"),
    ),
    AgreementReading(
        "what was done within the time and recorded only after it",
        "is in time, and counted apart, if it was recorded more than 60 seconds after it happened",
        s("1.2.3"),
    ),
    AgreementReading("3 maanden", "calendar months", s("1.2.3")),
    AgreementReading("4 uur (gedurende werkdagen)", "support hours of the ticket's level", s("1.2.3")),
    AgreementReading(
        "an estimate of shares that are achieved", "reported as attainment; no ticket breaches it", s("1.2.3")
    ),
    AgreementReading(
        "ORB (5.X >)",
        "from version 5 on, compared number by number (5.10 after 5.9); a ticket that names no version is read so",
        s("1.3"),
    ),
    AgreementReading("a platform named without a product", "has the coverage of the platform", s("1.3")),
    AgreementReading("a product that is not listed", "is not covered", s("1.3")),
    AgreementReading(
        "no responsibility for what is hosted at the customer",
        "the customer's infrastructure as a cause in step 4; the coverage stays as in §1.3",
        s("1.4"),
    ),
    AgreementReading(
        "the cause, once a ticket is reopened or back at step 4",
        "is open again until it is found anew: the promise stands until then",
        s("2"),
    ),
    AgreementReading(
        "the drawing of the process is missing from the text", "the next steps are those of its table", s("2")
    ),
    AgreementReading("step 1 for a customer that is known", "passed by itself on registration", s("2")),
    AgreementReading("step 12: the customer reports that it is not solved", "back to step 4", s("2")),
    AgreementReading(
        "bug or configuration: by which cause",
        "a bug is the vendor's own software and nothing else; configuration is any other cause",
        s("2"),
    ),
    AgreementReading(
        "the report of the steps taken, at step 10",
        "with `solved`; `not_solved` may bring it along, since it says that the steps did not help",
        s("2"),
    ),
    AgreementReading(
        "a ticket that turns out to be something else than was reported",
        "is classified anew at steps 3 and 4, with a reason; coverage and promises follow as if from registration",
        s("2"),
    ),
    AgreementReading(
        "a closed ticket that is not solved after all",
        "may be reopened to step 3 with a reason; the time between solved and reopened does not count",
        s("2"),
    ),
    AgreementReading(
        "a customer that finds its closed ticket not solved",
        "asks for reopening, with a reason; who is responsible or accountable for step 13 decides, with a reason",
        s("2"),
    ),
    AgreementReading(
        "information that is asked for",
        "the question has words; the customer's comment while it is awaited is the answer, unless it says otherwise",
        s("2"),
    ),
    AgreementReading(
        "whose time it is while the customer is responsible",
        "the resolution clock pauses (step 12, or information asked for); the response clock never does",
        s("2.1"),
    ),
    AgreementReading(
        "who decides at a step",
        "the responsible or the accountable role; consulted and informed read, comment and are told",
        s("2.1"),
    ),
    AgreementReading(
        "which call types of §1.2.2 go with which kind",
        "an information request only with its own; a data problem with an incident or a service request",
        s("3.1"),
    ),
    AgreementReading(
        "steps 1 and 2 for a customer that is not known",
        "the customer asks; that it is not known, and its account, are for the accountable or support on its behalf",
        s("2.1"),
    ),
    AgreementReading(
        "somebody who holds a role by name and leaves, or loses the role",
        "the role falls back to everybody who has it, until somebody else is named; the tickets are listed",
        s("2.1"),
    ),
    AgreementReading(
        "who decides on what the customer asks for while it is responsible itself",
        "who of the vendor was responsible before, or the accountable; never the customer",
        s("2.1"),
    ),
    AgreementReading(
        "a step that is delegated to the customer: its word that there is a workaround", "is the vendor's", s("2.1")
    ),
    AgreementReading("Normaal, Middel", "one priority, normal: 2 in the matrix; high is 1 and low is 3", s("3.1.1")),
    AgreementReading(
        "two response times that contradict each other: which one is kept",
        "each commitment has a state of its own: the looser one may be kept where the stricter is breached",
        s("3.1.1"),
    ),
    AgreementReading(
        "< 8 uur, < 2 werk dagen", "within 8 hours, within 2 days: met at the due time itself", s("3.1.1")
    ),
    AgreementReading(
        "a customer asks to prioritise otherwise",
        "it names urgency, impact or both, and the rest is as it is when it is decided; the vendor's responsible or "
        "accountable accepts or declines, with a reason; the old due times stay in the history",
        s("3.1.1"),
    ),
    AgreementReading("a priority that changes", "moves the due times as if it had held from registration", s("3.1.1")),
    AgreementReading(
        "a clock that stopped under another priority, kind or calendar",
        "is judged by what held when it stopped, and moves no more, until it goes on again",
        s("3.1.1"),
    ),
    AgreementReading("how the advisory board decides", "by votes, with a quorum and written reasons", s("4.1.2")),
    AgreementReading("when an urgent change is approved", "afterwards: carried out first, then reviewed", s("4.1.3")),
    AgreementReading("99 % of what", "of each service by itself, in a calendar year of the vendor's zone", s("5.2")),
    AgreementReading(
        "the guidelines specify the time to begin investigating",
        "the response clock stops when the vendor begins: its first decision from step 3 on",
        s("5.3"),
    ),
    AgreementReading(
        "Monday to Friday 20:00-04:00", "the night after each: Friday's ends on Saturday, 04:00", s("5.4")
    ),
    AgreementReading("Monday, 00:00-04:00", "outside: no evening before it belongs to Monday to Friday", s("5.4")),
    AgreementReading("0:00-23:59", "the whole day, its last minute included", s("5.4")),
    AgreementReading("maintenance on a holiday", "as on any other day of the week", s("5.4")),
    AgreementReading("deviations are told in time", "by informing, §5.9.2; the document gives no period", s("5.4")),
    AgreementReading("about one production version a month", "an aim: reported, no ticket breaches it", s("5.5")),
    AgreementReading("the newest version or the one before", "an aim: an instance further behind is shown", s("5.5")),
    AgreementReading(
        "hotfixes are treated further on", "they are not: §4.1.3 and this clause are all there is", s("5.5.1")
    ),
    AgreementReading(
        "a significant deviation from comparable customers",
        "the document gives no figure: it is flagged for a person to judge",
        s("5.6.1"),
    ),
    AgreementReading(
        "MFA is both part of an instance and advised", "available always, enforced where it can be", s("5.7.2")
    ),
    AgreementReading("an RPO of at most 24 hours", "24 hours that really pass, weekends and holidays too", s("5.8.1")),
    AgreementReading(
        "the weekly snapshot: when", "at any time; only the daily copy is bound to the window", s("5.8.1")
    ),
    AgreementReading("how long the daily copy is kept", "the document does not say", s("5.8.1")),
    AgreementReading("vendor business hours", "08:00-17:00, Monday to Friday, Dutch holidays excluded", s("5.8.2")),
    AgreementReading(
        "a recovery time that depends on the provider's",
        "an objective that is reported; no clock of a ticket",
        s("5.8.2"),
    ),
    AgreementReading(
        "the last sentence is illegible in the text",
        "the customer answers for giving its addresses and preferences",
        s("5.9.2"),
    ),
)
