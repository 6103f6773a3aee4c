"""A small source for tests: NFRA with one item."""

from scrapers.spiders import nfra


class Nfra(nfra.Nfra):
    """规章及规范性文件 alone."""

    columns = tuple(column for column in nfra.Nfra.columns if column.name == "规章及规范性文件")  # type: ignore[assignment]
