"""A Firefox model from Chinese to English in a folder, run on this machine by fxtranslate.

The folder has the files of the model as Firefox names them: `model.*.bin`, `srcvocab.*.spm` and `trgvocab.*.spm`
(or one `vocab.*.spm`), and mostly `lex.*.bin`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from storage.translations.queries import Origin
from storage.translations.texts import TextKind
from zhengce.english.engines import BatchFailed, EngineFailed


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
    if not folder.is_dir():
        raise FileNotFoundError("no such folder (english.local)")
    raise FileNotFoundError(f"no {' or '.join(patterns)} in it; a Firefox model has it, unpacked")


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
