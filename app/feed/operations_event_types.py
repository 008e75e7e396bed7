"""What each event of the running service means to whoever receives it, with an example of what belongs to it."""

from collections.abc import Mapping
from typing import Any, Final

Told = Mapping[str, tuple[str, Mapping[str, Any]]]

_SERVICE: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073001"
_INSTANCE: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073002"
_CUSTOMER: Final = "0197a3c2-1f00-7b21-a5a0-1a2b3c4d5e6f"
_OTHER: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c07398f"
_COPY: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073003"
_PLANNED: Final = {
    "service_id": _SERVICE,
    "instance_ids": [_INSTANCE],
    "kind": "preventive",
    "planned_from": "2026-11-28T20:00:00Z",
    "planned_until": "2026-11-28T22:00:00Z",
}

INSTANCE_EVENTS: Final[Told] = {
    "instance_added": (
        "A customer has an instance of a service. What is promised about it holds from `startsOn` on.",
        {
            "service_id": _SERVICE,
            "region": "nl",
            "provider": "A Dutch provider",
            "name": "Production",
            "url": "https://dairy.example",
            "environment": "production",
            "hosting": "cloud",
            "starts_on": "2026-01-01",
            "version": "5.2",
            "bespoke": False,
            "agent": False,
            "measured_by": "Prometheus",
        },
    ),
    "instance_corrected": ("Its name, its address or who measures it was corrected.", {"name": "Production (north)"}),
    "version_installed": (
        "Another version is in place; a hotfix counts as the version that it is on (5.5).",
        {"version": "5.2.1", "kind": "hotfix", "by": "vendor", "test_reference": "TR-17"},
    ),
    "release_excluded": (
        "By agreement it is left out of the roll-out until that day, which is included (5.5).",
        {"until_on": "2027-01-31", "reason": "The year's end", "agreement_reference": "MAIL-2026-11"},
    ),
    "bespoke_marked": (
        "Whether there is bespoke work in it, so that only hotfixes are rolled out there (5.5.4).",
        {"bespoke": True, "reason": "Their own planning board"},
    ),
    "copy_taken": (
        "A copy was made. Only a verified one counts, from the state that it holds (5.8.1).",
        {
            "copy_id": _COPY,
            "kind": "full_copy",
            "taken_at": "2026-11-22T23:00:00Z",
            "finished_at": "2026-11-22T23:20:00Z",
            "verified": True,
            "location": "Second site",
            "size": 1_073_741_824,
        },
    ),
    "copy_verified": ("A copy turned out to be whole.", {"copy_id": _COPY}),
    "copy_removed": (
        "A copy is no more. A snapshot is kept for three months (5.8.1).",
        {"copy_id": _COPY, "reason": "Older than three months"},
    ),
    "traffic_measured": (
        "Its traffic of a month, in bytes (5.6.1).",
        {"month": "2026-10-01", "byte_count": 52_428_800},
    ),
    "fair_use_step_taken": (
        "What was done about traffic far above that of others, in the agreement's order (5.6.1).",
        {"step": "discuss", "month": "2026-10-01", "note": "Called on Monday."},
    ),
    "measuring_stopped": ("From here on nobody knows whether it is up (5.2).", {"reason": "The probe is moved"}),
    "measuring_resumed": ("It is measured again.", {}),
    "log_analysed": (
        "Its logs of the day were read; with what was found (5.9.1).",
        {"findings": [{"kind": "configuration", "pattern": "account-expires", "text": "In eight days."}]},
    ),
    "infrastructure_changed": (
        "The customer told of a change to its own infrastructure (1.4).",
        {"part": "agent", "text": "It moves to another server.", "planned_on": "2026-12-05"},
    ),
    "access_surveyed": (
        "What is in use of what 5.7.2 advises.",
        {"multi_factor": "enforced", "single_sign_on": "optional", "strong_passwords": "enforced"},
    ),
    "instance_ended": ("The customer does not have it any more.", {"reason": "The contract has ended"}),
    "recovery_point_exceeded": (
        "The newest verified full copy became older than it may be (5.8.1); `term.breached` says so of the promise.",
        {"copy_id": _COPY, "exceeded_at": "2026-11-23T23:00:00Z"},
    ),
    "traffic_flagged": (
        "Its traffic was far above the mean of the other comparable customers: a person judges that (5.6.1).",
        {"month": "2026-10-01", "byte_count": 52_428_800, "mean_of_others": 10_485_760, "comparable": 5},
    ),
    "traffic_flag_withdrawn": (
        "By what was measured since, of it or of the others, its traffic is not far above their mean (5.6.1).",
        {"month": "2026-10-01"},
    ),
}

