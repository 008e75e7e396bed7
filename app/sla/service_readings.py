"""The unclear places from §5.5 on, and how each is read; `readings` has those before."""

from collections.abc import Mapping

FOLLOWED_ON: Mapping[str, Mapping[str, str]] = {
    "5.5": {
        "about one production version a month": "an aim: reported, no ticket breaches it",
        "the newest version or the one before": "an aim: an instance further behind is shown",
        "how far behind an instance is": (
            "by production versions that have come out since its own, not by days; a hotfix counts as the version it"
            " is on"
        ),
        "an instance that is excluded by agreement": "is not behind until the last day of the exclusion is over",
        "rolled out within the maintenance window": "outside it only when that was announced beforehand",
    },
    "5.5.1": {
        "hotfixes are treated further on": "they are not: §4.1.3 and this clause are all there is",
        "a hotfix on a production version": "the newest one whose number its own begins with",
        "rolled out as soon as possible": (
            "outside the maintenance window too, on an instance that runs its version: it brings no other along"
        ),
    },
    "5.5.4": {
        "a production version on an instance with bespoke work": (
            "only with the customer's own test report; without it, it would be enforced, which is for a hotfix alone"
        ),
        "bespoke work that fails after a hotfix was enforced": (
            "is the customer's, who tests it itself: the cause is another than the vendor's software"
        ),
    },
    "5.6.1": {
        "a significant deviation from comparable customers": (
            "the document gives no figure: it is flagged for a person to judge, from 3 times the mean on"
        ),
        "the average of comparable customers": (
            "the mean of the others of the same level and product, so that a heavy one cannot hide in it; among fewer"
            " than five there is no judgement"
        ),
        "monitored, discussed, normalised, blocked or charged": (
            "in this order, of which the last two are one or the other; excesses may be filtered at any time"
        ),
    },
    "5.7.2": {
        "MFA is both part of an instance and advised": "available always, enforced where it can be",
    },
    "5.8.1": {
        "an RPO of at most 24 hours": "24 hours that really pass, weekends and holidays too",
        "the weekly snapshot: when": "at any time; only the daily copy is bound to the window",
        "how long the daily copy is kept": (
            "the document does not say: it is not judged, but the only verified copy is not removed"
        ),
        "how old a copy is": "from the state that it holds, not from when it was finished",
        "a copy that is not verified, or failed": "is none, a snapshot too: neither a week nor three months go by it",
        "the day of a copy that is taken at night": (
            "the one on which its window began: Tuesday 01:00 is Monday's; Saturday until 04:00 lies in the windows of"
            " two days, and counts for both"
        ),
        "the weekly snapshot: which week": "each local Monday to Sunday, its first one too, however short it is",
        "from when an instance is judged": "from its first day; copies from before are left out",
        "a copy is kept for 3 months": (
            "a snapshot, for 3 calendar months to the hour of it; where the month has no such day, to its last one"
        ),
        "of production instances": "test environments are not judged, nor is what is hosted on the customer's site",
    },
    "5.8.2": {
        "vendor business hours": "08:00-17:00, Monday to Friday, Dutch holidays excluded",
        "a recovery time that depends on the provider's": "an objective that is reported; no clock of a ticket",
        "from when the recovery time runs": "from the beginning of the outage, whenever it was found",
        "several losses at once, or another one than was thought": (
            "the worst governs, as if from the beginning; those of the others are kept beside it"
        ),
        "what of a missed recovery time is the provider's": (
            "as much of it as lay with the supplier by claims that were accepted (§5.2): the recovery would have been"
            " shorter by that"
        ),
    },
    "5.9.2": {
        "the last sentence is illegible in the text": "the customer answers for giving its addresses and preferences",
        "a data leak: by when": (
            "the document gives no period; the law does, beside it: the authority within 72 hours of becoming aware,"
            " weekends and holidays included (GDPR 33(1)); 24 hours for telling a customer is a figure of ours"
        ),
        "a data leak of which the vendor is the processor": (
            "the customer's own 72 hours begin when the vendor tells it (GDPR 33(2))"
        ),
        "two moments of becoming aware of a leak": "the earlier governs",
    },
}
