"""What the schemas and members that tell of leaks, vulnerabilities and compliance are, where they do not say."""

from typing import Final

SECURITY_SCHEMAS: Final = {
    "AuthorityNotification": "That the authority was notified of a data leak (GDPR 33(1)).",
    "DismissLeak": "It was no leak.",
    "NewSupplement": "What a reporter adds to their report.",
    "Solution": "That a vulnerability is solved.",
    "Supplement": "What a reporter added to their report.",
    "TellCustomer": "A customer that the leak hit was told of it.",
}

_NOTIFICATION: Final = {
    "notifiedAt": "When the authority was notified.",
    "reference": "Under which the authority has it.",
    "reasonForDelay": "Why it was later than the law has it.",
}
_DOCUMENT: Final = {
    "url": "Where it is found.",
    "validFrom": "The first day on which it holds.",
    "validUntil": "The last day on which it holds; null: it does not expire.",
}
_LEAK: Final = {
    "suspectedAt": "Since when it is suspected.",
    "instanceIds": "The instances whose data may have leaked.",
    "summary": "What happened, in a line.",
    "vendorIs": "What the vendor is for the data (GDPR 4).",
}
_REPORT: Final = {
    "reference": "What the report is called.",
    "reportedAt": "When it was reported.",
    "contact": "Where the reporter would be answered; null: nowhere.",
}

SECURITY_MEMBERS: Final = {
    **{f"AuthorityNotification.{name}": said for name, said in _NOTIFICATION.items()},
    **{f"NotifyAuthority.{name}": said for name, said in _NOTIFICATION.items()},
    **{f"ComplianceDocument.{name}": said for name, said in _DOCUMENT.items()},
    **{f"NewComplianceDocument.{name}": said for name, said in _DOCUMENT.items()},
    **{f"NewDataLeak.{name}": said for name, said in _LEAK.items()},
    **{f"DataLeak.{name}": said for name, said in _LEAK.items()},
    **{f"VulnerabilityReport.{name}": said for name, said in _REPORT.items()},
    **{f"ReportSummary.{name}": said for name, said in _REPORT.items()},
    "ComplianceDocument.validity": "Whether it holds today.",
    "DataLeak.awareAt": "Since when it was reasonably certain; null: it is a suspicion.",
    "DataLeak.categories": "What kinds of data leaked.",
    "DataLeak.dismissal": "Why it was no leak; null: it is one, or may be.",
    "DataLeak.hits": "Whom it hit.",
    "DataLeak.notification": "The vendor's own of the authority, as the controller; null: none, or not yours to see.",
    "EstablishLeak.awareAt": "Since when it was reasonably certain.",
    "EstablishLeak.categories": "What kinds of data leaked.",
    "LeakHit.instanceIds": "Its instances that were hit.",
    "LeakHit.notification": "Its own of the authority; null: none yet, or not its to make.",
    "LeakHit.toldAt": "When it was first told; null: not yet.",
    "NewVulnerabilityReport.contact": _REPORT["contact"],
    "Publish.reference": "Where it is told to everybody.",
    "Receipt.reference": _REPORT["reference"],
    "Receipt.token": "What opens the report; it is shown this once.",
    "Solution.solvedAt": "When it was solved.",
    "Solution.version": "In which version.",
    "Solve.version": "In which version it is solved.",
    "TellCustomer.toldAt": "When it was told.",
    "Term.breachedAt": "Since when it is late; null: it is not.",
    "TermExplanation.breachedAt": "Since when it is late; null: it is not.",
    "Triage.duplicateOf": "The reference of the report that it repeats.",
    "Triage.verdict": "Whether it is a vulnerability.",
    "TriageOutcome.duplicateOf": "The report that it repeats; null: none, or not yours to see.",
    "TriageOutcome.verdict": "Whether it is a vulnerability.",
    "VulnerabilityReport.publication": "Where it is told to everybody; null: nowhere yet.",
    "VulnerabilityReport.solution": "How it was solved; null: it is not.",
    "VulnerabilityReport.supplements": "What the reporter added since.",
    "VulnerabilityReport.verdict": "What it was found to be; null: not looked at yet.",
}
"""By schema and member: such words mean something else elsewhere."""
