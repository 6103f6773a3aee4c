"""Mail over SMTP, as plain text and HTML, to a server whose certificate is verified.

Apprise does not send it: it would make the plain text from the HTML, give
each attempt a Message-ID of its own, trust the system's certificates only, and keep the server's answer to itself.
"""

import logging
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from scrapers.network.redaction import redact
from zhengce.notifications.outgoing import PATIENCE, Message, NotTaken, refusals
from zhengce.settings.load import Mail
from zhengce.tables.sanitize import printable

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and the receivers of messages."""

    key: str
    box: Mail = field(repr=False)
    most: int = 50

    @property
    def shown(self) -> str:
        return f"e-mail by {self.box.host}:{self.box.port}"

    def send(self, message: Message, now: datetime) -> None:
        """Sends one mail to all receivers; a server that refuses all of them is an error.

        One that refuses some is logged: sent again, the others would get it twice.
        """
        if self.box.password and self.box.security == "none":
            raise NotTaken("a password is not sent without encryption: set notifications.email.security")
        mail = _compose(self.box, message, now)
        with _connected(self.box) as server:
            if self.box.user and self.box.password:
                server.login(self.box.user, self.box.password)
            to = [parseaddr(receiver)[1] for receiver in self.box.to]
            if refused := server.send_message(mail, to_addrs=to):
                _LOG.warning("%s: %s", self.shown, redact(printable(refusals(refused))))


def _compose(box: Mail, message: Message, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.subject.split())
    mail["From"] = box.sender
    mail["To"] = ", ".join(box.to)
    mail["Date"] = format_datetime(now)
    # The same in every attempt: mail programs show a message of one id once.
    mail["Message-ID"] = f"<{message.id}@{parseaddr(box.sender)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    numbers = [event["number"] for event in message.payload.get("events", ()) if event["number"] is not None]
    if numbers:
        mail["X-Zhengce-Changes"] = ", ".join(map(str, numbers))
    mail.set_content(message.text)
    if message.html is not None:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _connected(box: Mail) -> smtplib.SMTP:
    """A session with the mail server; where it is encrypted, the certificate must have the server's name."""
    # Left to themselves, both ways of smtplib take any certificate.
    trusted = ssl.create_default_context(cafile=box.ca_bundle)
    if box.security == "tls":
        return smtplib.SMTP_SSL(box.host, box.port, timeout=PATIENCE, context=trusted)
    server = smtplib.SMTP(box.host, box.port, timeout=PATIENCE)
    try:
        if box.security == "starttls":
            server.starttls(context=trusted)
    except BaseException:
        server.close()
        raise
    return server
