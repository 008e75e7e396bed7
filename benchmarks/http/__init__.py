"""The service over HTTP beside a minimal raw server, on the same PostgreSQL: `python -m benchmarks.http`."""
