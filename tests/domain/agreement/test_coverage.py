"""§1.3 Supported products, the call types and the channels of §1.2.2."""

from dataclasses import replace

import pytest

from app.domain.agreement.coverage import Coverage, coverage, product_named, refuse_channel
from app.domain.tickets.facts import Details
from app.domain.vocabulary import CallType, Channel, CoverageOutcome, Kind, ProblemType, ServiceLevel
from app.errors import Conflict
from app.sla.agreement import AGREEMENT

SUPPORT, CONSULTANCY, NOT_COVERED = CoverageOutcome.SUPPORT, CoverageOutcome.CONSULTANCY, CoverageOutcome.NOT_COVERED
TECHNICAL, FUNCTIONAL = ProblemType.TECHNICAL, ProblemType.FUNCTIONAL

BUG_IN_IDU = Details(
    kind=Kind.INCIDENT,
    call_type=CallType.SOFTWARE_BUG,
    product="idu",
    problem_type=TECHNICAL,
    title="Save button is grey",
    description="Since the release of this morning.",
    channel=Channel.PORTAL,
)


@pytest.mark.parametrize(
    ("product", "problem_type", "expected"),
    [
        ("idu", TECHNICAL, Coverage(SUPPORT, "1.3", "idu")),
        ("idu", FUNCTIONAL, Coverage(SUPPORT, "1.3", "idu")),
        ("datalink", FUNCTIONAL, Coverage(SUPPORT, "1.3", "datalink")),
        ("dm_portal", TECHNICAL, Coverage(SUPPORT, "1.3", "dm_portal")),
        ("dm_portal", FUNCTIONAL, Coverage(CONSULTANCY, "1.3", "dm_portal")),
        ("connectors", FUNCTIONAL, Coverage(CONSULTANCY, "1.3", "connectors")),
        ("Lotus Notes", TECHNICAL, Coverage(NOT_COVERED, "1.3", None)),
        ("?", TECHNICAL, Coverage(NOT_COVERED, "1.3", None)),
    ],
)
def test_the_product_and_the_sort_of_problem_decide(
    product: str, problem_type: ProblemType, expected: Coverage
) -> None:
    details = replace(BUG_IN_IDU, product=product, problem_type=problem_type)
    assert coverage(details, AGREEMENT) == expected


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("IDU", "idu"),
        ("Data Link", "datalink"),
        ("data-link", "datalink"),
        ("ETL+", "etl_plus"),
        ("Extract, Transform, Load (etl)", "etl_plus"),
        ("esb workflow engine", "esb_workflow_engine"),
        ("GenWS", "genws"),
        ("DM-Portal", "dm_portal"),
        ("", None),
    ],
)
def test_a_product_is_known_by_key_name_or_alias_however_it_is_written(written: str, key: str | None) -> None:
    found = product_named(written, AGREEMENT)
    assert (found.key if found else None) == key


def test_no_name_means_two_products() -> None:
    for product in AGREEMENT.products:
        for name in (product.key, product.name, *product.aliases):
            assert product_named(name, AGREEMENT) is product


@pytest.mark.parametrize(
    ("version", "outcome"),
    [
        ("4.9.12", NOT_COVERED),
        ("v4", NOT_COVERED),
        ("5", SUPPORT),
        ("5.0.1", SUPPORT),
        ("ORB 12", SUPPORT),
        ("10.0", SUPPORT),
        ("5.x", SUPPORT),
        ("ORB 5.x", SUPPORT),
        ("orb-4.x", NOT_COVERED),
        ("ORB versie 4.12", NOT_COVERED),
        ("4.9 (build 4711)", NOT_COVERED),
        ("5.1 (was 4.9)", SUPPORT),
        ("Windows 4", SUPPORT),
        ("-4", SUPPORT),
        ("latest", SUPPORT),
        ("", SUPPORT),
        (None, SUPPORT),
        ("9" * 5000, SUPPORT),
    ],
)
def test_orb_is_supported_from_5(version: str | None, outcome: CoverageOutcome) -> None:
    details = replace(BUG_IN_IDU, product="orb", product_version=version)
    assert coverage(details, AGREEMENT) == Coverage(outcome, "1.3", "orb")


def test_a_version_says_nothing_of_a_product_without_an_oldest_one() -> None:
    assert coverage(replace(BUG_IN_IDU, product_version="1.0"), AGREEMENT).outcome is SUPPORT


@pytest.mark.parametrize("level", [None, *ServiceLevel])
def test_a_data_problem_is_not_covered_whatever_the_product(level: ServiceLevel | None) -> None:
    details = replace(BUG_IN_IDU, call_type=CallType.DATA_PROBLEM)
    assert coverage(details, AGREEMENT, level) == Coverage(NOT_COVERED, "1.2.2", "idu")


@pytest.mark.parametrize(
    ("level", "channel", "refused"),
    [
        (ServiceLevel.STANDARD, Channel.PORTAL, False),
        (ServiceLevel.STANDARD, Channel.MAIL, True),
        (ServiceLevel.STANDARD, Channel.PHONE, True),
        (ServiceLevel.EXTENDED, Channel.PORTAL, False),
        (ServiceLevel.EXTENDED, Channel.MAIL, False),
        (ServiceLevel.EXTENDED, Channel.PHONE, False),
    ],
)
def test_a_channel_that_the_level_lacks_is_refused(level: ServiceLevel, channel: Channel, refused: bool) -> None:  # noqa: FBT001 - a column
    if not refused:
        refuse_channel(AGREEMENT, level, channel)
        return
    with pytest.raises(Conflict, match="It has: portal") as refusal:
        refuse_channel(AGREEMENT, level, channel)
    assert refusal.value.section == "1.2.2"
