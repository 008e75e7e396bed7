"""The words of a term's explanation, in Dutch: the agreement's own where it has one."""

from app.domain.agreement.measures import SpanUnit
from app.domain.agreement.service_terms import Loss
from app.domain.terms.subject_terms import TermCalendar, TermKind
from app.domain.terms.wording import TermWords
from app.domain.vocabulary import ClockState

DUTCH_TERMS = TermWords(
    span={
        SpanUnit.ELAPSED_HOURS: ("uur", "uur"),
        SpanUnit.CALENDAR_WEEKS: ("week", "weken"),
        SpanUnit.CALENDAR_MONTHS: ("maand", "maanden"),
        SpanUnit.NEXT_BUSINESS_DAYS: ("werkdag", "werkdagen"),
    },
    loss={
        Loss.DATA: "data",
        Loss.INSTANCE: "een instantie",
        Loss.SYSTEM: "een systeem",
        Loss.SITE: "een bedrijfslocatie",
        Loss.OPERATION: "operatie",
    },
    state={
        ClockState.NOT_STARTED: "niet gestart",
        ClockState.RUNNING: "loopt",
        ClockState.MET: "gehaald",
        ClockState.BREACHED: "overschreden",
        ClockState.NOT_APPLICABLE: "niet van toepassing",
    },
    title={
        TermKind.RECOVERY_TIME: "Hersteltijd (RTO)",
        TermKind.RECOVERY_POINT: "Herstelpunt (RPO)",
        TermKind.WEEKLY_SNAPSHOT: "Wekelijks snapshot",
        TermKind.SNAPSHOT_RETENTION: "Bewaartermijn van een snapshot",
        TermKind.AUTHORITY_NOTIFICATION: "Melding aan de toezichthouder",
        TermKind.CUSTOMER_NOTIFICATION: "Informeren van de klant",
        TermKind.CHANGE_REVIEW: "Beoordeling van een wijziging",
        TermKind.OBJECTION_PERIOD: "Termijn om bezwaar te maken tegen een herziening",
        TermKind.REVISION_NOTICE: "Aankondiging van een herziening",
    },
    promised={
        TermKind.RECOVERY_TIME: "De doelstelling voor herstel na verlies van {loss} is {target} in business uren van "
        "de leverancier (§{section}).",
        TermKind.RECOVERY_POINT: "De nieuwste gecontroleerde volledige kopie is hooguit {target} oud, gerekend naar de "
        "stand die zij bevat (§{section}).",
        TermKind.WEEKLY_SNAPSHOT: "Elke week, van maandag tot en met zondag, wordt een snapshot gemaakt (§{section}).",
        TermKind.SNAPSHOT_RETENTION: "Een snapshot wordt {target} bewaard (§{section}).",
        TermKind.AUTHORITY_NOTIFICATION: "Volgens de wet, niet de overeenkomst, wordt een datalek binnen {target} na "
        "kennisneming aan de toezichthouder gemeld ({section}).",
        TermKind.CUSTOMER_NOTIFICATION: "Een klant die door een datalek is getroffen, wordt daarover geïnformeerd "
        "(§{section}), zonder onredelijke vertraging ({beside}); geen van beide noemt een termijn, en {target} is de "
        "onze.",
        TermKind.CHANGE_REVIEW: "Een wijziging die niet vooraf is goedgekeurd, of is mislukt, wordt achteraf "
        "beoordeeld (§{section}); de overeenkomst noemt geen termijn, en de sluitingstijd {target} verder is de onze.",
        TermKind.OBJECTION_PERIOD: "Een klant kan binnen {target} na de aankondiging, tot het einde van die dag, "
        "gemotiveerd bezwaar maken tegen een herziening van de overeenkomst ({section}).",
        TermKind.REVISION_NOTICE: "Een herziening van de overeenkomst wordt ten minste {target} voordat zij ingaat "
        "aangekondigd ({section}).",
    },
    not_known={
        TermKind.RECOVERY_TIME: "Wat er verloren is, is nog niet vastgesteld, zodat er nog geen hersteltijd is "
        "(§{section}).",
    },
    counted={
        TermCalendar.VENDOR_BUSINESS_HOURS: "Gerekend vanaf {start} ({zone}) binnen de business uren {hours}"
        "{except_for}, ",
        TermCalendar.ELAPSED: "Gerekend vanaf {start} ({zone}) in uren die verstrijken, ook 's nachts, in het weekend "
        "en op feestdagen, ",
        TermCalendar.CALENDAR_DAYS: "Gerekend vanaf {start} ({zone}) op de kalender, ",
    },
    not_counting=", met uitzondering van {items}",
    holiday="{name} ({day})",
    fallen_back="Sindsdien is een kopie verwijderd, zodat een oudere de nieuwste is.",
    due="verloopt de termijn op {due}.",
    was_due="verliep de termijn op {due}.",
    also="Verlies van {loss} op zichzelf: uiterlijk {due}.",
    left="Er resteert nog {left}.",
    kept={
        TermKind.SNAPSHOT_RETENTION: "Tot dan is het bewaard.",
        TermKind.OBJECTION_PERIOD: "De termijn is voorbij.",
        TermKind.REVISION_NOTICE: "De herziening is op tijd aangekondigd.",
    },
    passed="De termijn is overschreden{late}.",
    ended={
        TermKind.RECOVERY_TIME: "Hersteld op {stopped}{verdict}.",
        TermKind.RECOVERY_POINT: "De volgende bevat de stand van {stopped}{verdict}.",
        TermKind.WEEKLY_SNAPSHOT: "Het volgende is gemaakt op {stopped}{verdict}.",
        TermKind.SNAPSHOT_RETENTION: "Het is verwijderd op {stopped}{verdict}.",
        TermKind.AUTHORITY_NOTIFICATION: "De toezichthouder is geïnformeerd op {stopped}{verdict}.",
        TermKind.CUSTOMER_NOTIFICATION: "De klant is geïnformeerd op {stopped}{verdict}.",
        TermKind.CHANGE_REVIEW: "Zij is beoordeeld op {stopped}{verdict}.",
    },
    in_time=": op tijd",
    late_by=": {time} te laat",
    late=": te laat",
    early_by=": {time} te vroeg",
    early=": te vroeg",
    not_applicable={
        TermKind.AUTHORITY_NOTIFICATION: "Er hoeft niets te worden gemeld, want het was geen datalek: {reason}",
        TermKind.CUSTOMER_NOTIFICATION: "Er hoeft niemand te worden geïnformeerd, want het was geen datalek: {reason}",
        TermKind.OBJECTION_PERIOD: "Er is niets meer om bezwaar tegen te maken, want de herziening is ingetrokken: "
        "{reason}",
        TermKind.REVISION_NOTICE: "Zij gaat niet in, want zij is ingetrokken: {reason}",
    },
)
