"""A message on its way to people or programs, and why a channel did not take it."""

import smtplib
import ssl
import urllib.error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any, Protocol

from configuration.redaction import redact

PATIENCE = 20.0
"""Seconds that a webhook, a mail server or a service may take."""

MEND = "to trust a CA of your own, set notifications.email.ca_bundle, for webhooks the variable SSL_CERT_FILE"


class NotTaken(Exception):
    """A channel did not take a message; says why."""


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


def why_not_taken(channel: Channel, message: Message, now: datetime) -> str | None:
    """Sends a message; None where it was taken, else why not, in one line without secrets."""
    try:
        channel.send(message, now)
    except (OSError, smtplib.SMTPException, HTTPException, ValueError, NotTaken) as error:
        return redact(_words(error))
    return None


def _words(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({reason.verify_message}); {MEND}"
    if isinstance(error, urllib.error.HTTPError):
        return f"answered {error.code}"
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"answered {error.smtp_code} {reply}"
    return " ".join(str(reason).split()) or type(error).__name__
