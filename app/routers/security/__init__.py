"""Data leaks, vulnerabilities and compliance over HTTP (§5.9.2, §Compliance, §Kwetsbaarheid)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from app.routers.security import compliance_documents, data_leaks, report_handling, vulnerability_reports

ROUTERS: Final[Sequence[APIRouter]] = (
    data_leaks.router,
    vulnerability_reports.open_router,
    vulnerability_reports.router,
    report_handling.router,
    compliance_documents.router,
)
