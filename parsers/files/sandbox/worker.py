"""The worker process of the sandbox: takes files on its standard input, gives their text on its standard output.

Of each file it gives a line with its type, and one with the whole text or an error.
"""

import json
import os
import resource
import signal
from typing import Any, BinaryIO

from parsers.files.readers import read_content
from parsers.files.sandbox.limits import Limits
from parsers.files.sniff import sniff

_GRACE_SECONDS = 5  # after the parent's own limit of time: it may be gone


def main() -> None:
    """Answers one file after another, until the input ends."""
    questions, answers = _take_pipes()
    while line := questions.readline():
        question = json.loads(line)
        content = questions.read(question["bytes"])
        limits = Limits(**question["limits"])
        _set_limits(limits)
        _write(answers, sniff(content).media_type)
        given = answer(content, limits)
        signal.alarm(0)
        _write(answers, given)
        if given.get("last"):
            return


def _write(answers: BinaryIO, value: Any) -> None:
    answers.write(json.dumps(value).encode() + b"\n")
    answers.flush()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent. Standard input, output and error become nothing: native libraries write to them."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)
    return questions, answers


def _set_limits(limits: Limits) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set_limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)
    _set_limit(resource.RLIMIT_AS, limits.memory_bytes)
    _set_limit(resource.RLIMIT_FSIZE, limits.output_bytes)
    _set_limit(resource.RLIMIT_CORE, 0)
    signal.alarm(int(limits.wall_seconds) + _GRACE_SECONDS)  # the system ends us, even inside a native library


def _set_limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def answer(content: bytes, limits: Limits) -> dict[str, Any]:
    """The text of a file, or the error of its reader; `last` where the worker is not to read another."""
    try:
        return {"text": read_content(content, limits).to_dict()}
    except MemoryError:
        return {"error": f"needs more than {limits.memory_bytes / 1024**3:g} GB of memory", "last": True}
    except Exception as error:
        return {"error": _describe(error)}
    except BaseException as error:  # a Rust panic is one (PanicException), and may leave its library in disorder
        return {"error": _describe(error), "last": True}


def _describe(error: BaseException) -> str:
    return " ".join(f"the reader failed: {type(error).__name__}: {error}".split())[:300]
