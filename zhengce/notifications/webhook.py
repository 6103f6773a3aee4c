"""Webhooks: a POST with JSON, signed as the Standard Webhooks specification has it where a secret is set.

https://www.standardwebhooks.com, version 1: the headers `webhook-id`, `webhook-timestamp` (seconds since 1970) and
`webhook-signature`: `v1,` and the Base64 of HMAC-SHA-256 over `id.timestamp.body`. Libraries verify it in many
languages.
"""

import base64
import binascii
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote_to_bytes, urlsplit, urlunsplit

from zhengce.notifications.outgoing import PATIENCE, Message, NoRedirects, NotTaken

ENCODED_SECRET = "whsec_"
"""Begins a secret in Base64, as the specification writes them; any other is taken as UTF-8."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address of the web that gets messages as JSON."""

    key: str
    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    most: int = 100

    @property
    def shown(self) -> str:
        """The host alone: the path of a webhook, and a name before its host, are often its secret."""
        return f"webhook {self.url.strip().split('/')[2].rpartition('@')[2]}"

    def send(self, message: Message, now: datetime) -> None:
        """Posts the payload; any answer but 2xx, a redirect too, is an error: a redirected POST would lose its body."""
        body = json.dumps(message.payload, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "zhengce"}
        if self.secret is not None:
            headers |= signed_headers(self.secret, message.id, now, body)
        parts = urlsplit(self.url.strip())
        user, at, host = parts.netloc.rpartition("@")
        if at:  # left in the address, name and password would be looked up as a host
            headers["Authorization"] = f"Basic {base64.b64encode(unquote_to_bytes(user)).decode()}"
        url = urlunsplit(parts._replace(netloc=host))
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with urllib.request.build_opener(NoRedirects).open(request, timeout=PATIENCE):
                pass
        except urllib.error.HTTPError as error:
            with error:
                raise NotTaken(f"answered {error.code}") from None


def signed_headers(secret: str, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The three headers by which a receiver knows who sent a body, when, and whether it had it before."""
    timestamp = str(int(now.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    signature = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def _key(secret: str) -> bytes:
    if secret.startswith(ENCODED_SECRET):
        try:
            return base64.b64decode(secret.removeprefix(ENCODED_SECRET), validate=True)
        except binascii.Error:
            raise ValueError(f"the secret of the webhook begins with {ENCODED_SECRET} and is not Base64") from None
    return secret.encode()
