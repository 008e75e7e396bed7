"""What somebody who asks for an account reads (§1.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.explanation.words import Language
from app.domain.notifications.wording import MailText


@dataclass(frozen=True, kw_only=True)
class AccountWords:
    ask_subject: str
    ask: str
    accepted_subject: str
    accepted: str
    declined_subject: str
    declined: str


_DUTCH: Final = AccountWords(
    ask_subject="Klopt dit adres?",
    ask=(
        "Op dit adres is voor {organisation} een account gevraagd, met een eerste ticket.\n\n"
        "Klopt dat, open dan deze pagina en bevestig het:\n{link}\n\n"
        "Pas daarna kijkt support ernaar. Klopt het niet, doe dan niets."
    ),
    accepted_subject="[{number}] Uw account is er",
    accepted=(
        "Uw account voor {organisation} is er, en uw ticket is geregistreerd als {number}. De tijden van paragraaf"
        " 1.2.3 lopen vanaf nu.\n\n"
        "Uw inloggegevens: het adres {email}, account {person}. Waar uw organisatie zelf aanmeldt (OpenID Connect),"
        " meldt u zich met dit adres aan; een sleutel krijgt u van support.\n\n{link}"
    ),
    declined_subject="Uw verzoek om een account",
    declined="Voor {organisation} is geen account gemaakt, en er is geen ticket geregistreerd.\n\n{reason}",
)
_ENGLISH: Final = AccountWords(
    ask_subject="Is this address right?",
    ask=(
        "At this address an account was asked for, for {organisation}, with a first ticket.\n\n"
        "If that is right, open this page and confirm it:\n{link}\n\n"
        "Support looks at it only after that. If it is not right, do nothing."
    ),
    accepted_subject="[{number}] You have an account",
    accepted=(
        "You have an account for {organisation}, and your ticket is registered as {number}. The times of section 1.2.3"
        " run from now on.\n\n"
        "How you log in: the address {email}, account {person}. Where your organisation signs people in itself"
        " (OpenID Connect), you sign in with this address; support gives you a key.\n\n{link}"
    ),
    declined_subject="Your request for an account",
    declined="No account was made for {organisation}, and no ticket was registered.\n\n{reason}",
)
ACCOUNT_WORDS: Final[Mapping[Language, AccountWords]] = {Language.DUTCH: _DUTCH, Language.ENGLISH: _ENGLISH}


def asked(organisation: str, link: str, language: Language) -> MailText:
    words = ACCOUNT_WORDS[language]
    text = words.ask.format(organisation=organisation, link=link) + "\n"
    return MailText(subject=words.ask_subject, text=text, link=link)


def accepted(*, organisation: str, email: str, number: str, person_id: UUID, link: str, language: Language) -> MailText:
    words = ACCOUNT_WORDS[language]
    text = words.accepted.format(organisation=organisation, email=email, number=number, person=person_id, link=link)
    return MailText(subject=words.accepted_subject.format(number=number), text=f"{text}\n", link=link)


def declined(organisation: str, reason: str, language: Language) -> MailText:
    words = ACCOUNT_WORDS[language]
    text = words.declined.format(organisation=organisation, reason=reason)
    return MailText(subject=words.declined_subject, text=f"{text}\n")
