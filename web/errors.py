"""Why a request is not answered now, for the client; each is answered 503."""


class Unanswered(Exception):
    """A request that could not be answered now; its message says why, for the client."""


class TooSlow(Unanswered):
    """Its queries, or what is computed of them, took too long and were stopped."""


class Busy(Unanswered):
    """Too many other requests were there before it."""
