"""A small source for tests: MOFCOM, which has no reader of its own, with one unit column."""

from scrapers.spiders import mofcom


class Mofcom(mofcom.Mofcom):
    """部令公告 alone."""

    columns = tuple(column for column in mofcom.Mofcom.columns if column.name == "部令公告")
