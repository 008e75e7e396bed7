"""What hypothesis makes histories of, and what was agreed with some of the customers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from app.clock import Instant
from app.domain.agreement.agreement import RequestClass, hours
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import CallType, ClockName, Decision, Kind, Priority, ProblemType
from tests.organisations import MONDAY

ONWARD: Final[dict[int | None, Decision]] = {
    3: Decision.CLEAR,
    4: Decision.BUG,
    5: Decision.DECLINE,
    6: Decision.BUG_REGISTERED,
    7: Decision.BUG_SOLVED,
    8: Decision.IMPLEMENTED,
    9: Decision.CONSULTANCY_DELIVERED,
    10: Decision.SOLVED,
    11: Decision.SUPPORT,
    12: Decision.SOLVED,
    13: Decision.CLOSE,
    None: Decision.REOPEN,
}

OWN_HOURS: Final[Mapping[RequestClass, Mapping[str, float]]] = {
    RequestClass.INCIDENT: {"high": 3, "normal": 9, "low": 30},
    RequestClass.CHANGE: {"high": 5.5, "normal": 13, "low": 40},
}
OWN_TARGETS: Final = tuple(
    OwnTarget(request_class=each, clock=ClockName.RESOLUTION, priority=priority, target=hours(amounts[priority]))
    for each, amounts in OWN_HOURS.items()
    for priority in Priority
)


def own_hours(kind: Kind) -> Mapping[str, float]:
    return OWN_HOURS[RequestClass.CHANGE if kind is Kind.CHANGE else RequestClass.INCIDENT]


NOTHING: Final = timedelta(0)
gaps = st.one_of(
    st.just(NOTHING),
    st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 60).map(lambda whole: timedelta(hours=whole)),
    st.timedeltas(min_value=NOTHING, max_value=timedelta(days=12)),
)
reports = st.sampled_from(
    [
        *[{}] * 6,
        {"call_type": CallType.DATA_PROBLEM},
        {"product": "connectors", "problem_type": ProblemType.FUNCTIONAL},
        {"product": "connectors"},
        {"product": "orb", "product_version": "4.9"},
        {"product": "SAP"},
    ]
)
"""What is reported otherwise than usual: some of it is not what support treats."""
shares = st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])
kinds = st.sampled_from([Kind.INCIDENT, Kind.INCIDENT, Kind.CHANGE, Kind.CHANGE, Kind.SERVICE_REQUEST])
priorities = st.sampled_from(Priority)
starts = st.timedeltas(min_value=NOTHING, max_value=timedelta(days=350)).map(lambda gap: Instant(MONDAY + gap))
