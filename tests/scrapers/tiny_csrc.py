"""A small source for tests: CSRC with the column whose rows have no days."""

from scrapers.spiders import csrc


class Csrc(csrc.Csrc):
    """规章 alone."""

    columns = tuple(column for column in csrc.Csrc.columns if column.name == "规章")  # type: ignore[assignment]
