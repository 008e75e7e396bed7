"""As `member_descriptions`, of the running service (chapter 5)."""

from typing import Final

SERVICE_MEMBERS: Final = {
    "achievedPercent": "The share of the time that it was available, of what is not left out.",
    "allowedSeconds": "How long it may be down in the whole period; null: nothing is promised.",
    "announce": "Whether it is announced at once.",
    "announcedAt": "When it was announced: the moment that this was recorded.",
    "begunAt": "When the work began; null: it has not.",
    "cancelledAt": "When it was cancelled; null: it was not.",
    "category": "What kept it from being used: a failure, or a block for fair use (5.6.1).",
    "changeId": "The change that it is for; null: none.",
    "counted": "What was down and counts, in order.",
    "countedSeconds": "How long it was down, of what counts.",
    "degraded": "When it worked, poorly: shown, and not counted.",
    "gaps": "When nobody measured it.",
    "instanceId": "The customer's instance of a service.",
    "instanceIds": "The instances that it concerns.",
    "leftOut": "What was down and is left out, in order.",
    "leftOutSeconds": "How long it was down, of what is left out.",
    "maintenanceId": "The period of maintenance.",
    "measuring": "Whether it is measured.",
    "outageId": "The outage.",
    "outageIds": "The outages that it was down by.",
    "periodSeconds": "All of the time from `from` to `until`.",
    "plannedFrom": "From when it is planned.",
    "plannedUntil": "Until when it is planned.",
    "remainingSeconds": "What is left of what is allowed; less than nothing: it is exceeded.",
    "serviceId": "The service, all of whose instances it concerns; null: those that are named.",
    "stretches": "In order, each from where the one before ends.",
    "sums": "The sum that it is, part by part.",
    "upSeconds": "How long it was up, and measured.",
}
