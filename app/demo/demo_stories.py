"""What the demo data tells: tickets all along the process, some paused, some late, one about to be."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.tickets.outputs import Outputs
from app.domain.vocabulary import (
    CallType,
    Cause,
    Channel,
    Decision,
    Impact,
    Kind,
    ServiceLevel,
    Urgency,
)

D = Decision

OUTPUTS = {
    D.BUG: Outputs(cause=Cause.VENDOR_SOFTWARE),
    D.CONFIGURATION: Outputs(cause=Cause.CONFIGURATION),
    D.BUG_REGISTERED: Outputs(backlog_item="PBI-4711"),
    D.BUG_SOLVED: Outputs(test_report="Tested in the test environment and discussed."),
    D.WORKAROUND: Outputs(report="Run it by hand until the fix is there."),
    D.SOLVED: Outputs(report="It works again."),
}
"""What the decisions of the stories bring along."""

NOTES = {
    D.START_INVESTIGATION: "The log of last night is on its way to us.",
    D.REQUEST_INFORMATION: "Which version is it, and since when does it happen?",
    D.NOT_SOLVED: "It still does not work after a restart.",
}


@dataclass(frozen=True)
class Story:
    """A ticket that came in so many hours of support time ago, and what was decided since, likewise."""

    level: ServiceLevel
    title: str
    product: str
    priority: tuple[Urgency, Impact]
    hours_ago: float
    decisions: tuple[tuple[Decision, float], ...] = ()
    kind: Kind = Kind.INCIDENT
    channel: Channel = Channel.PORTAL
    call_type: CallType = CallType.SOFTWARE_BUG

    @property
    def acts(self) -> tuple[tuple[Decision | None, timedelta], ...]:
        """How long ago it came in (None), and each decision was taken."""
        told = ((None, self.hours_ago), *self.decisions)
        return tuple((decision, timedelta(minutes=round(60 * hours))) for decision, hours in told)


HIGH, NORMAL, LOW = (Urgency.U1, Impact.I1), (Urgency.U2, Impact.I2), (Urgency.U3, Impact.I3)
STD, EXT = ServiceLevel.STANDARD, ServiceLevel.EXTENDED
KIND, CALL = Kind.INFORMATION_REQUEST, CallType.INFORMATION_REQUEST

STORIES = (
    Story(EXT, "Messages stay in the outgoing queue", "datalink", HIGH, 50),
    Story(EXT, "Nobody can log in since the last release", "idu", HIGH, 2 - 4 / 60),
    Story(EXT, "A caller reports slow screens", "idu", NORMAL, 1, channel=Channel.PHONE),
    Story(STD, "How do I add a column to the overview?", "idu", LOW, 1, kind=KIND, call_type=CALL),
    Story(EXT, "The nightly run stops", "idu", NORMAL, 10, ((D.START_INVESTIGATION, 9.5),)),
    Story(EXT, "Accounts are made twice", "idu", NORMAL, 45, ((D.REQUEST_INFORMATION, 44.5),)),
    Story(STD, "Access rights are not taken away", "idu", HIGH, 70, ((D.UNCLEAR, 67), (D.REQUEST_INFORMATION, 20))),
    Story(
        EXT,
        "The connector logs in with an expired password",
        "connectors",
        NORMAL,
        24,
        ((D.UNCLEAR, 23), (D.CONFIGURATION, 18)),
    ),
    Story(EXT, "Export leaves out the last line", "orb", HIGH, 190, ((D.UNCLEAR, 189), (D.BUG, 170))),
    Story(
        EXT,
        "Dates shift by an hour",
        "orb",
        HIGH,
        240,
        ((D.UNCLEAR, 239), (D.BUG, 236), (D.BUG_REGISTERED, 235), (D.WORKAROUND, 205)),
    ),
    Story(
        STD,
        "Search finds nothing with accents",
        "idu",
        LOW,
        120,
        ((D.UNCLEAR, 100), (D.BUG, 98), (D.BUG_REGISTERED, 97), (D.BUG_SOLVED, 30)),
    ),
    Story(EXT, "What does status 17 mean?", "datalink", LOW, 7, ((D.CLEAR, 6.5),), kind=KIND, call_type=CALL),
    Story(
        EXT,
        "Try the new configuration",
        "dm_portal",
        NORMAL,
        40,
        ((D.CLEAR, 39), (D.NOT_SOLVED, 37), (D.SUPPORT, 35)),
    ),
    Story(STD, "Report opens empty", "idu", NORMAL, 50, ((D.CLEAR, 49), (D.SOLVED, 44), (D.CLOSE, 43))),
    Story(EXT, "Move to the newest connector", "connectors", NORMAL, 14, ((D.UNCLEAR, 13),), kind=Kind.CHANGE),
)

SHOWN = "Accounts are made twice"
"""The one whose due time is worth explaining."""
