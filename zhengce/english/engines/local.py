"""A Firefox model from Chinese to English in a folder, fetched when a person asks for it and run by fxtranslate.

The folder has the files of the model as Firefox names them: `model.*.bin`, `srcvocab.*.spm` and `trgvocab.*.spm`
(or one `vocab.*.spm`), and mostly `lex.*.bin`. A list names each file by its SHA-256 and its address, a line each, as
`sha256sum` writes them; nothing is kept where a file has another digest.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from storage.translations.queries import Origin
from storage.translations.texts import TextKind
from zhengce.english.engines import BatchFailed, EngineFailed

LARGEST = 200_000_000
"""Bytes of a file; a model has some 37 million in all."""
TIMEOUT = 60.0
_LINE = re.compile(
    r"(?P<digest>[0-9a-f]{64})\s+\*?(?P<address>(?:https://|http://(?:127\.0\.0\.1|localhost)\b)\S+[^/\s])"
)


class LocalEngine:
    """A model in memory. `name`: of its folder, under which its translations are stored."""

    origin: Origin = "local"
    batch = 50
    """Texts that it takes at once."""

    def __init__(self, folder: Path) -> None:
        """Load the model. Raises EngineFailed for a folder without one, ImportError without fxtranslate."""
        import fxtranslate

        self.name = folder.resolve().name
        shortlist = next(iter(sorted(folder.glob("lex*.bin"))), None)
        with _guarded(EngineFailed, f"{folder}: no model that fxtranslate can load"):
            self._translator = fxtranslate.Translator(
                src_vocab=_file(folder, "srcvocab*.spm", "vocab*.spm").read_bytes(),
                trg_vocab=_file(folder, "trgvocab*.spm", "vocab*.spm").read_bytes(),
                model=_file(folder, "model*.bin").read_bytes(),
                shortlist=shortlist.read_bytes() if shortlist else None,
            )
            self._translator.translate("国务院")  # some files that do not fit together load, and fail here

    def translate(self, kind: TextKind, texts: Sequence[str]) -> list[str]:
        """The English of texts. Raises BatchFailed."""
        say = self._translator.translate_long if kind == "sentence" else self._translator.translate
        with _guarded(BatchFailed, "the engine fails"):
            return [" ".join(say(text).split()) for text in texts]


def _file(folder: Path, *patterns: str) -> Path:
    """The first file of a folder by these patterns."""
    if path := next((path for pattern in patterns for path in sorted(folder.glob(pattern))), None):
        return path
    missing = f"no {' or '.join(patterns)} in it; a Firefox model has it, unpacked"
    raise FileNotFoundError(missing if folder.is_dir() else "no such folder (english.local)")


@contextmanager
def _guarded(failure: type[Exception], what: str) -> Iterator[None]:
    """Turn what goes wrong in the engine into a failure of one line.

    A panic of its Rust code is a BaseException, and prints lines that nobody can use on standard error.
    """
    shown, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise failure(f"{what} ({' '.join(str(error).split())[:120]})") from None
    finally:
        os.dup2(shown, 2)
        os.close(shown)
        os.close(nowhere)


def get_model(listing: Path, folder: Path) -> int:
    """Fetch all files of a list, then put them into the folder; the bytes that they take there. Raises EngineFailed."""
    try:
        lines = [line.strip() for line in listing.read_text(encoding="utf-8").splitlines()]
        files = dict(_fetched(line) for line in lines if line and not line.startswith("#"))
        if not files:
            raise EngineFailed(f"{listing}: names no file")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / f".{name}.part").write_bytes(content)
            os.replace(folder / f".{name}.part", folder / name)
    except (OSError, ValueError) as error:
        raise EngineFailed(f"{folder}: {error}") from None
    return sum(map(len, files.values()))


def _fetched(line: str) -> tuple[str, bytes]:
    """The name and the content of the unpacked file that a line of a list names."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise EngineFailed(f"a line is a SHA-256 and an https address, not {line[:80]}")
    digest, address = match.groups()
    try:
        with urlopen(Request(address, headers={"User-Agent": "zhengce"}), timeout=TIMEOUT) as answer:
            content: bytes = answer.read(LARGEST + 1)
        if (found := hashlib.sha256(content).hexdigest()) != digest:
            raise ValueError(f"its SHA-256 is {found}, not {digest}; nothing was kept")
        name, _, packing = urlsplit(address).path.rpartition("/")[2].rpartition(".")
        if packing == "gz":
            return name, gzip.decompress(content)
        if packing == "zst":
            zstandard = import_module("zstandard")  # of the extra `local`, as the engine
            return name, bytes(zstandard.ZstdDecompressor().decompressobj().decompress(content))
        return f"{name}.{packing}", content
    except Exception as error:
        raise EngineFailed(f"{address}: {getattr(error, 'reason', error)}") from None
