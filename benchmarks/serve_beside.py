"""What troubles a server beside its readers: connections that ask nothing, bodies that never end, a publication."""

import contextlib
import resource
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit


def take_files(number: int) -> None:
    """Sets how many files this process may open, if the system allows as many."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (number if hard == resource.RLIM_INFINITY else min(number, hard), hard))


UNFINISHED = (
    b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Accept: application/json, text/event-stream\r\nContent-Length: 900\r\n\r\n{"
)


@contextlib.contextmanager
def held_open(address: str, idle: int, unfinished: int) -> Iterator[Counter[str]]:
    """Holds connections that send nothing, or a head and one byte of a body; counts those opened and opened again."""
    place, is_over, opened = urlsplit(address), threading.Event(), Counter[str]()
    wanted = ["idle"] * idle + ["unfinished"] * unfinished
    take_files(len(wanted) + 1024)

    def hold() -> None:
        held: list[socket.socket | None] = [None] * len(wanted)
        while not is_over.wait(1):
            for number, kind in enumerate(wanted):
                if is_closed(held[number]):
                    with contextlib.suppress(OSError):
                        held[number] = socket.create_connection((str(place.hostname), place.port), timeout=5)
                        held[number].sendall(UNFINISHED if kind == "unfinished" else b"")  # type: ignore[union-attr]
                        opened[kind] += 1
        for one in held:
            if one:
                one.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        yield opened
    finally:
        is_over.set()
        thread.join()


def is_closed(connection: socket.socket | None) -> bool:
    """True if the server has closed it."""
    if connection is None:
        return True
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        connection.settimeout(5)


@contextlib.contextmanager
def publishing(url: str, folder: str) -> Iterator[list[float]]:
    """Publishes again and again; the seconds of each."""
    words = [sys.executable, "-m", "zhengce", "--data", folder, "--database", url, "publish", f"{folder}/published"]
    is_over, seconds = threading.Event(), list[float]()

    def publish() -> None:
        while not is_over.is_set():
            began = time.monotonic()
            subprocess.run(words, check=True, capture_output=True)
            seconds.append(time.monotonic() - began)

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield seconds
    finally:
        is_over.set()
        thread.join()
