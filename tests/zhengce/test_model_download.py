"""Files of a model from a server on this machine, packed as Firefox packs them."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.command_line import zhengce
from tests.zhengce.tiny_model import write_model


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder of packed files, and the address under which they are served."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def pins(mirror: Path, address: str, model: Path, packing: str) -> Path:
    """Pack a model into a mirror; the list of its files."""
    lines = []
    for file in sorted(model.iterdir()):
        content = file.read_bytes()
        if packing == ".gz":
            content = gzip.compress(content)
        elif packing == ".zst":
            content = pytest.importorskip("zstandard").ZstdCompressor().compress(content)
        (mirror / f"{file.name}{packing}").write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {address}/{file.name}{packing}\n")
    listing = mirror.parent / "model.sha256"
    listing.write_text("".join(["# a model\n", *lines]))
    return listing


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_a_model_is_fetched_unpacked_and_loaded(
    packing: str, mirror: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, folder = write_model(tmp_path / "model"), tmp_path / "zh-en"
    listing = pins(*mirror, model, packing)
    monkeypatch.setenv("ZHENGCE_ENGLISH_LOCAL", str(folder))
    result = zhengce("translate", "--engine", "local", "--get", str(listing))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{folder}: a model of 0.0 MB that works")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in model.iterdir()
    }


def test_nothing_is_kept_of_files_of_which_one_has_another_digest(
    mirror: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = pins(*mirror, write_model(tmp_path / "model"), ".gz")
    changed = sorted(mirror[0].iterdir())[-1]
    changed.write_bytes(changed.read_bytes() + b"x")
    monkeypatch.setenv("ZHENGCE_ENGLISH_LOCAL", str(tmp_path / "zh-en"))
    result = zhengce("translate", "--engine", "local", "--get", str(listing))
    assert result.returncode == 2
    assert "nothing was kept" in result.stderr
    assert not (tmp_path / "zh-en").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "names no file"),
        ("no digest", "a line is a SHA-256 and an https address"),
        (f"{'0' * 64}  http://mirror.example/model.bin", "a line is a SHA-256 and an https address"),
        (f"{'0' * 64}  https://mirror.example/", "a line is a SHA-256 and an https address"),
        (f"{'0' * 64}  http://127.0.0.1:1/model.bin", "refused"),
    ],
)
def test_a_list_that_cannot_be_used_is_one_line(
    line: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = tmp_path / "model.sha256"
    listing.write_text(line)
    monkeypatch.setenv("ZHENGCE_ENGLISH_LOCAL", str(tmp_path / "zh-en"))
    result = zhengce("translate", "--engine", "local", "--get", str(listing))
    assert (result.returncode, result.stdout) == (2, "")
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_model_is_fetched_into_a_configured_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("x")
    assert "name the folder" in zhengce("translate", "--get", str(tmp_path / "list")).stderr
