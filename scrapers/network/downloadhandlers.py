"""The download handlers: the network, or the recording that `ZHENGCE_REPLAY` names, never both."""

import ssl
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.core.downloader.handlers.file import FileDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadFailedError
from scrapy.http import Response

from scrapers.exceptions import NotAllowed, TlsFailed
from scrapers.network import tls
from scrapers.network.replay import Replay


class Download:
    """Chooses the handler by the setting, however Scrapy was started."""

    lazy = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Network | Replay":
        """The recording if one is named, else the network."""
        return Replay.from_crawler(crawler) if crawler.settings["ZHENGCE_REPLAY"] else Network(crawler)


class SavedPage(FileDownloadHandler):
    """Opens a file that a person names to `scrapy shell` or `scrapy parse`; no crawl requests one."""

    async def download_request(self, request: Request) -> Response:
        """The file. Raises NotAllowed for a request that a spider made: a link on a page opens no file of ours."""
        if "page_url" in request.meta:
            raise NotAllowed(f"{request.url}: a file of this machine")
        return await super().download_request(request)


class Network(AiohttpDownloadHandler):
    """Requests from the sites. Each source has its own handler, so its TLS settings hold for its hosts alone."""

    _ssl_context: ssl.SSLContext  # private: Scrapy has no setting for more certificates or legacy renegotiation

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        bundle = crawler.settings["ZHENGCE_CA_BUNDLE"]
        tls.adapt(
            self._ssl_context, Path(bundle) if bundle else None, legacy=crawler.settings.getbool("ZHENGCE_LEGACY_TLS")
        )

    async def download_request(self, request: Request) -> Response:
        """The response. Raises TlsFailed where there is no trusted connection."""
        try:
            return await super().download_request(request)
        except (DownloadConnectionRefusedError, DownloadFailedError) as error:
            if why := tls.failure(error):
                raise TlsFailed(f"{urlsplit(request.url).netloc}: {why}") from error
            raise
