"""Tells people when the health of a source changes, by webhook and e-mail. What could not be sent is sent next time."""

import json
import smtplib
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial
from http.client import HTTPException

from configuration import Configuration, Mail
from outputs.notifications.message import message
from parsers.moments import format_moment
from redaction import redact
from storage.crawl import leases
from storage.database import Database
from storage.errors import StorageError
from storage.health import Health, alerts
from storage.health.alerts import HealthChange

LEASE = "tell:health"
MEND = "to trust a CA of your own, set notifications.email.ca_bundle, for webhooks the variable SSL_CERT_FILE"

PATIENCE = 20.0
"""Seconds that a webhook or a mail server may take."""


@dataclass(frozen=True, slots=True)
class Told:
    """What `tell` did."""

    sources: tuple[str, ...] = ()
    """Of which people were told."""
    failures: tuple[str, ...] = ()
    """Targets that could not be reached, and why; a line each."""


def tell(database: Database, found: Sequence[Health], chosen: Configuration, now: datetime) -> Told:
    """Sends what changed since the last message, in one message to each target.

    What was told is noted when at least one target took it: one dead webhook must not repeat every message to the
    others. Where none did, the next call tries again. One at a time tells, whatever machine: where another is at it,
    nothing is done here, and what it did not tell is told by the next call.
    """
    holder = leases.holder_name()
    with database.write() as connection:
        if leases.take(connection, LEASE, holder, now) is not None:
            return Told()
        changes = alerts.changed(connection, found)
    try:
        with _kept(database, holder, now):
            return _tell(database, changes, chosen, now)
    finally:
        with database.write() as connection:
            leases.give_back(connection, LEASE, holder)


@contextmanager
def _kept(database: Database, holder: str, now: datetime) -> Iterator[None]:
    """Beats for the lease as long as it lasts: a few dead targets take longer than a lease lives by itself."""
    over, began = threading.Event(), time.monotonic()

    def beat() -> None:
        while not over.wait(leases.BEAT_EVERY.total_seconds()):
            with suppress(StorageError), database.write() as connection:  # the next beat may get through
                leases.beat(connection, LEASE, holder, now + timedelta(seconds=time.monotonic() - began))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _tell(database: Database, changes: Sequence[HealthChange], chosen: Configuration, now: datetime) -> Told:
    news = [change for change in changes if change.is_news]
    failures = send(news, chosen, now) if news else ()
    reached = len(chosen.webhooks) + (chosen.mail is not None) - len(failures)
    done = [change for change in changes if not change.is_news or reached]
    if done:
        with database.write() as connection:
            alerts.remember(connection, done, now)
    return Told(tuple(change.now.source for change in news) if reached else (), tuple(failures))


def send(changes: Sequence[HealthChange], chosen: Configuration, now: datetime) -> tuple[str, ...]:
    """Sends one message to every target; returns a line for each target that did not take it."""
    subject, text = message(changes)
    facts = [{**change.now.to_dict(), "over": list(change.over)} for change in changes]
    sent = _send(subject, text, facts, chosen, now)
    return tuple(f"{target}: {why}" for target, why in sent if why is not None)


def try_out(chosen: Configuration, now: datetime) -> list[tuple[str, str | None]]:
    """Sends a test message to every target; returns each with its error, None where it was taken."""
    text = "This message was asked for by `zhengce health --notify --try`. It says nothing of any source.\n"
    return list(_send("zhengce: a try", text, [], chosen, now))


def _send(
    subject: str, text: str, changes: Sequence[Mapping[str, object]], chosen: Configuration, now: datetime
) -> Iterator[tuple[str, str | None]]:
    """Sends one message to target after target; each with why it was not taken, None where it was."""
    payload = {
        "text": f"{subject}\n{text}",  # what chat services show
        "subject": subject,
        "at": format_moment(now),
        "changes": changes,
    }
    for hook in chosen.webhooks:
        yield f"webhook {_host(hook)}", _why_not(partial(_post, hook, payload))
    if (box := chosen.mail) is not None:
        yield f"e-mail by {box.host}:{box.port}", _why_not(partial(_mail, box, subject, text))


def _why_not(sending: Callable[[], None]) -> str | None:
    try:
        sending()
    except (OSError, smtplib.SMTPException, HTTPException, ValueError) as error:
        return redact(_words(error))
    return None


def _post(hook: str, payload: object) -> None:
    body = json.dumps(payload, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "zhengce"}
    request = urllib.request.Request(hook, data=body, headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE):
        pass


def _mail(box: Mail, subject: str, text: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = box.sender
    mail["To"] = ", ".join(box.to)
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = make_msgid(domain=box.sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    with _connected(box) as server:
        if box.user and box.password:
            server.login(box.user, box.password)
        server.send_message(mail)


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


def _host(hook: str) -> str:
    """The host alone: the path of a webhook, and a name before its host, are often its secret."""
    return hook.strip().split("/")[2].rpartition("@")[2]


def _words(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({reason.verify_message}); {MEND}"
    if isinstance(error, urllib.error.HTTPError):
        return f"answered {error.code}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"answered {error.smtp_code} {said}"
    return " ".join(str(reason).split()) or type(error).__name__
