"""What an engine is: it gets Chinese texts of one kind and gives their English, in the same order, or fails."""

from collections.abc import Sequence
from typing import Protocol

from storage.translations.queries import Origin
from storage.translations.texts import TextKind


class BatchFailed(Exception):
    """These texts got no usable answer; fewer of them may. The message is the reason, in a few words."""


class EngineFailed(Exception):
    """The engine answers nothing, whatever the texts. The message is one line for people."""


class Engine(Protocol):
    """A model that was loaded, or a server. It holds nothing open between batches."""

    origin: Origin
    name: str
    """Under which its translations are stored: qwen3:8b."""
    batch: int
    """Texts that it takes at once."""

    def translate(self, kind: TextKind, texts: Sequence[str]) -> list[str]:
        """The English of texts. Raises BatchFailed or EngineFailed."""
