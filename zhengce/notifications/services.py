"""Chat services, and whatever else Apprise knows: Slack, Teams, Feishu, Lark, WeCom, DingTalk … by one form of address.

https://appriseit.com/services/ lists the forms. Apprise imports slowly: this module is imported where one is used.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import apprise
from apprise.exception import AppriseImproperlyConfigured

from zhengce.notifications.outgoing import PATIENCE, Message, NotTaken

CHARACTERS = 400
"""Of a chat's message that a document takes, about."""

ASSET = apprise.AppriseAsset(
    app_id="zhengce",
    app_desc="zhengce",
    app_url="",
    # Messages link to no pictures: these would be fetched from a stranger's server.
    image_url_mask="",
    image_url_logo="",
    storage_mode=apprise.PersistentStoreMode.MEMORY,
    http_redirects=False,  # a redirected message would be counted as taken where nobody takes it
)

# What it says of failures is read from its results, which hold what its log takes; nobody else reads that log.
logging.getLogger("apprise").addHandler(logging.NullHandler())
logging.getLogger("apprise").propagate = False


@dataclass(frozen=True, slots=True)
class Service:
    """One address of a service."""

    key: str
    shown: str
    service: Any = field(repr=False)

    @property
    def most(self) -> int:
        return max(1, int(self.service.body_maxlen) // CHARACTERS)

    def send(self, message: Message, now: datetime) -> None:
        """Sends the short form; what is longer than the service takes comes in several parts."""
        sender = apprise.Apprise(asset=ASSET)
        sender.add(self.service)
        result = sender.notify(title=message.subject, body=message.short, body_format=apprise.NotifyFormat.TEXT)
        if not result:
            # What Apprise warned of, the last line.
            messages = [entry.message for service in result for attempt in service for entry in attempt]
            raise NotTaken(" ".join(messages[-1].split()) if messages else "Apprise does not say why")


def read_service(key: str, address: str) -> Service:
    """The service of an address. Raises ValueError, which does not show it, where Apprise knows none."""
    found: Any = None
    with suppress(AppriseImproperlyConfigured, TypeError, ValueError):
        found = apprise.Apprise.instantiate(address, asset=ASSET, suppress_exceptions=False)
    if found is None:
        scheme = address.partition("://")[0]
        raise ValueError(
            f"{scheme}://…: no address that Apprise can use; https://appriseit.com/services/ has the forms"
        )
    found.socket_connect_timeout = found.socket_read_timeout = PATIENCE
    found.overflow_mode = apprise.OverflowMode.SPLIT
    return Service(key, str(found.service_name), found)
