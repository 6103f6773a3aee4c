"""The downloader middlewares: robots.txt, retries, redirects, cookies, proxies and the page archive."""

import asyncio
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.cookies import CookieJar
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings
from scrapy.utils.misc import build_from_crawler, load_object

from scrapers.exceptions import HostUnavailable, NotAllowed, SourceStopped
from scrapers.network.download import describe_error
from scrapers.network.page_request import ALLOW_OFFSITE
from storage.archive import ArchiveError, Exchange
from storage.crawl.stop_reason import StopReason

NOT_NOW = "nothing is requested now"
OVERLOADED = (408, 429)
"""4xx statuses that mean "not now", not "there are no rules"."""


class Robots(RobotsTxtMiddleware):
    """Requests robots.txt once per host and run, and reads its answer by RFC 9309, 2.3.1.

    Rules are obeyed. A 4xx or a web page means "no rules": MIIT and NDRC answer 403, and Scrapy would read rules from
    that body. 5xx, 429 or no answer forbids all requests for now. Up to five redirects within the site are followed;
    any other counts as "no rules". A Crawl-delay raises the delay of its host.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._found: dict[str, RobotParser | HostUnavailable] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises NotAllowed where the rules forbid the address, HostUnavailable where they cannot be read."""
        try:
            await super().process_request(request)
        except IgnoreRequest as why:
            raise NotAllowed(str(why)) from why

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of a request's host. Raises HostUnavailable where nothing may be requested from it in this run."""
        host = urlsplit(request.url).netloc
        if host not in self._found:  # a source has one request at a time
            try:
                self._found[host] = await self._fetch_rules(request, host)
            except HostUnavailable as why:
                self._found[host] = why
        answer = self._found[host]
        if isinstance(answer, HostUnavailable):
            raise type(answer)(str(answer))
        return answer

    async def _fetch_rules(self, request: Request, host: str) -> RobotParser:
        url = f"{urlsplit(request.url).scheme}://{host}/robots.txt"
        meta = {"dont_obey_robotstxt": True, ALLOW_OFFSITE: request.meta.get(ALLOW_OFFSITE, False)}
        robots = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(robots)
        except (SourceStopped, HostUnavailable):
            raise
        except Exception as error:
            words = describe_error(error)
            if not isinstance(error, IgnoreRequest) or "redirect" not in words:
                raise HostUnavailable(f"{host}: robots.txt is not answered ({words}); {NOT_NOW}") from error
            body = b""
        else:
            if response.status >= 500 or response.status in OVERLOADED:
                raise HostUnavailable(f"{host}: robots.txt answers {response.status}; {NOT_NOW}")
            is_page = response.body.lstrip()[:1] == b"<"
            body = response.body if 200 <= response.status < 300 and not is_page else b""
        rules: RobotParser = build_from_crawler(
            load_object(self.crawler.settings["ROBOTSTXT_PARSER"]), self.crawler, body
        )
        settings = self.crawler.settings
        if (wanted := rules.crawl_delay(settings["ROBOTSTXT_USER_AGENT"])) and settings.getfloat("DOWNLOAD_DELAY"):
            self.slow_down(engine.downloader, request, min(float(wanted), settings.getfloat("ZHENGCE_LONGEST_WAIT")))
        return rules

    def slow_down(self, downloader: Any, request: Request, wanted: float) -> None:
        """Raises the delay of a host to so many seconds; the jitter varies the delay above that."""
        settings = self.crawler.settings
        key, jitter = downloader.get_slot_key(request), settings.getfloat("DOWNLOAD_DELAY_JITTER")
        slot = downloader.slots.get(key)  # usually there is one: robots.txt has just been requested
        delay = max(wanted / (1 - jitter), slot.delay if slot else settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[key] = {"concurrency": 1, "delay": delay, "jitter": jitter}
        if slot is not None:
            slot.delay = delay


class RetryAfter(RetryMiddleware):
    """Waits before a retry: as long as Retry-After says, else twice as long each time.

    A source has one request at a time, so its whole site gets none meanwhile. A Retry-After above
    ZHENGCE_LONGEST_WAIT ends the run.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._first_wait = settings.getfloat("ZHENGCE_RETRY_WAIT")
        self._longest_wait = settings.getfloat("ZHENGCE_LONGEST_WAIT")

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or after a wait the same request again."""
        result = super().process_response(request, response)
        seconds_wanted = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        if seconds_wanted is not None and response.status in (429, 503) and seconds_wanted > self._longest_wait:
            seconds = math.ceil(seconds_wanted)
            why = f"stopped: {urlsplit(request.url).netloc} wants us to wait for {seconds} s"
            raise SourceStopped(why, StopReason.RETRY_LATER, seconds)
        if isinstance(result, Request):
            await self._wait(result, seconds_wanted)
        return result

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """After a wait the same request again, where the failure may be temporary."""
        result = super().process_exception(request, exception)
        if isinstance(result, Request):
            await self._wait(result, None)
        return result

    async def _wait(self, again: Request, seconds_wanted: float | None) -> None:
        own: float = self._first_wait * 2 ** (again.meta.get("retry_times", 1) - 1)
        await asyncio.sleep(min(max(own, seconds_wanted or 0.0) if self._first_wait else own, self._longest_wait))


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """The seconds of a Retry-After header, given as a number or an HTTP date; None where it is absent or unreadable."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), 1e9)  # some thirty years; a number of 400 digits would be infinite
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


class OnsiteRedirect(RedirectMiddleware):
    """Follows redirects within the source's own hosts, those of an attached file to hosts of the same body too, and
    refuses all others."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or the request that it redirects to. Raises NotAllowed for another host."""
        result = super().process_response(request, response)
        if isinstance(result, Request):
            host = urlsplit(result.url).hostname
            # Scrapy's own offsite check lets a retried request go anywhere (it carries dont_filter).
            rules = cast(Any, self.crawler.spider).file_rules
            is_file = bool(request.meta.get(ALLOW_OFFSITE))
            if host not in allowed_hosts(self.crawler) and not (is_file and rules.is_of_the_body(result.url)):
                raise NotAllowed(f"redirected off the site, to {host}")
            if is_file and not rules.is_at_web_port(result.url):
                raise NotAllowed(f"redirected to {urlsplit(result.url).netloc}, which is no port of the web")
        return result


def allowed_hosts(crawler: Crawler) -> Sequence[str]:
    """The hosts of the spider, without their subdomains."""
    return tuple(cast(Any, crawler.spider).allowed_domains)


MOST_COOKIES = 50
"""Of a host; RFC 6265, 6.1, asks for that many of 4,096 bytes each."""
LARGEST_COOKIE = 4096
MOST_COOKIE_BYTES = 16384
"""Of all cookies of a host: many servers refuse longer heads."""


class Cookies:
    """Keeps the cookies of each host for the length of the run, the last that it set up to a number and size.

    Scrapy's own middleware downloads the Public Suffix List to check every cookie.
    """

    def __init__(self) -> None:
        self._jars: dict[str, CookieJar] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Without cookies."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Adds the cookies of the host."""
        if jar := self._jars.get(urlsplit(request.url).netloc):
            request.headers.pop("Cookie", None)
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Stores the cookies that the host sets."""
        if "Set-Cookie" in response.headers:
            jar = self._jars.setdefault(urlsplit(request.url).netloc, CookieJar())
            jar.extract_cookies(response, request)
            _bound(jar)
        return response


def _bound(jar: CookieJar) -> None:
    """Drops cookies beyond the bounds, those that were set first before others."""
    number = size = 0
    for cookie in reversed(list(jar)):
        length = len(cookie.name) + len(cookie.value or "")
        if length > LARGEST_COOKIE or number >= MOST_COOKIES or size + length > MOST_COOKIE_BYTES:
            jar.clear(cookie.domain, cookie.path, cookie.name)
        else:
            number, size = number + 1, size + length


class SourceProxy:
    """Sends a source's requests through its proxy. Without one, `http_proxy` and `https_proxy` hold as everywhere."""

    def __init__(self, proxy: str | None) -> None:
        self._proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As the source's settings say."""
        return cls(crawler.settings["ZHENGCE_PROXY"])

    def process_request(self, request: Request) -> None:
        """Names the proxy to Scrapy's own middleware, which comes next."""
        if self._proxy:
            request.meta.setdefault("proxy", self._proxy)


PRIVATE_HEADERS = frozenset({"cookie", "authorization", "proxy-authorization", "set-cookie", "set-cookie2"})
"""Headers of requests and responses that are not archived: archives are passed on to others."""


class Recorder:
    """Writes every response to the page archive as served, before it is decompressed.

    Sets its place as `meta["location"]` of the request, for the record of the page.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The recorder over its spider's archive."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The unchanged response. Raises SourceStopped where the archive cannot be written."""
        if not hasattr(spider := cast(Any, self._crawler.spider), "session"):
            return response  # `scrapy shell`
        exchange = Exchange(
            method=request.method,
            url=request.url,
            request_headers=_pairs(request, without=PRIVATE_HEADERS),
            request_body=request.body,
            status=response.status,
            reason="",
            headers=_pairs(response, without=PRIVATE_HEADERS),
            body=response.body,
            fetched_at=request.meta.setdefault("fetched_at", datetime.now(UTC)),
        )
        try:
            request.meta["location"] = await spider.session.archive(exchange)
        except ArchiveError as error:
            raise SourceStopped(f"stopped: {error}", StopReason.STORAGE) from error
        return response


def _pairs(message: Request | Response, without: frozenset[str]) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
        if name.decode("latin-1").lower() not in without
    ]
