"""Every unclear place of the document, by section in its order, and how it is read."""

from collections.abc import Mapping

from app.domain.agreement.terms import AgreementReading
from app.domain.streams import LATE
from app.sla.document import VALID_FROM, VENDOR, s
from app.sla.readings_of_changes import OF_CHANGES
from app.sla.readings_of_consultancy import OF_A_FIRST_REGISTRATION, OF_CONSULTANCY
from app.sla.service_readings import FOLLOWED_ON

_FOLLOWED: Mapping[str, Mapping[str, str]] = {
    "Wijzigingen": {
        "a registration before the first revision took effect": (
            f"an import registered before {VALID_FROM} is read under revision 1"
        ),
        "which revision holds for a ticket that outlives it": (
            "the one in force on the vendor's local date of registration, for the ticket's life"
        ),
        "one month before the date of force, within one month after the announcement": (
            "calendar months, counted back from the one and on from the other: the same day of the month, or its"
            " last day"
        ),
    },
    "1": {
        "how a customer-based SLA relates to the levels": "its own figures go over those of a level",
        "a customer's own figure that changes within the period that it is about": (
            "the period is judged by the one that holds on its last day; until then by the one of now"
        ),
        "an escalation": (
            "is declared on an open ticket by a registrant, support or the support manager, with a reason, and ended"
            " with one, or as the ticket is closed; what it costs is settled afterwards: it goes past steps 5 and 11"
            " without an agreement, though not past 5 where day cards were to pay and have nothing left, and what is"
            " approved later is also for work since it was declared"
        ),
    },
    "1.1": OF_CONSULTANCY,
    "1.2.2": {
        "10-16, 08-17: on which days": "Monday to Friday",
        "10-16, 08-17: in which time zone": f"{VENDOR.zone.key}, as §5.4 says; wall clock, all year",
        "Nederlandse feestdagen": "the days of the Algemene termijnenwet, art. 3(1): 5 May every year, Good Friday not",
        "King's Day on a Sunday": "26 April (until 2013 Queen's Day, 30 or 29 April)",
        "consultant booking time: which days": (
            "calendar days from the local day of booking, by the level of that day; the session is on a day that the"
            " level's support is open"
        ),
        "consultant booking time: whether it can be shorter": (
            "it can when the support manager waives it, with a reason, or a registrant asks so and the vendor confirms"
        ),
        "an own consultant": (
            "of an extended customer alone, who takes its bookings unless another is named; a session that is moved is"
            " judged anew"
        ),
        "what a call by phone or mail is, when it is no registration": (
            "a signal: stored and visible, without clocks, until it is registered"
        ),
        "mail as a registration method": "like the phone, none: only the portal is valid",
        "a signed webhook of an integration of the customer": "counts as the portal",
        "who registers on whose behalf": (
            "a registrant or an integration for its customer; of the vendor, the accountable for a named"
            " registrant; an administrator without one too, for imports"
        ),
        "at most 2 or 4 registrants: whether integrations count": (
            "they do not: seats are for people; an integration is made by a registrant or the vendor, and is the"
            " customer's own registrar"
        ),
        "a registrant who is no longer active": "holds no seat, and needs a free one to come back",
        "a lower level that is agreed for later": (
            "as many may register from now on as it allows, so that nobody is sent away when it begins"
        ),
        "which level and own figures bind a ticket": (
            "those agreed for the moment of its registration, however late that is recorded, for the ticket's life"
        ),
        "from when another level or other figures hold": (
            "from their recording, or a later moment that is named, never an earlier one; before the first record"
            " the first ones hold"
        ),
        "a signal that comes to nothing": "is withdrawn with a reason, and never was a ticket",
        "a channel that the level lacks": "a call by it is refused",
        "a ticket that is recorded after the fact": (
            "counts from its registration; what was due before that was recorded, or is late by facts recorded late, is"
            " judged and shown, and not announced"
        ),
        "what is recorded late": (
            f"what is recorded more than {LATE.seconds} seconds after it happened; whoever records it so says why"
        ),
        "which clocks run for a call that is not covered": (
            "the response's: somebody has to look in order to say so; a resolution is promised only for what support"
            " treats"
        ),
    },
    "1.2.3": {
        "incident times in hours: which hours": "support hours of the ticket's level",
        "times in days: which days": (
            "a day is one business day's worth of support hours, 6 h standard and 9 h extended"
        ),
        "½ day": "half of a day's worth: 4 h 30 min extended",
        "a service or enhancement request has no row of its own": "it follows the incident's rows",
        "response times here and in §3.1.1 contradict each other": (
            "both are kept as commitments; the earliest due time governs"
        ),
        "best effort": "a clock without a due time: it is shown, and cannot breach",
        "a due time": "the earliest instant by which the support time has passed; met at or before it",
        "only responsible for problems caused by its own software": (
            "another cause found in step 4 ends the resolution commitment, not the response's, of a clock that has"
            " stopped too"
        ),
        "a workaround that does not help": (
            "solves as long as nobody contradicts it, and then never did: the clock goes on as if it had not been"
            " recorded; the achieved figures say the same"
        ),
        "a clock that is paused in the very instant in which it falls due": (
            "is paused; it is breached once it goes on, and met when it is solved before that"
        ),
        "solved in the very instant in which it falls due, and reopened": (
            "in time, and breached as soon as it is reopened: no time is left"
        ),
        "a clock to which no promise applies, although it was met, breached or best effort": (
            "not applicable, whatever it was; nor is it called paused"
        ),
        "a structural solution after a workaround": "follows without a clock",
        "< Hoog": "the priorities below high: normal and low",
        "a response figure without a share": "all of the tickets: 100 %",
        "70 % volgende werkdag": "until the closing time of the next business day",
        "binnen 1, 2, 5 werkdagen in the achieved figures": (
            "a day's worth of support time each, as everywhere; only the next business day is a closing time"
        ),
        "the achieved figures speak of a Storing": (
            "they are about incidents (§3.1): other requests and changes are left out, and counted by their kind"
        ),
        "the achieved figures: from when, and with which pauses": (
            "from the official registration; they ignore pauses, and are asked of best effort tickets too"
        ),
        "a priority that changed, in the achieved figures": (
            "each clock counts under the priority by which it is judged"
        ),
        "what was done within the time and recorded late, after it": "is in time, and counted apart",
        "3 maanden": "calendar months",
        "4 uur (gedurende werkdagen)": "support hours of the ticket's level",
        "an estimate of shares that are achieved": "reported as attainment; no ticket breaches it",
    },
    "1.3": {
        "ORB (5.X >)": (
            "from version 5 on, compared number by number (5.10 after 5.9); a ticket that names no version is read so"
        ),
        "a platform named without a product": "has the coverage of the platform",
        "a product that is not listed": "is not covered",
    },
    "1.4": {
        "no responsibility for what is hosted at the customer": (
            "the customer's infrastructure as a cause in step 4; the coverage stays as in §1.3"
        ),
    },
    "1.6": OF_A_FIRST_REGISTRATION,
    "2": {
        "the cause, once a ticket is reopened or back at step 4": (
            "is open again until it is found anew: the promise stands until then"
        ),
        "the drawing of the process is missing from the text": "the next steps are those of its table",
        "step 1 for a customer that is known": "passed by itself on registration",
        "step 12: the customer reports that it is not solved": "back to step 4",
        "bug or configuration: by which cause": (
            "a bug is the vendor's own software and nothing else; configuration is any other cause"
        ),
        "step 5, the financial agreement": (
            "rests on hours that are approved and not yet written, or records an approval from a signed document"
        ),
        "step 9, the hours delivered": "are those written on the ticket; where none are, they are written so",
        "step 11, the session": (
            "lies ahead, on a day that support is open; with a consultant it keeps the booking time, with support it"
            " has none"
        ),
        "the report of the steps taken, at step 10": (
            "with `solved`; `not_solved` may bring it along, since it says that the steps did not help"
        ),
        "a ticket that turns out to be something else than was reported": (
            "is classified anew at steps 3 and 4, with a reason; its coverage, and the promises of clocks that go,"
            " follow as if from registration"
        ),
        "a closed ticket that is not solved after all": (
            "may be reopened to step 3 with a reason; the time between solved and reopened does not count"
        ),
        "a customer that finds its closed ticket not solved": (
            "asks for reopening, with a reason; who is responsible or accountable for step 13 decides, with a reason"
        ),
        "information that is asked for": (
            "the question has words; the customer's comment while it is awaited is the answer, unless it says otherwise"
        ),
    },
    "2.1": {
        "whose time it is while the customer is responsible": (
            "the resolution clock pauses (step 12, or information asked for); the response clock never does"
        ),
        "who decides at a step": (
            "the responsible or the accountable role; consulted and informed read, comment and are told"
        ),
        "steps 1 and 2 for a customer that is not known": (
            "the customer asks; that it is not known, and its account, are for the accountable or support on its behalf"
        ),
        "somebody who holds a role by name and leaves, or loses the role": (
            "the role falls back to everybody who has it, until somebody else is named; the tickets are listed"
        ),
        "who decides on what the customer asks for while it is responsible itself": (
            "who of the vendor was responsible before, or the accountable; never the customer"
        ),
        "a step that is delegated to the customer: who says that there is a workaround": "the vendor, at every step",
    },
    "3.1": {
        "which call types of §1.2.2 go with which kind": (
            "an information request only with its own; a data problem with an incident or a service request"
        ),
    },
    "3.1.1": {
        "Normaal, Middel": "one priority, normal: 2 in the matrix; high is 1 and low is 3",
        "two response times that contradict each other: which one is kept": (
            "each commitment has a state of its own: the looser one may be kept where the stricter is breached"
        ),
        "< 8 uur, < 2 werk dagen": "within 8 hours, within 2 days: met at the due time itself",
        "a customer asks to prioritise otherwise": (
            "it names urgency, impact or both, and the rest is as it is when it is decided; the vendor's responsible or"
            " accountable accepts or declines, with a reason; the old due times stay in the history"
        ),
        "the urgency and impact of an alert, which nobody gives": (
            "what whoever keeps the integration says of its severity, and u2 with i2 of one that they say nothing of;"
            " as everywhere, the customer may ask for another, and the vendor assesses"
        ),
        "a priority that changes": "moves the due times of clocks that go, as if it had held from registration",
        "a clock that stopped under another priority, kind or calendar": (
            "is judged by what held when it stopped, and moves no more, until it goes on again"
        ),
    },
    **OF_CHANGES,
    "5.2": {
        "99 % of what": "of each instance of a service by itself, in a calendar year of the vendor's zone",
        "an availability of 99 %": "at least that much, exact to the microsecond: it is never rounded up to it",
        "the software in the cloud": (
            "production instances that the vendor hosts; others are measured as well, and nothing is promised of them"
        ),
        "a service that begins or ends in the year": "counts from its first local day through its last",
        "left out": (
            "the time that an instance was out of use, not the whole window: from the outages, and from the time that"
            " they are set against"
        ),
        "announced beforehand": (
            "recorded before it begins, each extension by itself; for an outage that was going on by then, only if it"
            " began inside what had been announced before. Being inside the hours of §5.4 announces nothing"
        ),
        "announced, and carried out otherwise": "as far as it was both; once cancelled it no longer is",
        "circumstances outside the vendor's control": (
            "claimed with evidence, and left out once a second person has accepted it"
        ),
        "out of use for two reasons at once": "left out once, for the one that the document names first",
        "the customer's proof of the contrary": (
            "holds for its own instances once a second person has accepted it, over the measurement and over what was"
            " left out"
        ),
        "time in which nothing was measured": "counts as available, as the measurement is the proof; it is shown",
        "a disturbance in part": "no outage: shown, and not counted",
        "an outage that had not ended after all": "lasted on from its beginning",
        "traffic that is blocked for fair use": "an outage like any other, unless it was announced beforehand",
    },
    "5.3": {
        "the guidelines specify the time to begin investigating": (
            "the response clock stops when the vendor begins: its first decision from step 3 on"
        ),
    },
    "5.4": {
        "Monday to Friday 20:00-04:00": "the night after each: Friday's ends on Saturday, 04:00",
        "Monday, 00:00-04:00": "outside: no evening before it belongs to Monday to Friday",
        "0:00-23:59": "the whole day, its last minute included",
        "maintenance on a holiday": "as on any other day of the week",
        "deviations are told in time": (
            "by informing, §5.9.2, as a disruption; the document gives no period: one business day before it begins,"
            " which is reported and from which nothing follows"
        ),
    },
}

READINGS: tuple[AgreementReading, ...] = tuple(
    AgreementReading(unclear, followed, s(section))
    for section, rows in (*_FOLLOWED.items(), *FOLLOWED_ON.items())
    for unclear, followed in rows.items()
)
