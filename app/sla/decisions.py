"""§2 Support ticket process: what may be decided at each step, where it leads, and what it brings along.

A decision takes what it `needs` and what it `may` have, and nothing else; a note goes with every one. `causes` are
the causes that it can find: a bug is the vendor's own software and nothing else (§1.2.3 note, §1.4).

§1.2.3 lets a workaround count as a solution; §5.3 makes the response time the time to begin investigating.
"""

from app.domain.agreement.agreement import CLOSED, DecisionRule
from app.domain.vocabulary import Cause, Decision, Output
from app.sla.document import s

NOTHING: tuple[Output, ...] = ()
CAUSE = (Output.CAUSE,)
APPROVAL = (Output.APPROVED_HOURS, Output.AGREEMENT_REFERENCE, Output.APPROVED_BY)
ARTICLE_OR_BUG = (Output.ARTICLE, Output.BACKLOG_ITEM_ID)
BACKLOG_ITEM = (Output.BACKLOG_ITEM,)
TEST_REPORT = (Output.TEST_REPORT,)
REPORT = (Output.REPORT,)
HOURS = (Output.HOURS,)
SESSION = (Output.SESSION_ON,)
NOTE = (Output.NOTE,)

OURS = (Cause.VENDOR_SOFTWARE,)
NOT_OURS = tuple(cause for cause in Cause if cause not in OURS)

# fmt: off
DECISIONS: tuple[DecisionRule, ...] = (
    # at, decision, to, needs
    DecisionRule( 1, Decision.CUSTOMER_KNOWN,         3, NOTHING,      s("2")),
    DecisionRule( 1, Decision.CUSTOMER_UNKNOWN,       2, NOTHING,      s("2")),
    DecisionRule( 2, Decision.ACCOUNT_CREATED,        3, NOTHING,      s("2")),
    DecisionRule( 3, Decision.START_INVESTIGATION,    3, NOTHING,      s("5.3")),
    DecisionRule( 3, Decision.REQUEST_INFORMATION,    3, NOTE,         s("2")),
    DecisionRule( 3, Decision.INFORMATION_RECEIVED,   3, NOTHING,      s("2")),
    DecisionRule( 3, Decision.CLEAR,                 10, NOTHING,      s("2"), may=ARTICLE_OR_BUG),
    DecisionRule( 3, Decision.UNCLEAR,                4, NOTHING,      s("2")),
    DecisionRule( 3, Decision.WORKAROUND,             3, REPORT,       s("1.2.3")),
    DecisionRule( 4, Decision.REQUEST_INFORMATION,    4, NOTE,         s("2")),
    DecisionRule( 4, Decision.INFORMATION_RECEIVED,   4, NOTHING,      s("2")),
    DecisionRule( 4, Decision.BUG,                    6, CAUSE,        s("2"), causes=OURS),
    DecisionRule( 4, Decision.CONFIGURATION,          5, CAUSE,        s("2"), causes=NOT_OURS),
    DecisionRule( 4, Decision.WORKAROUND,             4, REPORT,       s("1.2.3")),
    DecisionRule( 5, Decision.AGREE,                  9, NOTHING,      s("2"), may=APPROVAL),
    DecisionRule( 5, Decision.DECLINE,               12, NOTHING,      s("2")),
    DecisionRule( 5, Decision.WORKAROUND,             5, REPORT,       s("1.2.3")),
    DecisionRule( 6, Decision.BUG_REGISTERED,         7, BACKLOG_ITEM, s("2")),
    DecisionRule( 6, Decision.WORKAROUND,             6, REPORT,       s("1.2.3")),
    DecisionRule( 7, Decision.BUG_SOLVED,             8, TEST_REPORT,  s("2")),
    DecisionRule( 7, Decision.WORKAROUND,             7, REPORT,       s("1.2.3")),
    DecisionRule( 8, Decision.IMPLEMENTED,           10, REPORT,       s("2")),
    DecisionRule( 8, Decision.WORKAROUND,             8, REPORT,       s("1.2.3")),
    DecisionRule( 9, Decision.CONSULTANCY_DELIVERED, 10, HOURS,        s("2")),
    DecisionRule( 9, Decision.WORKAROUND,             9, REPORT,       s("1.2.3")),
    DecisionRule(10, Decision.SOLVED,                13, REPORT,       s("2")),
    DecisionRule(10, Decision.NOT_SOLVED,            11, NOTHING,      s("2"), may=REPORT),
    DecisionRule(11, Decision.CONSULTANCY,           12, SESSION,      s("2")),
    DecisionRule(11, Decision.SUPPORT,               12, SESSION,      s("2")),
    DecisionRule(12, Decision.SOLVED,                13, REPORT,       s("2")),
    DecisionRule(12, Decision.NOT_SOLVED,             4, REPORT,       s("2")),
    DecisionRule(13, Decision.CLOSE,             CLOSED, NOTHING,      s("2")),
    DecisionRule(CLOSED, Decision.REOPEN,             3, NOTE,         s("2")),
)
# fmt: on
