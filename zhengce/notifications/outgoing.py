"""A message on its way to people or programs, and why a channel did not take it."""

import smtplib
import ssl
import urllib.error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Protocol
from urllib.request import HTTPRedirectHandler, Request
from uuid import uuid4

from parsers.moments import format_moment
from scrapers.network.redaction import redact
from zhengce.tables.sanitize import printable

PATIENCE = 20.0
"""Seconds without a byte after which a webhook, a mail server or a service is given up."""

HOW_TO_TRUST = "to trust a CA of your own, set notifications.email.ca_bundle, for webhooks the variable SSL_CERT_FILE"


class NotTaken(Exception):
    """A channel did not take a message; says why."""


class NoRedirects(HTTPRedirectHandler):
    """A handler for what goes to the configured server and to no other: a redirect is an answer like any."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message in all the forms that channels send. `id` is the same in every attempt."""

    id: str
    subject: str
    text: str
    """The body of a mail as plain text."""
    short: str
    """The body for a chat."""
    payload: Mapping[str, Any]
    """What a webhook gets as JSON."""
    html: str | None = None


class Channel(Protocol):
    """Where messages are sent."""

    @property
    def key(self) -> str:
        """Digest of the address, without its password: the same as long as messages go to the same place."""

    @property
    def shown(self) -> str:
        """For people; holds no secret."""

    @property
    def most(self) -> int:
        """Documents in one message, at most."""

    def send(self, message: Message, now: datetime) -> None:
        """Sends a message; returns when it was taken. Raises one of the errors that `why_not_taken` knows."""


def send_notice(
    channels: Iterable[Channel], subject: str, text: str, now: datetime, **payload: Any
) -> list[tuple[str, str | None]]:
    """Sends a message of our own to each channel; each with why it was not taken, None where it was."""
    # `text` is what chat services show of a webhook's JSON.
    payload = {"text": f"{subject}\n{text}", "subject": subject, "at": format_moment(now), **payload}
    message = Message(f"msg_{uuid4().hex}", subject, text, short=text, payload=payload)
    return [(channel.shown, why_not_taken(channel, message, now)) for channel in channels]


def why_not_taken(channel: Channel, message: Message, now: datetime) -> str | None:
    """Sends a message; None where it was taken, else why not, in one line without secrets."""
    try:
        channel.send(message, now)
    except (OSError, smtplib.SMTPException, HTTPException, ValueError, NotTaken) as error:
        return redact(printable(_words(error)))
    return None


def _words(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({reason.verify_message}); {HOW_TO_TRUST}"
    if isinstance(reason, ssl.SSLError) and getattr(reason, "reason", None) == "WRONG_VERSION_NUMBER":
        return "it does not speak TLS at this port"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return refusals(error.recipients)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answered {_reply(error.smtp_code, error.smtp_error)}"
    return " ".join(str(reason).split()) or type(error).__name__


def refusals(recipients: Mapping[str, tuple[int, bytes]]) -> str:
    """What a mail server answered about the receivers that it refused."""
    return "; ".join(f"refused {name}: {_reply(*answer)}" for name, answer in recipients.items())


def _reply(code: int, words: bytes | str) -> str:
    return " ".join(f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}".split())
