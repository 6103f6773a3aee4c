"""Reads attached files in the sandbox, and reads what the text of each says of the document that it is."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from parsers.document import understand_file
from parsers.errors import TooSlow
from parsers.files import LIMITS, FileReader, FileText, Limits
from parsers.record import PolicyDocument

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileReading:
    """What an attached file gave."""

    text: FileText
    document: PolicyDocument | None
    """What its own head, sign-off and text say; None where that is nothing."""


class AttachedFileReader:
    """Reads one file at a time, in a thread that waits for the sandbox. Close it when no more files come."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._reader = FileReader(limits)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")

    async def read(self, content: bytes, *, title: str, url: str, source: str) -> FileReading:
        """What a file gives; whatever is wrong with it is the state of its text. `title`: the words of its link."""
        loop = asyncio.get_running_loop()
        text = await loop.run_in_executor(self._thread, self._reader.read, content, title)
        try:
            document = understand(text, title, url, source)  # in the main thread, the only one with a limit of time
        except TooSlow as why:
            logger.warning("%s; the text of the file is stored", why)
            document = None
        return FileReading(text, document)

    def read_now(self, content: bytes, title: str, url: str, source: str) -> FileReading:
        """The same, in this thread. Raises TooSlow where understanding the text takes too long."""
        text = self._reader.read(content, title)
        return FileReading(text, understand(text, title, url, source))

    def close(self) -> None:
        """Ends the sandbox; waits for the file that is being read."""
        self._thread.shutdown(cancel_futures=True)
        self._reader.close()


def understand(text: FileText, title: str, url: str, source: str) -> PolicyDocument | None:
    """What the text of a file says; a fault of that is logged and costs no more than this reading. Raises TooSlow."""
    try:
        return understand_file(text, title=title, url=url, source=source)
    except TooSlow:
        raise
    except Exception:
        logger.exception("%s: understanding the text of the file", url)
        return None
