"""Small sources for tests: PBOC, MOF and NEA with one column each, whose first page says where the rest stands."""

from scrapers.spiders import mof, nea, pboc


class Pboc(pboc.Pboc):
    """规范性文件 alone."""

    columns = pboc.Pboc.columns[:1]  # type: ignore[assignment]


class Mof(mof.Mof):
    """政策发布 alone."""

    columns = mof.Mof.columns[:1]


class Nea(nea.Nea):
    """最新文件 alone."""

    columns = nea.Nea.columns[:1]  # type: ignore[assignment]
