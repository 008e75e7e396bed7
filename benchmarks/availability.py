"""What the availability of a year costs: 10,000 outages over 1,000 instances, from folded values to figures.

    python benchmarks/availability.py [--rounds 5]

Seconds of CPU of one process. *Alone* has every outage at one instance; *service-wide* has 52 maintenances that hit
all. The timeline, the explanation and the picture are of the instance that was hit most.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.availability.availability import Availability, availabilities, availability
from app.domain.availability.availability_explanation import AvailabilityNaming, explain_availability
from app.domain.availability.recorded import recorded
from app.domain.availability.stretches import InstanceSpan, calendar_year
from app.domain.availability.timeline import timeline
from app.domain.availability.timeline_picture import timeline_picture
from app.domain.explanation.english import ENGLISH
from app.domain.explanation.phrasing import Phrasing
from app.domain.operations.maintenance_facts import MaintenanceKind
from app.domain.operations.maintenance_periods import AnnouncedStretch, MaintenancePeriod
from app.domain.operations.outage_facts import DetectedBy, OutageCategory
from app.domain.operations.outages import Outage
from app.sla.agreement import AGREEMENT
from app.sla.document import VENDOR

YEAR: Final = calendar_year(2026, VENDOR.zone)
INSTANCES: Final = [UUID(int=number) for number in range(1, 1_001)]
OUTAGES: Final = 10_000
WEEKS: Final = 52
SPAN: Final = InstanceSpan(
    customer_id=UUID(int=1), starts_at=YEAR.from_at, promised=AGREEMENT.services.availability.share
)
NAMING: Final = AvailabilityNaming(Phrasing(ENGLISH, VENDOR.zone))


def outages(instances: Sequence[UUID], chance: random.Random) -> list[Outage]:
    seconds = int((YEAR.until - YEAR.from_at).total_seconds())
    made: list[Outage] = []
    for number in range(OUTAGES):
        began = Instant(YEAR.from_at + timedelta(seconds=chance.randrange(seconds)))
        made.append(
            Outage(
                id=UUID(int=10_000 + number),
                service_id=None,
                instance_ids=(chance.choice(instances),),
                began_at=began,
                ended_at=Instant(began + timedelta(seconds=chance.randrange(1, 7_200))),
                detected_by=DetectedBy.MONITORING,
                category=OutageCategory.FAILURE,
                degradation=False,
                summary="Down",
            )
        )
    return made


def maintenance() -> list[MaintenancePeriod]:
    """Every week four hours, of which three are needed."""
    made: list[MaintenancePeriod] = []
    for week in range(WEEKS):
        begins = Instant(YEAR.from_at + timedelta(weeks=week, hours=20))
        until = Instant(begins + timedelta(hours=4))
        made.append(
            MaintenancePeriod(
                id=UUID(int=100_000 + week),
                service_id=None,
                instance_ids=tuple(INSTANCES),
                kind=MaintenanceKind.PREVENTIVE,
                change_id=None,
                planned_from=begins,
                planned_until=until,
                announced=(AnnouncedStretch(begins, until, Instant(begins - timedelta(days=2))),),
                begun_at=begins,
                ended_at=Instant(begins + timedelta(hours=3)),
            )
        )
    return made


def spent(rounds: int, work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args().rounds
    chance = random.Random(2026)  # noqa: S311 - the same year each time
    spread, alone, weekly = outages(INSTANCES, chance), outages(INSTANCES[:1], chance), maintenance()
    spans = dict.fromkeys(INSTANCES, SPAN)

    def year(hit: Sequence[Outage], planned: Sequence[MaintenancePeriod]) -> dict[UUID, Availability]:
        return dict(availabilities(spans, hit, planned, {}, YEAR, YEAR.until))

    print(f"1,000 instances, 10,000 outages: {spent(rounds, lambda: year(spread, [])):.3f} s")
    print(f"service-wide maintenance besides: {spent(rounds, lambda: year(spread, weekly)):.3f} s")
    print(f"all of them alone at one:         {spent(rounds, lambda: year(alone, weekly)):.3f} s")
    most = max(INSTANCES, key=lambda each: sum(each in hit.instance_ids for hit in spread))
    what = recorded([hit for hit in spread if most in hit.instance_ids], weekly)
    line = timeline(SPAN, what, YEAR, YEAR.until)
    figure = availability(SPAN, what, YEAR, YEAR.until)
    of_one: dict[str, Callable[[], object]] = {
        "availability": lambda: availability(SPAN, what, YEAR, YEAR.until),
        "timeline": lambda: timeline(SPAN, what, YEAR, YEAR.until),
        "explanation": lambda: explain_availability(figure, NAMING),
        "picture": lambda: timeline_picture(line, "Production", NAMING),
    }
    for name, work in of_one.items():
        print(f"{name} of the one hit most ({len(what.outages)}): {spent(10 * rounds, work) * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
