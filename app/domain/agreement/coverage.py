"""Whether support helps with what is reported (§1.2.2, §1.3), and by which channel a level may report it (§1.2.2)."""

from dataclasses import dataclass

from app.domain.agreement.agreement import Agreement, CallTypeRule, ProductRule, plain_name
from app.domain.agreement.versions import is_older, version_in
from app.domain.tickets.facts import Details
from app.domain.vocabulary import CallType, Channel, CoverageOutcome, ServiceLevel
from app.errors import Conflict


@dataclass(frozen=True)
class Coverage:
    """What an intake comes to, with its clause. `product_key` None: not a product of §1.3."""

    outcome: CoverageOutcome
    section: str
    product_key: str | None = None


def coverage(details: Details, agreement: Agreement, level: ServiceLevel | None = None) -> Coverage:
    """Without a level, a call type is covered when any level covers it."""
    product = product_named(details.product, agreement)
    key = None if product is None else product.key
    rules = _call_type_rules(details.call_type, agreement, level)
    if not any(rule.covered for rule in rules):
        section = rules[0].section if rules else agreement.registration_section
        return Coverage(CoverageOutcome.NOT_COVERED, section.number, key)
    if product is None:
        return Coverage(CoverageOutcome.NOT_COVERED, _products_section(agreement), None)
    if _too_old(product, details.product_version):
        return Coverage(CoverageOutcome.NOT_COVERED, product.section.number, key)
    return Coverage(product.coverage[details.problem_type], product.section.number, key)


def product_named(name: str, agreement: Agreement) -> ProductRule | None:
    """By key, name or alias, whatever the case and punctuation."""
    return agreement.products_by_name.get(plain_name(name))


def refuse_channel(agreement: Agreement, level: ServiceLevel, channel: Channel) -> None:
    """Raises Conflict when the level does not have the channel (§1.2.2)."""
    terms = agreement.levels[level]
    if channel not in terms.channels:
        offered = ", ".join(sorted(terms.channels))
        raise Conflict(
            f"The {level} service level has no {channel} channel. It has: {offered}.", section=terms.section.number
        )


def _call_type_rules(call_type: CallType, agreement: Agreement, level: ServiceLevel | None) -> list[CallTypeRule]:
    levels = agreement.levels.values() if level is None else [agreement.levels[level]]
    return [rule for terms in levels for rule in terms.call_types if rule.call_type is call_type]


def _products_section(agreement: Agreement) -> str:
    return agreement.products[0].section.number


def _too_old(product: ProductRule, version: str | None) -> bool:
    """What names no version is not known to be too old."""
    named = version_in(version or "", (product.key, product.name, *product.aliases))
    oldest = version_in(product.oldest_version or "")
    return named is not None and oldest is not None and is_older(named, oldest)
