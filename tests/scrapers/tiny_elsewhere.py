"""Small sources for tests: MOF and NEA with one column each."""

from scrapers.spiders import mof, nea


class Mof(mof.Mof):
    """政策发布 alone."""

    columns = mof.Mof.columns[:1]


class Nea(nea.Nea):
    """最新文件 alone."""

    columns = nea.Nea.columns[:1]  # type: ignore[assignment]
