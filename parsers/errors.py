"""Why a page cannot be read. Each message names the page, what was expected and what was found."""


class NotReadable(ValueError):
    """The page is not of the expected kind."""


class Challenge(NotReadable):
    """A script challenge or block in place of the page (status 200, empty body, scripts)."""


class UnknownTemplate(NotReadable):
    """The page fits none of the site's known templates: a redesign, or an address of another kind."""


class TooSlow(NotReadable):
    """Reading the page takes more processor time than a page may take."""


class ErrorPage(UnknownTemplate):
    """An error page (not found, maintenance, login) with status 200 in place of the page."""
