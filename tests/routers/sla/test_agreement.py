"""The agreement over HTTP."""

import csv
from typing import Any

from app.sla.agreement import AGREEMENT
from tests.routers.callers import Caller


async def test_clause_by_clause_in_the_document_s_order(registrant: Caller) -> None:
    body = (await registrant.get("/v1/sla/agreement")).json()

    assert (body["revision"], body["inForceOn"], body["timeZone"]) == (1, "2023-03-01", "Europe/Amsterdam")
    assert [clause["section"] for clause in body["clauses"]] == list(AGREEMENT.sections)
    clause = of_section(body, "1.2.3")
    assert (clause["heading"], clause["originalHeading"]) == (
        "Response and resolution time",
        "Reactietijd & Tijd voor oplossing",
    )
    promises = next(table["rows"] for table in clause["tables"] if table["name"] == "commitments")
    assert {"amount": 4.0, "unit": "hours"} in [row.get("high") for row in promises]


def of_section(body: dict[str, Any], number: str) -> dict[str, Any]:
    return next(clause for clause in body["clauses"] if clause["section"] == number)


async def test_a_revision_by_number(registrant: Caller) -> None:
    known = await registrant.get("/v1/sla/agreement", params={"revision": 1})
    unknown = await registrant.get("/v1/sla/agreement", params={"revision": 2})

    assert known.json()["revision"] == 1
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["pointer"] == "/query/revision"


async def test_as_a_page_and_as_figures(registrant: Caller) -> None:
    text = (await registrant.get("/v1/sla/agreement", headers={"Accept": "text/plain"})).text
    rows = (await registrant.get("/v1/sla/agreement", headers={"Accept": "text/csv"})).text

    assert text.startswith(f"{AGREEMENT.title}\n{AGREEMENT.vendor.name}, revision 1, in force from 2023-03-01\n")
    assert "\n1.2.3  Response and resolution time (Reactietijd & Tijd voor oplossing)\n=====" in text
    figures = list(csv.DictReader(rows.splitlines()))
    assert {row["section"] for row in figures} <= set(AGREEMENT.sections)
    assert any(row["section"] == "1.2.3" and row["value"] == "4 hours" for row in figures)
