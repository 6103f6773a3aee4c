"""A webhook and a mail server on the loopback that keep what they take, fail by chance, and kill who sends."""

import os
import random
import signal
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

ADDRESS = "127.0.0.1"


@dataclass
class Chance:
    """What receivers do with a message, by chance: so many in a hundred each, else they take it."""

    seed: int = 1
    refuse: int = 0
    """They say that they do not take it, and do not."""
    drop: int = 0
    """They take it and close the connection without an answer."""
    kill: int = 0
    """They take it and kill the sender before it has the answer."""
    victim: int | None = None
    """The process that sends."""
    did: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random, self._lock = random.Random(self.seed), threading.Lock()

    def draw(self) -> str:
        """take, refuse, drop or kill."""
        with self._lock:
            roll, what = self._random.randrange(100), "take"
            for name in ("refuse", "drop", "kill"):
                share = getattr(self, name)
                if 0 <= roll < share:
                    what = name
                roll -= share
            if what == "kill" and self.victim is None:
                what = "drop"
            if what == "kill":
                with suppress(ProcessLookupError):
                    os.kill(cast("int", self.victim), signal.SIGKILL)
            self.did[what] = self.did.get(what, 0) + 1
            return what


@dataclass(frozen=True)
class Post:
    """What a webhook was sent."""

    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


class WebhookServer(ThreadingHTTPServer):
    """A webhook that keeps what it takes, in order."""

    daemon_threads = True

    def __init__(self, chance: Chance) -> None:
        super().__init__((ADDRESS, 0), _Hook)
        self.chance = chance
        self.got: list[Post] = []

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.server_address[1]}/hook"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed is no error here."""


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = cast("WebhookServer", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):  # the sender was killed while it sent
            return
        what = server.chance.draw()
        if what != "refuse":
            server.got.append(Post({name.lower(): value for name, value in self.headers.items()}, body))
        if what in ("take", "refuse"):
            self.send_response(204 if what == "take" else 503)
            self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it takes, in order; with a certificate it speaks TLS from the beginning (`tls`), or
    when it is asked to (`starttls`)."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, chance: Chance, context: ssl.SSLContext | None = None, way: str = "tls") -> None:
        super().__init__((ADDRESS, 0), _Session)
        self.chance, self.context, self.way = chance, context, way
        self.got: list[EmailMessage] = []
        self.heard: list[bytes] = []
        """Commands, in order."""
        self.refuses: tuple[bytes, ...] = ()
        """Mailboxes that it does not know."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed is no error here."""


class _Session(socketserver.StreamRequestHandler):
    """So much of SMTP as a sender needs that may encrypt and log in."""

    def setup(self) -> None:
        self._server = cast("MailServer", self.server)
        super().setup()
        if self._server.context and self._server.way == "tls":
            self._encrypt(self._server.context)

    def _encrypt(self, context: ssl.SSLContext) -> None:
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        for part in (self.wfile, self.rfile, self.connection):
            with suppress(OSError):
                part.close()

    def handle(self) -> None:
        self._say("220 mail.example.org")
        while line := self.rfile.readline():
            self._server.heard.append(line)
            word = line.split()[0].upper()
            if word == b"DATA":
                if not self._take():
                    return
            elif word == b"EHLO" and self._server.context:
                self._say("250-mail.example.org\r\n250-STARTTLS\r\n250 AUTH PLAIN")
            elif word == b"STARTTLS" and self._server.context:
                self._say("220 go on")
                self._encrypt(self._server.context)
            elif word == b"AUTH":
                self._say("235 welcome")
            elif word == b"RCPT" and any(name in line for name in self._server.refuses):
                self._say("550 no such mailbox")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> bool:
        """Takes a message, by chance; False where the connection ends with it."""
        self._say("354 go on")
        text = b""
        while (part := self.rfile.readline()) != b".\r\n":
            if not part:
                return False
            text += part[1:] if part.startswith(b"..") else part
        what = self._server.chance.draw()
        if what != "refuse":
            self._server.got.append(message_from_bytes(text, policy=policy.default))
        if what in ("take", "refuse"):
            self._say("250 taken" if what == "take" else "451 try later")
        return what in ("take", "refuse")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def running(*servers: socketserver.BaseServer) -> Iterator[None]:
    """Serves until the block ends."""
    threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
