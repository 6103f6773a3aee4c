"""A small source for tests: CAC with the column that holds its drafts."""

from scrapers.spiders import cac


class Cac(cac.Cac):
    """网信@你 alone."""

    columns = tuple(column for column in cac.Cac.columns if column.name == "网信@你")  # type: ignore[assignment]
