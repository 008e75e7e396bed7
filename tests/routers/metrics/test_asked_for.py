"""What the alerts and the dashboard of deploy/ go by is told at /metrics."""

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families as families

from tests.deploy.queried import alerts, metrics_in, panels
from tests.routers.callers import Api

SERIES = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}
ON_LINUX_AND_ALONE = {"process_resident_memory_bytes"}


def series(family: Metric) -> set[str]:
    return {f"{family.name}{ending}" for ending in SERIES.get(family.type, ("",))}


async def names(api: Api) -> set[str]:
    text = (await api.anonymous().get("/metrics")).text
    return {name for family in families(text) for name in series(family)}


async def test_there_is_every_metric_that_is_asked_for(api: Api) -> None:
    there = await names(api)
    queries = [*[rule["expr"] for rule in alerts()], *[query for _, query in panels()]]
    used = {name for query in queries for name in metrics_in(query)}

    assert len(used) > 12
    assert used - there - ON_LINUX_AND_ALONE == set()


async def test_nothing_that_is_ours_is_missing_on_the_dashboard(api: Api) -> None:
    shown = {name for _, query in panels() for name in metrics_in(query)}
    text = (await api.anonymous().get("/metrics")).text
    ours = [family for family in families(text) if family.name.startswith("duetime_")]

    assert ours
    assert [family.name for family in ours if not family.name.endswith("_created") and not series(family) & shown] == []
