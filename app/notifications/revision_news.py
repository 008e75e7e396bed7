"""A revision of the agreement is announced: every customer is told, with proof of who was told when (Wijzigingen)."""

from collections.abc import Mapping
from datetime import date

from app.domain.agreement.service_terms import Topic
from app.domain.agreement.terms import Vendor
from app.domain.explanation.words import Language
from app.domain.revisions import revisions as rules
from app.domain.revisions.revision_facts import RevisionAnnounced
from app.domain.revisions.revisions import AgreementRevision
from app.notifications import announcements
from app.notifications.announcements import NewAnnouncement
from app.revisions import drafting
from app.revisions.drafting import RevisionView
from app.revisions.kinds import AGREEMENT_REVISIONS
from app.revisions.store import revisions as stored_revisions
from app.revisions.store.revisions import StoredRevision
from app.streams import subjects
from app.unit_of_work import UnitOfWork

_TITLES: Mapping[Language, str] = {
    Language.DUTCH: "Herziene dienstniveau-overeenkomst per {day}",
    Language.ENGLISH: "The service level agreement is revised as of {day}",
}
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


async def announce(uow: UnitOfWork, stored: StoredRevision) -> RevisionView:
    """From then on it does not change. Raises Conflict where the month before is too short."""
    revision, terms, vendor = stored.state, drafting.revising(uow), uow.book.in_force(uow.now).vendor
    others = [each.state for each in await stored_revisions.announced(uow.connection)]
    coded = {each.in_force_from: each.revision for each in uow.book.coded}
    until_on = rules.require_announceable(revision, others, coded, drafting.today_of(uow), terms)
    made = await announcements.make(uow, _news(revision, vendor, until_on))
    fact = RevisionAnnounced(announcement_id=made.announcement.id, objections_until_on=until_on)
    return drafting.view(uow, await subjects.record(uow, AGREEMENT_REVISIONS, stored, [fact]))


async def withdraw(uow: UnitOfWork, stored: StoredRevision, reason: str) -> RevisionView:
    """Who was told that it would take effect is told that it does not."""
    withdrawn = await drafting.withdraw(uow, stored, reason)
    if stored.state.announcement_id is not None:
        await announcements.withdraw(uow, stored.state.announcement_id, reason)
    return withdrawn


def _news(revision: AgreementRevision, vendor: Vendor, until_on: date) -> NewAnnouncement:
    filled = {
        "vendor": vendor.name,
        "number": revision.number,
        "day": revision.in_force_on.isoformat(),
        "until": until_on.isoformat(),
        "email": vendor.email,
    }
    return NewAnnouncement(
        topic=Topic.NEWS,
        title=_TITLES[Language.DUTCH].format_map(filled),
        text={language: text.format_map(filled) for language, text in _TEXTS.items()},
        falls_to_registrants=True,
    )
