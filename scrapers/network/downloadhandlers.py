"""The download handlers: the network, or the recording that `ZHENGCE_REPLAY` names, never both."""

from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadFailedError
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler, load_object

from scrapers.exceptions import TlsFailed
from scrapers.network import tls
from scrapers.network.replay import Replay


class Download:
    """Chooses the handler by the setting, however Scrapy was started."""

    lazy = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Network | Replay":
        """The recording if one is named, else the network."""
        return Replay.from_crawler(crawler) if crawler.settings["ZHENGCE_REPLAY"] else Network(crawler)


class Network(BaseDownloadHandler):
    """Requests from the sites, by the handler that Scrapy itself takes where there is no reactor.

    Each source has its own, so its TLS settings hold for its hosts alone.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._handler = build_from_crawler(load_object(settings["DOWNLOAD_HANDLERS_BASE"]["https"]), crawler)
        bundle = settings["ZHENGCE_CA_BUNDLE"]
        context = self._handler._ssl_context  # private: Scrapy has no setting for certificates or legacy renegotiation
        tls.adapt(context, Path(bundle) if bundle else None, legacy=settings.getbool("ZHENGCE_LEGACY_TLS"))

    async def download_request(self, request: Request) -> Response:
        """The response. Raises TlsFailed where there is no trusted connection."""
        try:
            return await self._handler.download_request(request)  # type: ignore[no-any-return]
        except (DownloadConnectionRefusedError, DownloadFailedError) as error:
            if why := tls.failure(error):
                raise TlsFailed(f"{urlsplit(request.url).netloc}: {why}") from error
            raise

    async def close(self) -> None:
        """Close the connections."""
        await self._handler.close()
