"""What becomes of each attached file: it is requested behind its notice, read in the sandbox, saved with its text."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from configuration.redaction import redact
from pipelines.items import NoticeItem
from scrapers.base_spiders.notice_spider import NoticeSpider
from scrapers.exceptions import (
    DownloadFailed,
    HostUnavailable,
    NotAFile,
    NotFound,
    NotModified,
    NotRecorded,
    Paused,
    SourceStopped,
    TooLarge,
)
from scrapers.network.download import Answer, Steps, check_is_file
from scrapers.network.replay import Replay
from scrapers.walk.column import Ask
from scrapers.walk.file_rules import FileRules
from scrapers.walk.frontier import Frontier
from storage.attachments import saving
from storage.crawl import files
from storage.crawl.files import PendingFile
from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.documents.writing.saving import Outcome
from storage.errors import StorageError

logger = logging.getLogger(__name__)


class FileSpider(NoticeSpider):
    """Fetches attached files: first those of the notices just read, at the end of the run those that are due."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unstored: dict[int, NoticeItem] = {}
        """Records with attachments that the pipelines have not told of yet."""
        self._told = asyncio.Event()
        self._with_files: list[int] = []
        """Documents with attachments that were stored since files were last looked for."""
        self._passed_over: set[int] = set()
        """Files that this run asked for in vain, or does not ask for."""
        self._hosts_left: set[str] = set()
        """Hosts of files alone that refused us, or did not answer."""

    @cached_property
    def file_rules(self) -> FileRules:
        """Which files are fetched, as the user set it."""
        return FileRules(
            self.allowed_domains, self.settings.getbool("ZHENGCE_FILES"), self.settings.getlist("ZHENGCE_FILES_OFF")
        )

    def is_of_the_body(self, url: str) -> bool:
        """Whether a file at this address may be asked for."""
        return self.file_rules.is_of_the_body(url)

    async def leave_files(self) -> None:
        """Notes which files are left alone, and why, as it is set now."""

        def look() -> dict[int, str | None]:
            with self.session.database.read() as connection:
                return files.left(connection, self.name, self.file_rules.why_left)

        if reasons := await asyncio.to_thread(look):
            await self.session.writer.write(lambda connection: files.leave(connection, reasons))

    # Which files are requested

    def expect(self, read: NoticeItem) -> None:
        """The pipelines are to tell whether this record is stored."""
        if read.document.attachments:
            self._unstored[id(read)] = read

    async def stored(self, read: NoticeItem, outcome: Outcome) -> None:
        """Counts a record that is in the database; its files are requested next."""
        if self._unstored.get(id(read)) is read:
            self._with_files.append(outcome.document_id)
        await super().stored(read, outcome)
        self._told_of(read)

    async def not_stored(self, read: NoticeItem, why: Exception) -> None:
        """Records why a record is not in the database."""
        try:
            await super().not_stored(read, why)
        finally:
            self._told_of(read)

    def _told_of(self, read: NoticeItem) -> None:
        self._unstored.pop(id(read), None)
        self._told.set()

    async def next_file(self, frontier: Frontier) -> PendingFile | None:
        """The file that a frontier requests next: of the notices that it read, and behind the last column those due."""
        if not frontier.files:
            frontier.files.extend(await self._files_of_notices())
        if not frontier.files and frontier.column is None and not frontier.is_behind_files:
            frontier.is_behind_files = True
            frontier.files.extend(await self._files_due())
        while frontier.files:
            file = frontier.files.popleft()
            if urlsplit(file.url).hostname not in self._hosts_left:
                return file
        return None

    async def _files_of_notices(self) -> Sequence[PendingFile]:
        while self._unstored:
            self._told.clear()
            await self._told.wait()
        documents, self._with_files = self._with_files, []
        if not documents:
            return ()
        now = self.session.now()
        found = await self.session.writer.write(lambda connection: files.of_documents(connection, documents, now))
        reasons = {file.file_id: why for file in found if (why := self.file_rules.why_left(file.url))}
        if reasons:
            await self.session.writer.write(lambda connection: files.leave(connection, reasons))
        return [file for file in found if file.file_id not in reasons and self._can_be_had(file)]

    async def _files_due(self) -> Sequence[PendingFile]:
        """At most MOST_DUE a run, or all that a recording may hold; a message tells of more."""
        now, most = self.session.now(), sys.maxsize if self.session.recorded else files.MOST_DUE + 1
        over = self._passed_over
        found = await self.session.writer.write(lambda connection: files.due(connection, self.name, now, most, over))
        found = [file for file in found if self._can_be_had(file)]
        if len(found) > files.MOST_DUE and not self.session.recorded:
            self.note(f"more files than the {files.MOST_DUE} of one crawl are due; the next goes on")
            del found[files.MOST_DUE :]
        return found

    def _can_be_had(self, file: PendingFile) -> bool:
        """Whether it is worth asking: a recording that does not hold a file says nothing of it."""
        recording = Replay.of(self.crawler)
        return file.file_id not in self._passed_over and (recording is None or recording.holds(file.url))

    # One file

    def file_answer(self, file: PendingFile) -> Steps[Answer]:
        """The answer of a file. Raises DownloadFailed, or NotModified where the held file is current."""
        ask = Ask(self.secure(file.url))
        answer = yield from self.ask(ask, referer=file.page_url, etag=file.etag, last_modified=file.last_modified)
        check_is_file(answer)
        return answer

    async def file_came(self, file: PendingFile, got: Answer | Exception) -> None:
        """Takes a file, or its failure, which fails no other."""
        try:
            if isinstance(got, Exception):
                raise got
            await self._save_file(file, got)
        except NotModified:
            now = self.session.now()
            await self.session.writer.write(lambda connection: files.not_modified(connection, file.file_id, now))
        except NotRecorded:
            self._passed_over.add(file.file_id)
        except NotFound as why:
            if not await self._file_gone(file, str(why)):
                await self._file_lost(file, str(why))
        except HostUnavailable as why:  # not requested: the file itself did not fail
            self._passed_over.add(file.file_id)
            self._closed(why)
        except TooLarge as why:
            reason = f"{files.FOR_GOOD}{redact(str(why))}"
            await self.session.writer.write(lambda connection: files.leave(connection, {file.file_id: reason}))
            self.note(str(why))
        except NotAFile as why:
            # Sites that answer 200 for a file they took down do so for ever; maintenance passes.
            if await self._file_lost(file, str(why)) >= FAILED_A_FORTNIGHT:
                await self._file_gone(file, str(why))
        except DownloadFailed as why:
            await self._file_lost(file, str(why))
        except (Paused, StorageError):
            raise
        except SourceStopped as why:
            if isinstance(why.__cause__, StorageError):
                raise
            await self._file_lost(file, str(why))
            self._leave_host(file, why)
        except Exception as error:  # a bug met on one file must not cost the others
            logger.exception("%s: reading %s", self.name, file.url)
            await self._file_lost(file, f"{file.url}: reading failed: {type(error).__name__}: {error}")

    async def _save_file(self, file: PendingFile, answer: Answer) -> None:
        content, capture = answer.page.body, answer.capture
        assert capture is not None  # the recorder has kept it, or ended the run
        digest = sha256(content).hexdigest()
        reading = None
        if digest != file.sha256:
            reading = await self.session.files.read(content, title=file.title, url=file.url, source=self.name)
        now, url = self.session.now(), answer.page.url
        await self.session.writer.write(
            lambda connection: saving.save(
                connection,
                file.file_id,
                reading.text if reading else None,
                reading.document if reading else None,
                capture,
                url,
                len(content),
                now,
                sha256=digest,
            ),
            names_archive=True,
        )
        self.stats.count("files")
        if reading is not None and reading.text.state == "failed":
            self.note(f"{file.url}: the file could not be read: {reading.text.reason}")

    async def _file_gone(self, file: PendingFile, why: str) -> bool:
        """Records a held file as gone; False where nothing was held of it."""
        if file.sha256 is None:
            return False
        now = self.session.now()
        if await self.session.writer.write(lambda connection: saving.gone(connection, file.file_id, why, now)):
            self.stats.count("gone")
            self.stats.note(f"gone: {why}")
        return True

    async def _file_lost(self, file: PendingFile, why: str) -> int:
        """Records a file that could not be fetched; a later run tries again. Gives how often in a row it failed."""
        self._passed_over.add(file.file_id)
        now = self.session.now()
        failures = await self.session.writer.write(lambda connection: files.failed(connection, file.file_id, why, now))
        self._fail(why)
        return failures

    def _leave_host(self, file: PendingFile, why: SourceStopped) -> None:
        """Asks no more files of a host that refuses them; where it has the notices, too, the run ends."""
        host = urlsplit(file.url).hostname or ""
        if host in self.allowed_domains:
            raise why
        self._hosts_left.add(host)
        self._refusals = 0
