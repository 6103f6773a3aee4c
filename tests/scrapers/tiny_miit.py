"""A small source for tests: MIIT with a search column and a unit column."""

from scrapers.spiders import miit


class Miit(miit.Miit):
    """政策文件库 and 文件发布·通知."""

    columns = miit.Miit.columns[:2]  # type: ignore[assignment]