OUTAGE_EVENTS: Final[Told] = {
    "outage_begun": (
        "Instances cannot be used, or work poorly: `degradation` (5.2).",
        {
            "service_id": _SERVICE,
            "instance_ids": [_INSTANCE],
            "detected_by": "monitoring",
            "category": "failure",
            "degradation": False,
            "summary": "Nobody can sign in",
        },
    ),
    "outage_ended": ("They can be used again.", {}),
    "outage_reopened": ("It had not ended after all.", {"reason": "Signing in fails for half of them"}),
    "loss_found": ("What was lost, which sets the recovery time (5.8.2).", {"loss": "instance"}),
    "cause_found": ("What caused it.", {"text": "An expired certificate", "ticket_id": _OTHER}),
    "left_out_claimed": (
        "The vendor holds that part of it was outside its control (5.2).",
        {
            "claim_id": _OTHER,
            "from_at": "2026-11-23T09:00:00Z",
            "until": "2026-11-23T10:00:00Z",
            "reason": "attack",
            "evidence": "The provider's report",
        },
    ),
    "left_out_decided": (
        "Somebody else decided on that; accepted, it does not count.",
        {"claim_id": _OTHER, "accepted": True, "reason": "The report shows it"},
    ),
    "rebutted": (
        "A customer's proof of the contrary, for its own instances (5.2).",
        {
            "rebuttal_id": _OTHER,
            "customer_id": _CUSTOMER,
            "claim": "began_earlier",
            "from_at": "2026-11-23T08:00:00Z",
            "evidence": "Our own log",
        },
    ),
    "rebuttal_decided": (
        "The vendor's answer to that; accepted, it counts from the start.",
        {"rebuttal_id": _OTHER, "accepted": True, "reason": "The log shows it"},
    ),
    "linked": (
        "A ticket or a change is about it; the other's history says so as well.",
        {"to": "ticket", "id": _OTHER},
    ),
    "unlinked": ("That link was taken back.", {"to": "ticket", "id": _OTHER}),
}

MAINTENANCE_EVENTS: Final[Told] = {
    "maintenance_planned": ("There will be maintenance, of which nobody is told yet.", _PLANNED),
    "maintenance_announced": (
        "Maintenance is announced. What was announced before it began does not count as an outage (5.2).",
        _PLANNED,
    ),
    "announcement_extended": (
        "It takes longer: what this adds is announced by this.",
        {"planned_until": "2026-11-28T23:00:00Z"},
    ),
    "maintenance_begun": ("It began.", {}),
    "maintenance_ended": ("It is over.", {}),
    "maintenance_cancelled": ("From now on nothing is announced, and what had begun is over.", {}),
}

TERM_EVENTS: Final[Told] = {
    "term_breached": (
        "A promise that is no ticket's clock passed unmet; `kind` says which. Announced once.",
        {"kind": "recovery_point", "key": _COPY, "breached_at": "2026-11-23T23:00:00Z"},
    ),
    "term_withdrawn": (
        "What was announced of such a promise turned out not to be so.",
        {
            "kind": "recovery_point",
            "key": _COPY,
            "announced_breach_at": "2026-11-23T23:00:00Z",
            "reason": "copy_verified",
        },
    ),
}
"""They stand on the stream of whatever the promise is about."""
