"""How we behave on the network. Every setting that differs from Scrapy's own stands here with its reason.

`tests/scrapers/test_settings.py` reads the effective values: polite and safe is not a matter of reading closely.
"""

import configuration
import scrapers
import storage.archive

_set = configuration.load()  # zhengce.toml and ZHENGCE_…; `zhengce --config` has named the file in ZHENGCE_CONFIG

BOT_NAME = "zhengce"
SPIDER_MODULES = ["scrapers.spiders"]
NEWSPIDER_MODULE = "scrapers.spiders"

# Where `scrapy crawl` keeps things; `zhengce crawl` sets both itself.
ZHENGCE_DATA = str(_set.data)
ZHENGCE_DATABASE = _set.database  # None: an SQLite file in the data folder
ZHENGCE_REPLAY: str | None = None  # a recorded WARC to answer from; then the network is not asked at all

# Who asks. MIIT may answer 403 to an agent that does not begin like a browser's; the rest says who we are and where to
# complain. The contact is the user's own address; without one the agent still names the project.
_who = f"+{_set.contact}" if _set.contact else "policy document archive"
USER_AGENT = _set.user_agent or f"Mozilla/5.0 (compatible; {BOT_NAME}/{scrapers.VERSION}; {_who})"
ROBOTSTXT_USER_AGENT = BOT_NAME  # the name under which a site can write rules for us
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",  # the Chinese text is the document
}

# Politeness. A source asks one page at a time and waits; the wait is varied, but its shortest is the gap named here.
_shortest_delay = _set.manners.delay or 2.0  # seconds between two requests to one host; never below one
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY_JITTER = 0.2
DOWNLOAD_DELAY = _shortest_delay / (1 - DOWNLOAD_DELAY_JITTER)
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 1  # of one source; sources run beside one another
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1  # nothing is asked while an answer is read: what it leads to comes before the rest
CONCURRENT_ITEMS = 1  # what a callback yields is done in its order: a record is stored, then the next page is asked
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"  # the order is the walk's, whichever host comes next
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # drops nothing; what was asked before, the database knows
HTTPERROR_ALLOW_ALL = True  # 304, 404 and 412 say something, each its own
REFERER_ENABLED = False  # the referer is the column, as a reader's would be; pages looked at again have none
URLLENGTH_LIMIT = 0  # would drop a request without a word; the database bounds addresses
ZHENGCE_SOURCES = _set.sources  # what single sources do otherwise; SiteSpider.update_settings applies it
ZHENGCE_QUIET_HOURS = _set.manners.quiet_hours
ZHENGCE_PROXY = _set.manners.proxy
ZHENGCE_CA_BUNDLE: str | None = None  # of single sources; so is the next
ZHENGCE_LEGACY_TLS = False
RETRY_EXCEPTIONS = [  # Scrapy's own list loads the reactor's client, half a second of every start, for one error of it
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
ZHENGCE_RETRY_WAIT = 10.0  # seconds before the first retry, doubled for the second; Retry-After goes before it
ZHENGCE_LONGEST_WAIT = 300.0  # seconds; a site that asks for a longer rest ends the run of its source

# Bounds. Addresses and answers come from pages that others write.
DOWNLOAD_TIMEOUT = 60  # MIIT needs 11 s a page from abroad; Scrapy's 180 would stall a one-request queue
DOWNLOAD_MAXSIZE = storage.archive.LARGEST_ANSWER  # Scrapy's is 1 GiB; also bounds what a compressed answer may grow to
DOWNLOAD_WARNSIZE = 8 * 2**20
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # such pages are shells and walls; a page that moved so is noticed as unreadable
CLOSESPIDER_TIMEOUT = 24 * 3600  # a run ends; a first crawl of a long column goes on with the next one
MEMUSAGE_LIMIT_MB = 1500  # stop before the machine does

# Safety.
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy accepts any; what is cited must come from who it says it comes from
TELNETCONSOLE_ENABLED = False  # on by default: a console on a local port
REMOTE_CONTROL_ENABLED = False  # on by default: runs code sent to a local port
COOKIES_ENABLED = False  # ours below keep cookies for the run; Scrapy's own fetch a public suffix list
_handler = "scrapers.downloadhandlers.Download"  # Scrapy's over aiohttp, which needs no reactor; or a recording
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": _handler,
    "https": _handler,
    "file": None,  # a link on a page must not open a file of ours
    "ftp": None,
    "s3": None,
    "data": None,
}

DOWNLOADER_MIDDLEWARES = {
    "scrapers.downloadermiddlewares.PauseInQuietHours": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapers.downloadermiddlewares.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapers.downloadermiddlewares.RetryAfter": 550,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapers.downloadermiddlewares.OnsiteRedirect": 600,
    "scrapers.downloadermiddlewares.Cookies": 700,
    "scrapers.downloadermiddlewares.SourceProxy": 740,  # before Scrapy's own at 750, which reads what it says
    "scrapers.downloadermiddlewares.Recorder": 950,  # next to the network: sees each answer as it was served
}
ZHENGCE_BEHIND = 0  # records that may wait for the database while the next page is asked: what a kill would cost
EXTENSIONS = {"scrapers.extensions.CrawlDelay": 500, "scrapers.extensions.RunRecord": 500}
ITEM_PIPELINES = {"pipelines.validation.Check": 100, "pipelines.store.Store": 900}

# One event loop for all sources, no reactor: many crawls can run in one process, one after another.
TWISTED_REACTOR_ENABLED = False
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"  # Chinese, not escapes
