"""What is said of availability, as a table for each language. The reasons are the agreement's own words (§5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.sweep import StretchKind
from app.domain.explanation.words import Language
from app.domain.operations.maintenance_facts import MaintenanceKind


class SumKind(StrEnum):
    """The sum of an availability, in its order: PERIOD − LEFT_OUT = BASIS; ALLOWED − COUNTED = REMAINING."""

    PERIOD = "period"
    LEFT_OUT = "left_out"
    BASIS = "basis"
    ALLOWED = "allowed"
    COUNTED = "counted"
    REMAINING = "remaining"


@dataclass(frozen=True, kw_only=True)
class AvailabilityWords:
    """Names in braces are filled in. `attained` is by the verdict: True, False, None as long as it is open.

    `kind` is for the picture and the table; `up` and `unmeasured` are lines of their own in the sum.
    """

    title: str
    promised: str
    not_promised: str
    none_yet: str
    attained: Mapping[bool | None, str]
    reckoned: str
    remaining: str
    exceeded: str
    exceeded_by_less_than_a_second: str
    unmeasured_counts: str
    degraded: str
    if_accepted: str
    kind: Mapping[StretchKind, str]
    reason: Mapping[LeftOut, str]
    maintenance: Mapping[MaintenanceKind, str]
    left_out: str
    announced: str
    accepted_by: str
    outage: str
    work: str
    degraded_kind: str
    blocked: str
    sums: Mapping[SumKind, str]
    from_at: str
    time: str
    what: str
    up_to_here: str
    about: str
    more: str


ENGLISH: Final = AvailabilityWords(
    title="Availability",
    promised="{promised} % is promised per calendar year (§{section}); {achieved}.",
    not_promised="Nothing is promised of this instance: §{section} is about the production instances in the cloud. It "
    "is measured all the same; {achieved}.",
    none_yet="there is no time yet to judge it by",
    attained={
        True: "{achieved} % was attained, so the promise was kept",
        False: "{achieved} % was attained, so the promise was not kept",
        None: "{achieved} % so far",
    },
    reckoned="From {start} to {end} ({zone}) is {period}. Of that, {left_out} was out of use and is left out, which "
    "leaves {basis}. In it, {counted} counts as outage.",
    remaining="Allowed over the whole period is {allowed}, so {remaining} remains.",
    exceeded="Allowed over the whole period is {allowed}, which is exceeded by {remaining}.",
    exceeded_by_less_than_a_second="Allowed over the whole period is {allowed}, which is exceeded by less than a "
    "second.",
    unmeasured_counts="{unmeasured} was not measured, and counts as available.",
    degraded="Degraded service is shown and does not count.",
    if_accepted="Not everything has been decided: if what the vendor claims is accepted, {left_out} is left out and "
    "{counted} counts, which makes {achieved} %.",
    kind={
        StretchKind.UP: "available",
        StretchKind.OUTAGE: "outage, counts",
        StretchKind.LEFT_OUT: "outage, left out",
        StretchKind.MAINTENANCE: "maintenance, available",
        StretchKind.UNMEASURED: "not measured",
    },
    reason={
        LeftOut.ANNOUNCED_MAINTENANCE: "maintenance or another form of service, announced beforehand",
        LeftOut.ATTACK: "a digital attack",
        LeftOut.VITAL_INFRASTRUCTURE: "a general failure of vital infrastructure",
        LeftOut.SUPPLIER: "a calamity or problem at a supplier",
        LeftOut.OUTSIDE_CONTROL: "a circumstance outside the vendor's control",
    },
    maintenance={
        MaintenanceKind.PREVENTIVE: "preventive",
        MaintenanceKind.CORRECTIVE: "corrective",
        MaintenanceKind.ADAPTIVE: "adaptive",
        MaintenanceKind.OTHER_SERVICE: "another form of service",
    },
    left_out="{kind}: {reason} ({because}): {outages}",
    announced="announced {at}",
    accepted_by="accepted by {who}",
    outage="{kind}: {outages}",
    work="{kind}: {what}",
    degraded_kind="degraded, does not count",
    blocked="blocked for fair use (§5.6.1), counts",
    sums={
        SumKind.PERIOD: "the period so far",
        SumKind.LEFT_OUT: "left out",
        SumKind.BASIS: "what the outages are set against",
        SumKind.ALLOWED: "allowed over the whole period",
        SumKind.COUNTED: "outage that counts",
        SumKind.REMAINING: "remaining",
    },
    from_at="From",
    time="Time",
    what="What",
    up_to_here="up to here",
    about="A timeline from {start} to {end}. {sums}.",
    more="and {count} more",
)

DUTCH: Final = AvailabilityWords(
    title="Beschikbaarheid",
    promised="Toegezegd is {promised} % per kalenderjaar (§{section}); {achieved}.",
    not_promised="Voor deze instantie is niets toegezegd: §{section} gaat over de productieomgevingen in de cloud. Er "
    "wordt wel gemeten; {achieved}.",
    none_yet="er is nog geen tijd om naar te oordelen",
    attained={
        True: "behaald is {achieved} %, dus de toezegging is nagekomen",
        False: "behaald is {achieved} %, dus de toezegging is niet nagekomen",
        None: "tot nu toe {achieved} %",
    },
    reckoned="Van {start} tot {end} ({zone}) is {period}. Daarvan was {left_out} buiten gebruik en blijft buiten "
    "beschouwing; dat laat {basis} over. Daarin telt {counted} als uitval.",
    remaining="Over de hele periode is {allowed} toegestaan, dus er resteert {remaining}.",
    exceeded="Over de hele periode is {allowed} toegestaan; dat is met {remaining} overschreden.",
    exceeded_by_less_than_a_second="Over de hele periode is {allowed} toegestaan; dat is met minder dan een seconde "
    "overschreden.",
    unmeasured_counts="{unmeasured} is niet gemeten en telt als beschikbaar.",
    degraded="Verminderde werking wordt getoond en telt niet mee.",
    if_accepted="Nog niet over alles is besloten: als wordt aanvaard wat de leverancier stelt, blijft {left_out} "
    "buiten beschouwing en telt {counted}, wat {achieved} % oplevert.",
    kind={
        StretchKind.UP: "beschikbaar",
        StretchKind.OUTAGE: "uitval, telt mee",
        StretchKind.LEFT_OUT: "uitval, buiten beschouwing",
        StretchKind.MAINTENANCE: "onderhoud, beschikbaar",
        StretchKind.UNMEASURED: "niet gemeten",
    },
    reason={
        LeftOut.ANNOUNCED_MAINTENANCE: "vooraf aangekondigd onderhoud of andere vorm van service",
        LeftOut.ATTACK: "een digitale aanval",
        LeftOut.VITAL_INFRASTRUCTURE: "een algehele uitval van vitale infrastructuur",
        LeftOut.SUPPLIER: "een calamiteit of probleem bij een toeleverancier",
        LeftOut.OUTSIDE_CONTROL: "een omstandigheid buiten de invloedsfeer van de leverancier",
    },
    maintenance={
        MaintenanceKind.PREVENTIVE: "preventief",
        MaintenanceKind.CORRECTIVE: "correctief",
        MaintenanceKind.ADAPTIVE: "adaptief",
        MaintenanceKind.OTHER_SERVICE: "andere vorm van service",
    },
    left_out="{kind}: {reason} ({because}): {outages}",
    announced="aangekondigd {at}",
    accepted_by="aanvaard door {who}",
    outage="{kind}: {outages}",
    work="{kind}: {what}",
    degraded_kind="verminderde werking, telt niet mee",
    blocked="geblokkeerd wegens fair use (§5.6.1), telt mee",
    sums={
        SumKind.PERIOD: "de periode tot nu toe",
        SumKind.LEFT_OUT: "buiten beschouwing",
        SumKind.BASIS: "waartegen de uitval wordt afgezet",
        SumKind.ALLOWED: "toegestaan over de hele periode",
        SumKind.COUNTED: "uitval die meetelt",
        SumKind.REMAINING: "resteert",
    },
    from_at="Vanaf",
    time="Tijd",
    what="Wat",
    up_to_here="tot hier",
    about="Een tijdlijn van {start} tot {end}. {sums}.",
    more="en nog {count}",
)

AVAILABILITY_WORDS: Final[Mapping[Language, AvailabilityWords]] = {
    Language.ENGLISH: ENGLISH,
    Language.DUTCH: DUTCH,
}
