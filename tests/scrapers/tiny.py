"""A small source for tests: NDRC with two static columns."""

from scrapers.spiders import ndrc


class Ndrc(ndrc.Ndrc):
    """Two static columns."""

    columns = tuple(column for column in ndrc.Ndrc.columns if column.name in ("通知", "解读"))  # type: ignore[assignment]
