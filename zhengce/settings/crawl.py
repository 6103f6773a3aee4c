"""What the user set, as settings of Scrapy."""

from typing import Any

from scrapers import settings as defaults
from zhengce.settings.load import Configuration


def crawl_settings(chosen: Configuration) -> dict[str, Any]:
    """Settings of Scrapy by name, for all that is set but the data folder and the database.

    What holds for single sources is in `ZHENGCE_SOURCES`; `SiteSpider.update_settings` applies it.
    """
    policy = chosen.policy
    agent = chosen.contact and defaults.user_agent(f"+{chosen.contact}")
    # The jitter varies the wait; the user names its minimum.
    delay = policy.delay and policy.delay / (1 - defaults.DOWNLOAD_DELAY_JITTER)
    values = {
        "ZHENGCE_ARCHIVE": chosen.archive,
        "USER_AGENT": agent,
        "DOWNLOAD_DELAY": delay,
        "ZHENGCE_SOURCES": chosen.sources,
        "ZHENGCE_FILES": policy.files,
        "ZHENGCE_FILE_MEMORY": chosen.file_memory,
        "ZHENGCE_PROXY": policy.proxy,
    }
    return {name: value for name, value in values.items() if value is not None}
