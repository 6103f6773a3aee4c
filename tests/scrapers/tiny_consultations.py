"""A small source for tests: NDRC with the column whose notices are asked in two calls."""

from scrapers.spiders import ndrc


class Consultations(ndrc.Ndrc):
    """意见征求 alone."""

    columns = tuple(column for column in ndrc.Ndrc.columns if column.name == "意见征求")  # type: ignore[assignment]
