"""Why a page cannot be read, each with a line that names the page and what was expected of it."""


class NotReadable(ValueError):
    """The page is not what the caller took it for. The message says what was expected and what was there."""


class Challenge(NotReadable):
    """A script challenge or block answered in place of the page (status 200, empty body, scripts)."""


class UnknownTemplate(NotReadable):
    """None of the site's known templates: the site was redesigned, or the address is of another kind."""


class ErrorPage(UnknownTemplate):
    """An error page (not found, maintenance, login) answered with status 200 in place of the page."""
