"""The Scrapy settings: each differs from Scrapy's default for the reason beside it. What the user set goes over them.

`tests/scrapers/test_settings.py` checks the effective values that politeness and safety depend on.
"""

import scrapers
import storage.archive
from scrapers.run.crawl_policy import CrawlPolicy

BOT_NAME = "zhengce"
SPIDER_MODULES = ["scrapers.spiders"]
NEWSPIDER_MODULE = "scrapers.spiders"

# Where `scrapy crawl` stores data; `zhengce crawl` sets both itself.
ZHENGCE_DATA = "data"
ZHENGCE_ARCHIVE: str | None = None  # the bucket that closed archive files are moved to
ZHENGCE_DATABASE: str | None = None  # None: an SQLite file in the data folder
ZHENGCE_REPLAY: str | None = None  # a recorded WARC that answers in place of the network


# MIIT may answer 403 to an agent that does not begin like a browser's; what follows names the project and the user's
# contact address, if there is one.
def user_agent(who: str) -> str:
    """The agent of a crawl, with who runs it."""
    return f"Mozilla/5.0 (compatible; {BOT_NAME}/{scrapers.VERSION}; {who})"


USER_AGENT = user_agent("policy document archive")
ROBOTSTXT_USER_AGENT = BOT_NAME  # the name under which a site can write rules for us
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",  # the Chinese text is the document
}

# Politeness: one request at a time per source. The jitter varies the delay above the minimum named here.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY_JITTER = 0.2
DOWNLOAD_DELAY = 2.0 / (1 - DOWNLOAD_DELAY_JITTER)  # two seconds between two requests to one host; never below one
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 1  # of one source; sources run beside one another
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1  # no request while a response is processed: its requests come before others
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"  # in the order of the walk, whatever the host
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # drops nothing; the database knows what was requested before
HTTPERROR_ALLOW_ALL = True  # 304, 404 and 412 have a meaning each
REFERER_ENABLED = False  # we set the column's page, as a browser would
URLLENGTH_LIMIT = 0  # would drop a request silently; the database limits addresses
ZHENGCE_SOURCES: dict[str, CrawlPolicy] = {}  # what single sources do otherwise; SiteSpider.update_settings applies it
ZHENGCE_FILES = True  # attached files are fetched
ZHENGCE_FILE_MEMORY = 1024  # megabytes that the reader of one file may take
ZHENGCE_PROXY: str | None = None
ZHENGCE_CA_BUNDLE: str | None = None  # set for single sources, as is the next
ZHENGCE_LEGACY_TLS = False
RETRY_EXCEPTIONS = [  # Scrapy's list imports the reactor's client, half a second of every start
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
ZHENGCE_RETRY_WAIT = 10.0  # seconds before the first retry, twice for the second; Retry-After has precedence
ZHENGCE_LONGEST_WAIT = 300.0  # seconds; a longer Retry-After ends the run of the source

# Limits, since addresses and responses come from others.
DOWNLOAD_TIMEOUT = 60  # MIIT needs 11 s a page from abroad; Scrapy's 180 would stall a one-request queue
DOWNLOAD_MAXSIZE = storage.archive.LARGEST_ANSWER  # Scrapy's is 1 GiB; also limits a response once decompressed
DOWNLOAD_WARNSIZE = 8 * 2**20
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # such pages are shells and challenges; one that moved is reported as unreadable
CLOSESPIDER_TIMEOUT = 24 * 3600  # the next run continues a long first crawl
MEMUSAGE_LIMIT_MB = 1500  # stop before the machine does

# Safety.
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy accepts any; a cited page must come from its ministry
TELNETCONSOLE_ENABLED = False  # on by default: a console on a local port
REMOTE_CONTROL_ENABLED = False  # on by default: runs code sent to a local port
COOKIES_ENABLED = False  # ours below keeps cookies for the run; Scrapy's downloads the public suffix list
_handler = "scrapers.network.downloadhandlers.Download"  # Scrapy's over aiohttp, which needs no reactor; or a recording
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": _handler,
    "https": _handler,
    "file": None,  # what pages link to opens no file of ours
    "ftp": None,
    "s3": None,
    "data": None,
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapers.network.downloadermiddlewares.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapers.network.downloadermiddlewares.RetryAfter": 550,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapers.network.downloadermiddlewares.OnsiteRedirect": 600,
    "scrapers.network.downloadermiddlewares.Cookies": 700,
    "scrapers.network.downloadermiddlewares.SourceProxy": 740,  # before Scrapy's own at 750, which reads its result
    "scrapers.network.downloadermiddlewares.Recorder": 950,  # next to the network: sees each response as served
}
EXTENSIONS = {"scrapers.run.extensions.RunRecord": 500}

# One event loop for all sources, no reactor: many crawls can run in one process, one after another.
TWISTED_REACTOR_ENABLED = False
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"  # Chinese, not escapes
