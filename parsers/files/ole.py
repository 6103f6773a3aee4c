"""Opens OLE files, the containers of DOC and XLS: files that hold named streams."""

import io
import struct

import olefile

from parsers.files.text import FileNotRead
from parsers.text import one_line

_BROKEN = (OSError, struct.error, IndexError, ValueError, KeyError, TypeError, OverflowError, AttributeError)
"""What olefile raises on broken files."""


def read_streams(content: bytes, names: tuple[str, ...], wanted: str) -> dict[str, bytes]:
    """Those streams of these names that the file holds, in the order of the names.

    Raises FileNotRead: `unsupported` (none of them: not what is wanted, as in "not DOC"), `encrypted`, `failed`.
    """
    if not content.startswith(olefile.MAGIC):  # isOleFile takes short bytes for the name of a file
        raise FileNotRead("unsupported", f"no OLE file, so not {wanted}")
    try:
        with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_FATAL) as file:
            streams = {name: file.openstream(name).read() for name in names if file.exists(name)}
            is_locked = file.exists("EncryptedPackage")
    except _BROKEN as error:
        raise FileNotRead("failed", f"a broken OLE file: {one_line(str(error))}") from None
    if not streams:
        raise FileNotRead(*(("encrypted", "a password is needed") if is_locked else ("unsupported", f"not {wanted}")))
    return streams
