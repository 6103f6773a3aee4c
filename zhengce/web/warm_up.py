"""Loads what the first readers of a server would wait for: dictionaries, glossary, templates, sets of documents."""

import ctypes
import gc
import http.client
import json
import threading
from contextlib import suppress

from zhengce.english.glossary import renderings
from zhengce.search import segmentation

SECONDS = 60.0
"""For one page."""

_M_ARENA_MAX, ARENAS = -8, 2
"""By default glibc gives memory to threads from 16 places on two cores, each of which grows for itself."""


def begin(host: str, port: int, root: str) -> threading.Thread:
    """Loads them in a thread of its own, while the server at this address, below this path, answers others.

    What is loaded stays for good, so the garbage collector no longer looks at it: that took a quarter of a second,
    again and again, in which nobody was answered.
    """
    _tell_allocator("mallopt", _M_ARENA_MAX, ARENAS)
    thread = threading.Thread(target=_load, args=(host, port, root), name="warm-up", daemon=True)
    thread.start()
    return thread


def _load(host: str, port: int, root: str) -> None:
    # Not within a request, which may take a few seconds only.
    segmentation.segmenter()
    renderings.index()
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)

    def get(path: str) -> bytes:
        connection.request("GET", root + path)
        return connection.getresponse().read()

    # A server that cannot answer yet, as while its database is away, loads the rest when it can.
    with suppress(OSError, http.client.HTTPException, ValueError, LookupError):
        newest = json.loads(get("/api/search?limit=1"))["items"]
        for path in ("/", "/search?q=glossary", *(f"/documents/{one['id']}" for one in newest)):
            get(path)
    connection.close()
    gc.collect()
    gc.freeze()
    _tell_allocator("malloc_trim", 0)


def _tell_allocator(name: str, *values: int) -> None:
    """Calls a function of glibc, where the system has it."""
    with suppress(AttributeError, TypeError):
        getattr(ctypes.CDLL(None), name)(*values)
