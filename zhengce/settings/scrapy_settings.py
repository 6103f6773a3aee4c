"""The settings that plain Scrapy reads (`scrapy.cfg`): those of the crawler, with what the user set."""

from scrapers.settings import *  # noqa: F403 - a module of settings is what Scrapy takes
from zhengce.settings.crawl import crawl_settings
from zhengce.settings.load import load

_chosen = load()  # zhengce.toml and ZHENGCE_…
ZHENGCE_DATA = str(_chosen.data)
ZHENGCE_DATABASE = _chosen.database  # None: an SQLite file in the data folder
globals().update(crawl_settings(_chosen))
