"""Why a term falls due when it does, in both languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from string import Formatter
from typing import Any, cast
from uuid import UUID

import pytest

from app.domain.agreement.revising import last_day_to_object
from app.domain.agreement.service_terms import Loss
from app.domain.explanation.english import ENGLISH
from app.domain.explanation.lines import LineKind
from app.domain.explanation.words import Language
from app.domain.operations.copies import copy_terms
from app.domain.operations.recovery import recovery_time_terms
from app.domain.revisions.revision_terms import revision_terms
from app.domain.revisions.revisions import AgreementRevision
from app.domain.security.leaks import DataRole, Leak, leak_terms
from app.domain.terms.explaining import TERM_WORDS, TermExplanation, explain_term
from app.domain.terms.subject_terms import SubjectTerm, TermKind
from app.sla.agreement import AGREEMENT
from app.sla.languages import WORDS
from tests.domain.operations.instance_histories import OWNER, SERVICES, SNAPSHOT, instance_of, removed, taken
from tests.domain.tickets.histories import local

CALENDAR = SERVICES.recovery_calendar


def told(term: SubjectTerm, now: str, language: Language = Language.ENGLISH) -> TermExplanation:
    return explain_term(term, CALENDAR, local(now), WORDS[language])


def revised(kind: TermKind, announced: str, withdrawn: str | None = None) -> SubjectTerm:
    announced_at = local(announced)
    revision = AgreementRevision(
        id=UUID(int=6),
        number=2,
        revises=1,
        in_force_on=date(2027, 4, 1),
        title="Revised",
        vendor="Vendor",
        clauses=[],
        drafted_at=announced_at,
        announced_at=announced_at,
        objections_until_on=last_day_to_object(AGREEMENT.terms.revising, announced_at.astimezone(CALENDAR.zone).date()),
        withdrawn_at=None if withdrawn is None else local(withdrawn),
        withdrawn_because=None if withdrawn is None else "A mistake.",
    )
    terms = revision_terms(revision, AGREEMENT.terms.revising, AGREEMENT.vendor.zone)
    return next(each for each in terms if each.kind is kind)


def recovery(began: str, *losses: Loss, ended: str | None = None) -> SubjectTerm:
    ended_at = None if ended is None else local(ended)
    return recovery_time_terms(UUID(int=5), local(began), ended_at, losses, [instance_of()], SERVICES)[0]


def of_kind(kind: TermKind, *happened: Any) -> SubjectTerm:
    whole = instance_of(*happened, starts_on="2026-11-02")
    return next(term for term in copy_terms(whole, SERVICES) if term.kind is kind and term.key != "start")


def leak(kind: TermKind, **otherwise: Any) -> SubjectTerm:
    given: dict[str, Any] = {"aware_at": local("2026-03-27 12:00"), "vendor_is": DataRole.CONTROLLER}
    whole = Leak(
        id=UUID(int=6), suspected_at=local("2026-03-27 08:00"), hits={OWNER: ()}, summary="", **given | otherwise
    )
    return next(term for term in leak_terms(whole, SERVICES.leaks) if term.kind is kind)


CASES: list[tuple[SubjectTerm, str, str, str]] = [
    (
        recovery("2026-12-24 16:00", Loss.SYSTEM, Loss.DATA),
        "2026-12-28 09:00",
        (
            "Recovery from a loss of a system is aimed at within 8 hours of the vendor's business time (§5.8.2). "
            "Counted from Thu 24 Dec 2026 16:00 +01:00 (Europe/Amsterdam) within the business hours Mon–Fri "
            "08:00–17:00, except for Christmas Day (Fri 25 Dec 2026), it ends on Mon 28 Dec 2026 15:00 +01:00. A loss"
            " of data by itself: by Mon 28 Dec 2026 09:00 +01:00. 6 h is left."
        ),
        (
            "De doelstelling voor herstel na verlies van een systeem is 8 uur in business uren van de leverancier "
            "(§5.8.2). Gerekend vanaf do 24 dec 2026 16:00 +01:00 (Europe/Amsterdam) binnen de business uren ma–vr "
            "08:00–17:00, met uitzondering van Eerste kerstdag (vr 25 dec 2026), verloopt de termijn op ma 28 dec "
            "2026 15:00 +01:00. Verlies van data op zichzelf: uiterlijk ma 28 dec 2026 09:00 +01:00. Er resteert nog "
            "6 uur."
        ),
    ),
    (
        recovery("2026-11-27 16:30", Loss.DATA, ended="2026-11-30 10:00"),
        "2026-12-01 09:00",
        (
            "Recovery from a loss of data is aimed at within 2 hours of the vendor's business time (§5.8.2). Counted "
            "from Fri 27 Nov 2026 16:30 +01:00 (Europe/Amsterdam) within the business hours Mon–Fri 08:00–17:00, it "
            "ended on Mon 30 Nov 2026 09:30 +01:00. Recovered on Mon 30 Nov 2026 10:00 +01:00: 30 min late."
        ),
        (
            "De doelstelling voor herstel na verlies van data is 2 uur in business uren van de leverancier (§5.8.2). "
            "Gerekend vanaf vr 27 nov 2026 16:30 +01:00 (Europe/Amsterdam) binnen de business uren ma–vr 08:00–17:00,"
            " verliep de termijn op ma 30 nov 2026 09:30 +01:00. Hersteld op ma 30 nov 2026 10:00 +01:00: 30 min te "
            "laat."
        ),
    ),
    (
        recovery("2026-11-27 15:00", Loss.DATA, ended="2026-11-28 10:00"),
        "2026-12-01 09:00",
        (
            "Recovery from a loss of data is aimed at within 2 hours of the vendor's business time (§5.8.2). Counted "
            "from Fri 27 Nov 2026 15:00 +01:00 (Europe/Amsterdam) within the business hours Mon–Fri 08:00–17:00, it "
            "ended on Fri 27 Nov 2026 17:00 +01:00. Recovered on Sat 28 Nov 2026 10:00 +01:00: late."
        ),
        (
            "De doelstelling voor herstel na verlies van data is 2 uur in business uren van de leverancier (§5.8.2). "
            "Gerekend vanaf vr 27 nov 2026 15:00 +01:00 (Europe/Amsterdam) binnen de business uren ma–vr 08:00–17:00,"
            " verliep de termijn op vr 27 nov 2026 17:00 +01:00. Hersteld op za 28 nov 2026 10:00 +01:00: te laat."
        ),
    ),
    (
        recovery("2026-11-27 16:30"),
        "2026-12-01 09:00",
        "What was lost has not been found yet, so that no recovery time is known (§5.8.2).",
        "Wat er verloren is, is nog niet vastgesteld, zodat er nog geen hersteltijd is (§5.8.2).",
    ),
    (
        of_kind(TermKind.RECOVERY_POINT, taken(1, "2026-11-02 21:00"), taken(2, "2026-11-03 20:30")),
        "2026-11-04 09:00",
        (
            "The newest verified full copy is to be at most 24 hours old, by the state that it holds (§5.8.1). "
            "Counted from Mon 2 Nov 2026 21:00 +01:00 (Europe/Amsterdam) in hours that pass, nights, weekends and "
            "holidays too, it ended on Tue 3 Nov 2026 21:00 +01:00. The next one holds the state of Tue 3 Nov 2026 "
            "20:30 +01:00: in time."
        ),
        (
            "De nieuwste gecontroleerde volledige kopie is hooguit 24 uur oud, gerekend naar de stand die zij bevat "
            "(§5.8.1). Gerekend vanaf ma 2 nov 2026 21:00 +01:00 (Europe/Amsterdam) in uren die verstrijken, ook 's "
            "nachts, in het weekend en op feestdagen, verliep de termijn op di 3 nov 2026 21:00 +01:00. De volgende "
            "bevat de stand van di 3 nov 2026 20:30 +01:00: op tijd."
        ),
    ),
    (
        of_kind(TermKind.RECOVERY_POINT, taken(1, "2026-11-02 21:00")),
        "2026-11-03 22:30",
        (
            "The newest verified full copy is to be at most 24 hours old, by the state that it holds (§5.8.1). "
            "Counted from Mon 2 Nov 2026 21:00 +01:00 (Europe/Amsterdam) in hours that pass, nights, weekends and "
            "holidays too, it ended on Tue 3 Nov 2026 21:00 +01:00. It is breached: 1 h 30 min late."
        ),
        (
            "De nieuwste gecontroleerde volledige kopie is hooguit 24 uur oud, gerekend naar de stand die zij bevat "
            "(§5.8.1). Gerekend vanaf ma 2 nov 2026 21:00 +01:00 (Europe/Amsterdam) in uren die verstrijken, ook 's "
            "nachts, in het weekend en op feestdagen, verliep de termijn op di 3 nov 2026 21:00 +01:00. De "
            "termijn is overschreden: 1 uur 30 min te laat."
        ),
    ),
    (
        of_kind(TermKind.WEEKLY_SNAPSHOT, taken(1, "2026-11-02 21:00", SNAPSHOT)),
        "2026-11-15 23:00",
        (
            "A snapshot is taken each week, from Monday to Sunday (§5.8.1). Counted from Mon 2 Nov 2026 21:00 +01:00 "
            "(Europe/Amsterdam) on the calendar, it ends on Mon 16 Nov 2026 00:00 +01:00. 1 h is left."
        ),
        (
            "Elke week, van maandag tot en met zondag, wordt een snapshot gemaakt (§5.8.1). Gerekend vanaf ma 2 nov "
            "2026 21:00 +01:00 (Europe/Amsterdam) op de kalender, verloopt de termijn op ma 16 nov 2026 00:00 +01:00."
            " Er resteert nog 1 uur."
        ),
    ),
    (
        of_kind(TermKind.SNAPSHOT_RETENTION, taken(1, "2026-11-30 21:00", SNAPSHOT), removed(1, "2027-02-28 20:00")),
        "2027-03-01 09:00",
        (
            "A snapshot is kept for 3 months (§5.8.1). Counted from Mon 30 Nov 2026 21:00 +01:00 (Europe/Amsterdam) "
            "on the calendar, it ended on Sun 28 Feb 2027 21:00 +01:00. It was removed on Sun 28 Feb 2027 20:00 "
            "+01:00: 1 h early."
        ),
        (
            "Een snapshot wordt 3 maanden bewaard (§5.8.1). Gerekend vanaf ma 30 nov 2026 21:00 +01:00 "
            "(Europe/Amsterdam) op de kalender, verliep de termijn op zo 28 feb 2027 21:00 +01:00. Het is verwijderd "
            "op zo 28 feb 2027 20:00 +01:00: 1 uur te vroeg."
        ),
    ),
    (
        of_kind(TermKind.SNAPSHOT_RETENTION, taken(1, "2026-11-30 21:00", SNAPSHOT)),
        "2027-03-01 09:00",
        (
            "A snapshot is kept for 3 months (§5.8.1). Counted from Mon 30 Nov 2026 21:00 +01:00 (Europe/Amsterdam) "
            "on the calendar, it ended on Sun 28 Feb 2027 21:00 +01:00. It has been kept until then."
        ),
        (
            "Een snapshot wordt 3 maanden bewaard (§5.8.1). Gerekend vanaf ma 30 nov 2026 21:00 +01:00 "
            "(Europe/Amsterdam) op de kalender, verliep de termijn op zo 28 feb 2027 21:00 +01:00. Tot dan is het "
            "bewaard."
        ),
    ),
    (
        leak(TermKind.AUTHORITY_NOTIFICATION),
        "2026-03-30 12:00",
        (
            "The law, not the agreement, has the authority notified of a data leak within 72 hours of becoming aware "
            "of it (GDPR 33(1)). Counted from Fri 27 Mar 2026 12:00 +01:00 (Europe/Amsterdam) in hours that pass, "
            "nights, weekends and holidays too, it ends on Mon 30 Mar 2026 13:00 +02:00. 1 h is left."
        ),
        (
            "Volgens de wet, niet de overeenkomst, wordt een datalek binnen 72 uur na kennisneming aan de "
            "toezichthouder gemeld (GDPR 33(1)). Gerekend vanaf vr 27 mrt 2026 12:00 +01:00 (Europe/Amsterdam) in "
            "uren die verstrijken, ook 's nachts, in het weekend en op feestdagen, verloopt de termijn op ma 30 mrt "
            "2026 13:00 +02:00. Er resteert nog 1 uur."
        ),
    ),
    (
        leak(TermKind.CUSTOMER_NOTIFICATION, told={OWNER: local("2026-03-28 09:00")}),
        "2026-03-30 12:00",
        (
            "A customer hit by a data leak is told of it (§5.9.2) without undue delay (GDPR 33(2)); neither gives a "
            "period, and 24 hours is ours. Counted from Fri 27 Mar 2026 12:00 +01:00 (Europe/Amsterdam) in hours that"
            " pass, nights, weekends and holidays too, it ended on Sat 28 Mar 2026 12:00 +01:00. The customer was "
            "told on Sat 28 Mar 2026 09:00 +01:00: in time."
        ),
        (
            "Een klant die door een datalek is getroffen, wordt daarover geïnformeerd (§5.9.2), zonder onredelijke "
            "vertraging (GDPR 33(2)); geen van beide noemt een termijn, en 24 uur is de onze. Gerekend vanaf vr 27 "
            "mrt 2026 12:00 +01:00 (Europe/Amsterdam) in uren die verstrijken, ook 's nachts, in het weekend en op "
            "feestdagen, verliep de termijn op za 28 mrt 2026 12:00 +01:00. De klant is geïnformeerd op za 28 mrt "
            "2026 09:00 +01:00: op tijd."
        ),
    ),
    (
        revised(TermKind.OBJECTION_PERIOD, "2027-01-31 10:00"),
        "2027-02-28 23:00",
        (
            "A customer may object to a revision of the agreement, with reasons, within 1 month of its announcement, "
            "until the end of that day (Wijzigingen). Counted from Sun 31 Jan 2027 10:00 +01:00 (Europe/Amsterdam) on "
            "the calendar, it ends on Mon 1 Mar 2027 00:00 +01:00. 1 h is left."
        ),
        (
            "Een klant kan binnen 1 maand na de aankondiging, tot het einde van die dag, gemotiveerd bezwaar maken "
            "tegen een herziening van de overeenkomst (Wijzigingen). Gerekend vanaf zo 31 jan 2027 10:00 +01:00 "
            "(Europe/Amsterdam) op de kalender, verloopt de termijn op ma 1 mrt 2027 00:00 +01:00. Er resteert nog 1 "
            "uur."
        ),
    ),
    (
        revised(TermKind.REVISION_NOTICE, "2027-01-31 10:00"),
        "2027-03-01 00:00",
        (
            "A revision of the agreement is announced at least 1 month before it takes effect (Wijzigingen). Counted "
            "from Sun 31 Jan 2027 10:00 +01:00 (Europe/Amsterdam) on the calendar, it ended on Mon 1 Mar 2027 00:00 "
            "+01:00. The notice was given in time."
        ),
        (
            "Een herziening van de overeenkomst wordt ten minste 1 maand voordat zij ingaat aangekondigd "
            "(Wijzigingen). Gerekend vanaf zo 31 jan 2027 10:00 +01:00 (Europe/Amsterdam) op de kalender, verliep de "
            "termijn op ma 1 mrt 2027 00:00 +01:00. De herziening is op tijd aangekondigd."
        ),
    ),
    (
        revised(TermKind.REVISION_NOTICE, "2027-01-31 10:00", withdrawn="2027-02-28 23:59"),
        "2027-03-01 00:00",
        "It does not take effect, since it was withdrawn: A mistake.",
        "Zij gaat niet in, want zij is ingetrokken: A mistake.",
    ),
    (
        leak(TermKind.AUTHORITY_NOTIFICATION, dismissed="It was a test."),
        "2026-04-30 12:00",
        "Nobody has to be notified, since it was no leak: It was a test.",
        "Er hoeft niets te worden gemeld, want het was geen datalek: It was a test.",
    ),
]


@pytest.mark.parametrize(("term", "now", "english", "dutch"), CASES)
def test_told_in_both_languages(term: SubjectTerm, now: str, english: str, dutch: str) -> None:
    assert told(term, now).sentence == english
    assert told(term, now, Language.DUTCH).sentence == dutch


def test_the_lines_lead_from_the_start_to_the_due_time_and_add_up() -> None:
    found = told(recovery("2026-12-24 16:00", Loss.SYSTEM), "2026-12-24 16:00", Language.DUTCH)
    assert [(line.kind, line.reason) for line in found.lines] == [
        (LineKind.COUNTED, None),
        (LineKind.OUTSIDE_HOURS, None),
        (LineKind.HOLIDAY, "Eerste kerstdag"),
        (LineKind.HOLIDAY, "Tweede kerstdag"),
        (LineKind.WEEKEND, None),
        (LineKind.OUTSIDE_HOURS, None),
        (LineKind.COUNTED, None),
    ]
    assert sum(line.seconds for line in found.lines if line.kind is LineKind.COUNTED) == 8 * 3600
    assert (found.lines[0].from_at, found.lines[-1].until) == (found.started_at, found.due_at)
    assert all(one.until == after.from_at for one, after in zip(found.lines, found.lines[1:], strict=False))

    days = told(recovery("2026-11-30 08:00", Loss.OPERATION), "2026-11-30 08:00")
    assert [line.reason for line in days.lines if line.reason] == ["2 business days"]


def test_a_removed_copy_explains_why_it_is_due_sooner() -> None:
    happened = taken(1, "2026-11-02 21:00"), taken(2, "2026-11-03 20:00"), removed(2, "2026-11-04 09:00")
    whole = instance_of(*happened, starts_on="2026-11-02")
    for term in copy_terms(whole, SERVICES):
        is_last = term.key == str(UUID(int=2))
        assert ("an older one is the newest" in told(term, "2026-11-04 10:00").sentence) is is_last


def test_hours_that_pass_are_one_line() -> None:
    term = of_kind(TermKind.RECOVERY_POINT, taken(1, "2026-11-02 21:00"))
    (line,) = told(term, "2026-11-02 22:00").lines
    assert (line.seconds, line.kind) == (24 * 3600, LineKind.COUNTED)
    assert (line.from_at, line.until) == (term.started_at, term.due_at)


def test_without_a_due_time_the_lines_lead_to_the_moment_of_asking() -> None:
    assert told(recovery("2026-11-30 08:00"), "2026-11-30 09:00").lines[-1].until == local("2026-11-30 09:00")
    assert told(recovery("2026-11-30 08:00", ended="2026-11-30 08:30"), "2026-11-30 09:00").lines[-1].until == local(
        "2026-11-30 08:30"
    )
    assert told(recovery("2026-11-30 08:00"), "2026-11-30 07:00").lines == ()
    assert told(leak(TermKind.AUTHORITY_NOTIFICATION, dismissed="No."), "2026-11-30 09:00").lines == ()


def test_less_than_a_second_late_is_late() -> None:
    term = recovery("2026-11-30 08:00", Loss.DATA, ended="2026-11-30 10:00:00.000001")
    assert told(term, "2026-11-30 11:00").sentence.endswith(": late.")
    running = recovery("2026-11-30 08:00", Loss.DATA)
    assert told(running, "2026-11-30 10:00:00.000001").sentence.endswith("breached.")


def leaves(table: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(table, str):
        yield path, table
        return
    if isinstance(table, Mapping):
        parts = list(cast("Mapping[Any, Any]", table).items())
    elif isinstance(table, tuple):
        parts = list(enumerate(cast("tuple[Any, ...]", table)))
    else:
        parts = [(field.name, getattr(table, field.name)) for field in fields(table)]
    for name, inner in parts:
        yield from leaves(inner, f"{path}.{name}")


def test_both_languages_say_everything_and_fill_in_the_same() -> None:
    english, dutch = (dict(leaves(TERM_WORDS[each])) for each in (Language.ENGLISH, Language.DUTCH))
    assert english.keys() == dutch.keys()
    assert not [path for path, text in dutch.items() if not text.strip()]
    for path, text in english.items():
        named = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (text, dutch[path])]
        assert named[0] == named[1], path


def test_both_languages_give_the_same_figures() -> None:
    for term, now, *_ in CASES:
        english, dutch = (told(term, now, each).sentence for each in (Language.ENGLISH, Language.DUTCH))
        assert sorted(re.findall(r"\d+(?:[.:]\d+)*", english)) == sorted(re.findall(r"\d+(?:[.:]\d+)*", dutch))


def test_every_kind_is_named() -> None:
    for kind in TermKind:
        assert TERM_WORDS[Language.ENGLISH].title[kind]
    found = explain_term(CASES[0][0], CALENDAR, local(CASES[0][1]), ENGLISH)
    assert (found.title, found.section, found.breached_at) == ("Recovery time", "5.8.2", None)
    assert found.due_at == found.started_at + timedelta(hours=95)
    assert AGREEMENT.revision == 1
