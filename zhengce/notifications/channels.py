"""Which channel an address of `zhengce.toml` means: a webhook, a mail server, or a service that Apprise knows."""

import hashlib
import re
from dataclasses import replace

from zhengce.notifications.mail import MailServer
from zhengce.notifications.outgoing import Channel
from zhengce.notifications.webhook import Webhook
from zhengce.settings.load import Configuration, ConfigurationError, Mail

_PLAIN_MAIL = re.compile(r"mailto:(?!//)(.+)")
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")


def of_health(chosen: Configuration) -> list[Channel]:
    """Where messages about health are sent. Raises ConfigurationError."""
    found: list[Channel] = [Webhook(_key(url), url) for url in chosen.webhooks]
    if chosen.mail is not None and chosen.mail.to:
        found.append(MailServer("health", chosen.mail))
    try:
        return [*found, *(read_channel(address, chosen.mail, chosen.secret) for address in chosen.health_channels)]
    except ValueError as error:
        raise ConfigurationError(f"notifications.to: {error}") from None


def read_channel(address: str, mail: Mail | None, secret: str | None) -> Channel:
    """The channel of an address. Raises ValueError."""
    key = _key(address)
    if address.startswith("webhook+"):
        if secret is None:
            raise ValueError("webhook+…: a secret is needed to sign what it gets (set ZHENGCE_WEBHOOK_SECRET)")
        return Webhook(key, address.removeprefix("webhook+"), secret)
    if plain := _PLAIN_MAIL.fullmatch(address):
        if mail is None:
            raise ValueError(f"{address}: is sent by the server of notifications.email, which is not set")
        return MailServer(key, replace(mail, to=(plain[1],)))

    scheme = address.partition("://")[0]
    if scheme in ("mailto", "mailtos"):
        raise ValueError("mail is sent by the server of notifications.email: write mailto:editor@example.org")
    try:
        from zhengce.notifications import services
    except ImportError as error:
        raise ValueError(f"{scheme}://… needs {error.name}: pip install 'zhengce[chat]'") from None
    return services.read_service(key, address)


def _key(address: str) -> str:
    """Another password is no other channel, and a digest of one would let it be guessed."""
    return hashlib.sha256(_PASSWORD.sub(r"\1@", address).encode()).hexdigest()[:16]
