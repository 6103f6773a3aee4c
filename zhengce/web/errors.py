"""Why a request is not answered: not now (503), or at another address."""


class Unanswered(Exception):
    """A request that could not be answered now; its message says why, for the client."""


class TooSlow(Unanswered):
    """Its queries, or what is computed of them, took too long and were stopped."""


class Busy(Unanswered):
    """Too many other requests were there before it."""


class Moved(Exception):
    """A document that was merged into another one: the address of a request leads to that of the other."""

    def __init__(self, former_id: int, document_id: int) -> None:
        super().__init__(f"document {former_id} was merged into document {document_id}")
        self.former_id = former_id
        self.document_id = document_id
