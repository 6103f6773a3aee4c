# zhengce as an unprivileged user, with exactly the versions of requirements-all.lock. Data live in the volume /data.
#   docker build -t zhengce . && docker run --rm -v zhengce:/data zhengce crawl --sample
ARG PYTHON=3.13-slim

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/zhengce
COPY requirements-all.lock /src/
RUN /opt/zhengce/bin/pip install --require-hashes -r /src/requirements-all.lock
COPY pyproject.toml README.md LICENSE /src/
COPY parsers /src/parsers
COPY pipelines /src/pipelines
COPY scrapers /src/scrapers
COPY storage /src/storage
COPY zhengce /src/zhengce
RUN /opt/zhengce/bin/pip install --no-deps /src && /opt/zhengce/bin/zhengce --help > /dev/null

FROM python:${PYTHON}
RUN groupadd --gid 10001 zhengce \
    && useradd --uid 10001 --gid zhengce --no-create-home --home-dir /data --shell /usr/sbin/nologin zhengce \
    && install -d -o zhengce -g zhengce /data
COPY --from=build /opt/zhengce /opt/zhengce
ENV PATH=/opt/zhengce/bin:$PATH PYTHONUNBUFFERED=1 ZHENGCE_DATA=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["zhengce"]
CMD ["--help"]
