"""What becomes of each attached file: it is requested behind its notice, read in the sandbox, saved with its text."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import (
    DownloadFailed,
    EngineStopped,
    HostUnavailable,
    NotAFile,
    NotFound,
    NotModified,
    NotRecorded,
    SourceStopped,
    TooLarge,
)
from scrapers.network.download import check_is_file
from scrapers.network.page_request import ALLOW_OFFSITE, Answer, PageRequest
from scrapers.network.redaction import redact
from scrapers.network.replay import Replay
from storage.attachments import saving
from storage.crawl import files
from storage.crawl.files import PendingFile
from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.errors import StorageError

logger = logging.getLogger(__name__)

SECONDS_OF_A_FILE = 300.0
"""Within which an attached file has to come: the largest is many times as large as any page."""


class AttachedFiles:
    """The files of one crawl: first those of the notices just read, at the end of the run those that are due."""

    def __init__(self, spider: SiteSpider) -> None:
        self._spider = spider
        self._not_again: set[int] = set()
        """Files that failed in this run, or are not requested in it."""
        self._refused_hosts: set[str] = set()
        """Hosts of files alone that refused us, or did not answer."""

    async def record_skipped(self) -> None:
        """Records which files are not fetched, and why, as the settings are now."""

        def look() -> dict[int, str | None]:
            with self._spider.session.database.read() as connection:
                return files.files_to_skip(connection, self._spider.name, self._spider.file_rules.skip_reason)

        if reasons := await asyncio.to_thread(look):
            await self._spider.session.write(files.record_skipped_files, self._spider.name, reasons)

    # Which files are requested

    async def of_documents(self, documents: Sequence[int]) -> Sequence[PendingFile]:
        """The files of these documents that are to be fetched; records which are not, and why."""
        if not documents:
            return ()
        session = self._spider.session
        pending_files = await session.write(files.of_documents, documents, session.now())
        reasons = {
            file.file_id: why for file in pending_files if (why := self._spider.file_rules.skip_reason(file.url))
        }
        if reasons:
            await session.write(files.record_skipped_files, self._spider.name, reasons)
        return [file for file in pending_files if file.file_id not in reasons and self._is_available(file)]

    async def due(self) -> Sequence[PendingFile]:
        """The files that are due, at most MOST_DUE, or all that a recording may hold; a message names the rest."""
        session = self._spider.session
        most = sys.maxsize if session.recorded else files.MOST_DUE + 1
        pending_files = await session.write(files.due, self._spider.name, session.now(), most, self._not_again)
        pending_files = [file for file in pending_files if self._is_available(file)]
        if len(pending_files) > files.MOST_DUE and not session.recorded:
            self._spider.note(f"more files than the {files.MOST_DUE} of one crawl are due; the next goes on")
            del pending_files[files.MOST_DUE :]
        return pending_files

    def _is_available(self, file: PendingFile) -> bool:
        """True where a request may succeed: a recording without a file says nothing about it."""
        recording = Replay.of(self._spider.crawler)
        return file.file_id not in self._not_again and (
            recording is None or recording.holds(self._spider.secure(file.url))
        )

    # One file

    async def fetch(self, file: PendingFile) -> None:
        """Fetches and saves a file, or records its failure, which fails no other."""
        session, url = self._spider.session, self._spider.secure(file.url)
        host = urlsplit(url).hostname or ""
        if host in self._refused_hosts:
            return
        page = PageRequest(url, referer=file.page_url, etag=file.etag, last_modified=file.last_modified)
        allowed = not self._spider.is_off_site(url) or self._spider.file_rules.is_of_the_body(url)
        try:
            answer = await self._spider.fetch(page, **{ALLOW_OFFSITE: allowed, "download_timeout": SECONDS_OF_A_FILE})
            check_is_file(answer)
            await self._save(file, answer)
        except NotModified:
            await session.write(files.not_modified, file.file_id, session.now())
        except NotRecorded:
            self._not_again.add(file.file_id)
        except NotFound as why:
            if not await self._record_gone(file, str(why)):
                await self._record_failed(file, str(why))
        except HostUnavailable as why:  # not requested: the file itself did not fail
            self._not_again.add(file.file_id)
            self._spider.fail_host(why)
        except TooLarge as why:
            await session.write(files.leave_for_good, file.file_id, redact(str(why)))
            self._spider.note(str(why))
        except NotAFile as why:
            # Sites that answer 200 for a file they took down do so for ever; maintenance passes.
            if await self._record_failed(file, str(why)) >= FAILED_A_FORTNIGHT:
                await self._record_gone(file, str(why))
        except DownloadFailed as why:
            await self._record_failed(file, str(why))
        except (EngineStopped, StorageError):
            raise
        except SourceStopped as why:
            if isinstance(why.__cause__, StorageError):
                raise
            await self._record_failed(file, str(why))
            # Requests no more files of a host that refuses them; where it has the notices, too, the run ends.
            if not self._spider.is_off_site(url):
                raise why
            self._refused_hosts.add(host)
            self._spider.refusals = 0
        except Exception as error:  # a bug met on one file must not cost the others
            logger.exception("%s: reading %s", self._spider.name, file.url)
            await self._record_failed(file, f"{file.url}: reading failed: {type(error).__name__}: {error}")

    async def _save(self, file: PendingFile, answer: Answer) -> None:
        content, capture, session = answer.page.body, answer.capture, self._spider.session
        assert capture is not None  # the recorder has archived it, or ended the run
        digest = sha256(content).hexdigest()
        reading = None
        if digest != file.sha256:
            reading = await session.files.read(content, title=file.title, url=file.url, source=self._spider.name)
        now, url = session.now(), answer.page.url
        text, document = (reading.text, reading.document) if reading else (None, None)
        await session.write(saving.save, file.file_id, text, document, capture, url, len(content), now, sha256=digest)
        self._spider.stats.counts["files"] += 1
        if reading is not None and reading.text.state == "failed":
            self._spider.note(f"{file.url}: the file could not be read: {reading.text.reason}")

    async def _record_gone(self, file: PendingFile, why: str) -> bool:
        """Records a held file as gone; False where nothing was held of it."""
        if file.sha256 is None:
            return False
        session = self._spider.session
        if await session.write(saving.gone, file.file_id, why, session.now()):
            self._spider.stats.counts["gone"] += 1
            self._spider.stats.note(f"gone: {why}")
        return True

    async def _record_failed(self, file: PendingFile, why: str) -> int:
        """Records a file that could not be fetched; a later run tries again. Gives how often in a row it failed."""
        self._not_again.add(file.file_id)
        session = self._spider.session
        failures = await session.write(files.failed, file.file_id, why, session.now())
        self._spider.fail(why)
        return failures
