"""What customers are told of a revision of the agreement (Wijzigingen)."""

from collections.abc import Mapping
from datetime import date

from app.domain.agreement.terms import Vendor
from app.domain.explanation.words import Language
from app.domain.revisions.revisions import AgreementRevision

_TITLE = "Herziene dienstniveau-overeenkomst per {day}"
_TEXTS: Mapping[Language, str] = {
    Language.DUTCH: (
        "{vendor} herziet de dienstniveau-overeenkomst. Revisie {number} gaat in op {day} en geldt voor wat vanaf die"
        " dag wordt geregistreerd; wat al is geregistreerd blijft onder de huidige revisie. U kunt tot en met {until}"
        " gemotiveerd bezwaar maken, in het portaal of bij {email}."
    ),
    Language.ENGLISH: (
        "{vendor} revises the service level agreement. Revision {number} takes effect on {day} and holds for what is"
        " registered from that day on; what is registered already stays under the present one. You may object until"
        " {until}, with reasons, in the portal or at {email}."
    ),
}


def news_of(revision: AgreementRevision, vendor: Vendor, until_on: date) -> tuple[str, Mapping[Language, str]]:
    """The title, which is in Dutch, and the text in both languages. `until_on`: the last day to object."""
    filled = {
        "vendor": vendor.name,
        "number": revision.number,
        "day": revision.in_force_on.isoformat(),
        "until": until_on.isoformat(),
        "email": vendor.email,
    }
    text = {language: text.format_map(filled) for language, text in _TEXTS.items()}
    return _TITLE.format_map(filled), text
