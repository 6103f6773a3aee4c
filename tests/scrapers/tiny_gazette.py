"""A small source for tests: gov.cn with the gazette alone, and NDRC with its notices."""

from scrapers.spiders import ndrc, state_council


class StateCouncil(state_council.StateCouncil):
    """The gazette."""

    columns = tuple(column for column in state_council.StateCouncil.columns if column.index)  # type: ignore[assignment]


class Ndrc(ndrc.Ndrc):
    """Notices."""

    columns = tuple(column for column in ndrc.Ndrc.columns if column.name == "通知")  # type: ignore[assignment]
