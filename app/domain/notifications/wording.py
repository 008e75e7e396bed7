"""What a notice says, in Dutch and English: a subject, and lines of plain text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.explanation.words import Language
from app.domain.vocabulary import ClockName, Priority, Responsibility, StepName


@dataclass(frozen=True, kw_only=True)
class TicketNews:
    """What a notice about a ticket is made of. `link` is where the ticket is; `due` are local times by clock."""

    event_type: str
    letter: Responsibility
    clock: ClockName | None
    number: str
    title: str
    priority: Priority
    step: StepName | None
    due: Mapping[ClockName, str]
    link: str


@dataclass(frozen=True, kw_only=True)
class MailText:
    """`link`: the one in `text` that it leads to, for programs."""

    subject: str
    text: str
    link: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeWords:
    """`part` says what the reader has to do with it; `happened` is by the type of the event."""

    part: Mapping[Responsibility, str]
    happened: Mapping[str, str]
    otherwise: str
    step: Mapping[StepName, str]
    closed: str
    priority: Mapping[Priority, str]
    clock: Mapping[ClockName, str]
    due: str
    at_step: str
    of_priority: str
    why: str
    confirm_subject: str
    confirm: str
    confirm_person: str
    withdrawn: str


_ENGLISH: Final = NoticeWords(
    part={
        Responsibility.RESPONSIBLE: "Your turn",
        Responsibility.ACCOUNTABLE: "You are accountable",
        Responsibility.CONSULTED: "You are consulted",
        Responsibility.INFORMED: "For your information",
    },
    happened={
        "ticket.signalled": "it was reported",
        "ticket.registered": "it was registered",
        "ticket.signal_withdrawn": "the report was withdrawn",
        "ticket.decision_taken": "it is at another step",
        "ticket.comment_added": "there is a comment",
        "ticket.alert_resolved": "monitoring says that it is over",
        "ticket.escalated": "it is escalated",
        "ticket.escalation_ended": "it is no longer escalated",
        "ticket.priority_requested": "another priority is asked for",
        "ticket.priority_assessed": "its priority was assessed",
        "ticket.priority_decided": "the request for another priority was decided on",
        "ticket.reopen_requested": "it is asked to open it again",
        "ticket.reopen_decided": "the request to open it again was decided on",
        "ticket.risk_announced": "the {clock} is at risk",
        "ticket.breach_announced": "the {clock} has passed",
        "ticket.breach_withdrawn": "the {clock} turns out not to have been missed",
    },
    otherwise="something happened to it",
    step={
        StepName.REGISTER_TICKET: "register the ticket",
        StepName.REGISTER_CUSTOMER: "register the customer",
        StepName.CLASSIFY_TICKET: "classify the ticket",
        StepName.DETERMINE_PROBLEM_AND_TYPE: "determine the problem and its type",
        StepName.AGREE_CONSULTANCY: "agree on consultancy",
        StepName.REGISTER_BUG: "register the bug",
        StepName.TEST_AND_REWORK_BUG: "test and rework the bug",
        StepName.PLAN_WITH_CUSTOMER: "plan with the customer",
        StepName.PLAN_CONSULTANCY: "plan the consultancy",
        StepName.INFORM_CUSTOMER: "inform the customer",
        StepName.DETERMINE_TODO: "determine what is to be done",
        StepName.INFORM_VENDOR: "tell the vendor whether it is solved",
        StepName.UPDATE_TICKET: "update the ticket",
    },
    closed="closed",
    priority={Priority.HIGH: "high", Priority.NORMAL: "normal", Priority.LOW: "low"},
    clock={ClockName.RESPONSE: "response time", ClockName.RESOLUTION: "resolution time"},
    due="Due, {clock}: {at}",
    at_step="Step: {step}",
    of_priority="Priority: {priority}",
    why="Why you are told: section 2.1 of the agreement. How you are told is yours to say: {link}",
    confirm_subject="Is this the right address?",
    confirm=(
        "{customer} would have us send messages to this address, about what section 5.9.2 of the agreement names.\n\n"
        "If that is right, open this page and confirm it:\n{link}\n\nIf it is not, do nothing: nothing more is sent."
    ),
    confirm_person=(
        "{person} would be told at this address what happens to tickets, as section 2.1 of the agreement has it.\n\n"
        "If that is right, open this page and confirm it:\n{link}\n\nIf it is not, do nothing: nothing more is sent."
    ),
    withdrawn="Withdrawn: {title}",
)

_DUTCH: Final = NoticeWords(
    part={
        Responsibility.RESPONSIBLE: "U bent aan zet",
        Responsibility.ACCOUNTABLE: "U bent eindverantwoordelijk",
        Responsibility.CONSULTED: "U wordt geraadpleegd",
        Responsibility.INFORMED: "Ter informatie",
    },
    happened={
        "ticket.signalled": "het is gemeld",
        "ticket.registered": "het is geregistreerd",
        "ticket.signal_withdrawn": "de melding is ingetrokken",
        "ticket.decision_taken": "het is bij een andere stap",
        "ticket.comment_added": "er is een opmerking",
        "ticket.alert_resolved": "volgens de monitoring is het voorbij",
        "ticket.escalated": "er is geëscaleerd",
        "ticket.escalation_ended": "de escalatie is voorbij",
        "ticket.priority_requested": "er is om een andere prioriteit gevraagd",
        "ticket.priority_assessed": "de prioriteit is beoordeeld",
        "ticket.priority_decided": "over het verzoek om een andere prioriteit is besloten",
        "ticket.reopen_requested": "er is om heropening gevraagd",
        "ticket.reopen_decided": "over het verzoek om heropening is besloten",
        "ticket.risk_announced": "de {clock} loopt gevaar",
        "ticket.breach_announced": "de {clock} is verstreken",
        "ticket.breach_withdrawn": "de {clock} blijkt niet te zijn overschreden",
    },
    otherwise="er is iets mee gebeurd",
    step={
        StepName.REGISTER_TICKET: "ticket registreren",
        StepName.REGISTER_CUSTOMER: "klant registreren",
        StepName.CLASSIFY_TICKET: "ticket classificeren",
        StepName.DETERMINE_PROBLEM_AND_TYPE: "probleem en type bepalen",
        StepName.AGREE_CONSULTANCY: "consultancy afstemmen",
        StepName.REGISTER_BUG: "bug registreren",
        StepName.TEST_AND_REWORK_BUG: "bug testen en herstellen",
        StepName.PLAN_WITH_CUSTOMER: "plannen met de klant",
        StepName.PLAN_CONSULTANCY: "consultancy plannen",
        StepName.INFORM_CUSTOMER: "klant informeren",
        StepName.DETERMINE_TODO: "bepalen wat er te doen is",
        StepName.INFORM_VENDOR: "leverancier laten weten of het is opgelost",
        StepName.UPDATE_TICKET: "ticket bijwerken",
    },
    closed="gesloten",
    priority={Priority.HIGH: "hoog", Priority.NORMAL: "normaal", Priority.LOW: "laag"},
    clock={ClockName.RESPONSE: "reactietijd", ClockName.RESOLUTION: "oplostijd"},
    due="Uiterlijk, {clock}: {at}",
    at_step="Stap: {step}",
    of_priority="Prioriteit: {priority}",
    why="Waarom u dit krijgt: paragraaf 2.1 van de overeenkomst. Hoe u bericht krijgt, bepaalt u zelf: {link}",
    confirm_subject="Klopt dit adres?",
    confirm=(
        "{customer} wil dat wij u op dit adres berichten sturen, over wat paragraaf 5.9.2 van de overeenkomst noemt."
        "\n\n"
        "Klopt dat, open dan deze pagina en bevestig het:\n{link}\n\nKlopt het niet, doe dan niets: er komt niets meer."
    ),
    confirm_person=(
        "{person} wil op dit adres horen wat er met tickets gebeurt, zoals paragraaf 2.1 van de overeenkomst zegt."
        "\n\n"
        "Klopt dat, open dan deze pagina en bevestig het:\n{link}\n\nKlopt het niet, doe dan niets: er komt niets meer."
    ),
    withdrawn="Ingetrokken: {title}",
)

WORDS: Final[Mapping[Language, NoticeWords]] = {Language.ENGLISH: _ENGLISH, Language.DUTCH: _DUTCH}


def about_ticket(told: TicketNews, language: Language, preferences_link: str) -> MailText:
    words = WORDS[language]
    clock = "" if told.clock is None else words.clock[told.clock]
    happened = words.happened.get(told.event_type, words.otherwise).format(clock=clock)
    lines = [
        f"{told.number} {told.title}",
        f"{words.part[told.letter]}: {happened}.",
        "",
        words.at_step.format(step=words.closed if told.step is None else words.step[told.step]),
        words.of_priority.format(priority=words.priority[told.priority]),
        *(words.due.format(clock=words.clock[name], at=at) for name, at in told.due.items()),
        "",
        told.link,
        "",
        words.why.format(link=preferences_link),
    ]
    subject = f"[{told.number}] {words.part[told.letter]}: {happened}"
    return MailText(subject=subject, text="\n".join(lines) + "\n", link=told.link)


def confirmation(customer: str, link: str, language: Language) -> MailText:
    words = WORDS[language]
    text = words.confirm.format(customer=customer, link=link) + "\n"
    return MailText(subject=words.confirm_subject, text=text, link=link)


def confirmation_of_person(person: str, link: str, language: Language) -> MailText:
    words = WORDS[language]
    text = words.confirm_person.format(person=person, link=link) + "\n"
    return MailText(subject=words.confirm_subject, text=text, link=link)


def announcement(title: str, text: str, language: Language, *, withdrawn: bool) -> MailText:
    subject = WORDS[language].withdrawn.format(title=title) if withdrawn else title
    return MailText(subject=subject, text=f"{text}\n")
