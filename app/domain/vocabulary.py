"""The agreement's words, as code and API say them. English ITIL terms; the Dutch originals are in docs/glossary.md."""

from enum import StrEnum


class ServiceLevel(StrEnum):
    STANDARD = "standard"
    EXTENDED = "extended"


class Kind(StrEnum):
    """What is asked (§3.1, §4). All but CHANGE follow the incident targets."""

    INCIDENT = "incident"
    INFORMATION_REQUEST = "information_request"
    SERVICE_REQUEST = "service_request"
    ENHANCEMENT_REQUEST = "enhancement_request"
    CHANGE = "change"


class ChangeType(StrEnum):
    """§4.1"""

    STANDARD = "standard"
    NORMAL = "normal"
    URGENT = "urgent"


class CallType(StrEnum):
    """§1.2.2, Call Typen"""

    FIRST_ANALYSIS = "first_analysis"
    SOFTWARE_BUG = "software_bug"
    DATA_PROBLEM = "data_problem"
    INFORMATION_REQUEST = "information_request"


class ProblemType(StrEnum):
    """§1.3"""

    TECHNICAL = "technical"
    FUNCTIONAL = "functional"


class Channel(StrEnum):
    """§1.2.2, Support Kanalen"""

    PORTAL = "portal"
    MAIL = "mail"
    PHONE = "phone"


class Urgency(StrEnum):
    """§3.1.1, given by the customer"""

    U1 = "u1"
    U2 = "u2"
    U3 = "u3"


class Impact(StrEnum):
    """§3.1.1, given by vendor and/or customer"""

    I1 = "i1"
    I2 = "i2"
    I3 = "i3"


class Priority(StrEnum):
    """§3.1.1: 1, 2 and 3"""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Role(StrEnum):
    """The four columns of §2.1"""

    CUSTOMER = "customer"
    SUPPORT = "support"
    CONSULTANT = "consultant"
    SUPPORT_MANAGER = "support_manager"


VENDOR_ROLES = frozenset({Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER})


class Responsibility(StrEnum):
    """The letters of §2.1"""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


class Part(StrEnum):
    """The letters of §2.1 in words"""

    RESPONSIBLE = "responsible"
    ACCOUNTABLE = "accountable"
    CONSULTED = "consulted"
    INFORMED = "informed"

    @property
    def letter(self) -> Responsibility:
        return Responsibility[self.name]


class ClockName(StrEnum):
    RESPONSE = "response"
    RESOLUTION = "resolution"


class ClockState(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    NOT_APPLICABLE = "not_applicable"
    BEST_EFFORT = "best_effort"


class TicketStatus(StrEnum):
    SIGNAL = "signal"
    OPEN = "open"
    CLOSED = "closed"


class Cause(StrEnum):
    """What step 4 finds; only the vendor's own software keeps the resolution commitment (§1.2.3 note, §1.4)."""

    VENDOR_SOFTWARE = "vendor_software"
    CONFIGURATION = "configuration"
    CUSTOMER_INFRASTRUCTURE = "customer_infrastructure"
    THIRD_PARTY = "third_party"


class CoverageOutcome(StrEnum):
    SUPPORT = "support"
    CONSULTANCY = "consultancy"
    NOT_COVERED = "not_covered"


class StepName(StrEnum):
    """The 13 steps of §2, in order"""

    REGISTER_TICKET = "register_ticket"
    REGISTER_CUSTOMER = "register_customer"
    CLASSIFY_TICKET = "classify_ticket"
    DETERMINE_PROBLEM_AND_TYPE = "determine_problem_and_type"
    AGREE_CONSULTANCY = "agree_consultancy"
    REGISTER_BUG = "register_bug"
    TEST_AND_REWORK_BUG = "test_and_rework_bug"
    PLAN_WITH_CUSTOMER = "plan_with_customer"
    PLAN_CONSULTANCY = "plan_consultancy"
    INFORM_CUSTOMER = "inform_customer"
    DETERMINE_TODO = "determine_todo"
    INFORM_VENDOR = "inform_vendor"
    UPDATE_TICKET = "update_ticket"


class Decision(StrEnum):
    """What may be decided at a step; the table is `sla/process.py`."""

    CUSTOMER_KNOWN = "customer_known"
    CUSTOMER_UNKNOWN = "customer_unknown"
    ACCOUNT_CREATED = "account_created"
    START_INVESTIGATION = "start_investigation"
    REQUEST_INFORMATION = "request_information"
    INFORMATION_RECEIVED = "information_received"
    CLEAR = "clear"
    UNCLEAR = "unclear"
    BUG = "bug"
    CONFIGURATION = "configuration"
    AGREE = "agree"
    DECLINE = "decline"
    BUG_REGISTERED = "bug_registered"
    BUG_SOLVED = "bug_solved"
    IMPLEMENTED = "implemented"
    CONSULTANCY_DELIVERED = "consultancy_delivered"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    CONSULTANCY = "consultancy"
    SUPPORT = "support"
    CLOSE = "close"
    REOPEN = "reopen"
    WORKAROUND = "workaround"


class Output(StrEnum):
    """What a step must produce before it can be left (§2, column Output), named as the API's fields."""

    CAUSE = "cause"
    APPROVED_HOURS = "approvedHours"
    AGREEMENT_REFERENCE = "agreementReference"
    APPROVED_BY = "approvedBy"
    ARTICLE = "article"
    BACKLOG_ITEM = "backlogItem"
    BACKLOG_ITEM_ID = "backlogItemId"
    TEST_REPORT = "testReport"
    REPORT = "report"
    HOURS = "hours"
    SESSION_ON = "sessionOn"
    NOTE = "note"
