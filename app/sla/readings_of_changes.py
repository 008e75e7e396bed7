"""The unclear places of chapter 4, and how each is read."""

from collections.abc import Mapping

OF_CHANGES: Mapping[str, Mapping[str, str]] = {
    "4": {
        "without any disturbance of production": (
            "a change that disturbed it is linked to the outage that it was, which counts as every other (§5.2): being"
            " planned announces nothing"
        ),
        "when a change is carried out": (
            "in the hours of §5.4, or when that was announced beforehand; in the way of no other change on the same"
            " instance and of no freeze, unless somebody says why"
        ),
        "clocks while a change is decided on": "go on: no assessment, approval or ballot pauses any",
    },
    "4.1.1": {
        "the existing policy of the vendor": (
            "a catalogue of models, each approved once by a support manager until its last day; what is in it takes no"
            " approval of its own, and what departs from it is a normal change"
        ),
    },
    "4.1.2": {
        "who approves what is not risky": "the accountable: the support manager",
        "how the advisory board decides": (
            "by votes with written reasons: the members and the quorum of the opening, the latest vote of each; whoever"
            " asked for the change or carries it out has none"
        ),
        "an abstention, and a tie": "an abstention counts for the quorum and for neither side; a tie approves nothing",
        "a plan or a risk that changes once it is approved": (
            "withdraws the approval and voids an open ballot: it is decided on anew"
        ),
        "a ticket of a change": (
            "is implemented or solved once its change is, or an urgent one is under way; when the change came to"
            " nothing, it can only be said so"
        ),
    },
    "4.1.3": {
        "when an urgent change is approved": (
            "afterwards: carried out first, then reviewed by somebody who did not carry it out, before it is closed"
        ),
        "when it is reviewed": (
            "by the closing time of the fifth business day after it was over, by the vendor's own hours; the document"
            " gives no period. So is every change that failed"
        ),
        "what is urgent": "what whoever registers it says cannot wait, and why",
    },
}
