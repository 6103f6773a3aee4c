"""`zhengce text FILE`: the text on standard output, what is wrong on standard error."""

import json
from pathlib import Path

import pytest

from parsers.files import FileReader, FileText
from tests.samples.files.pdf import HEIGHT, WIDTH, Page, write_pdf
from zhengce.cli.program import main

TEXT = Page().write("本办法自印发之日起施行。")
SCAN = Page().picture(0, 0, WIDTH, HEIGHT)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["zhengce", "text", *words])
    return main()


@pytest.mark.parametrize(
    ("pages", "code", "printed", "said"),
    [
        ([TEXT, TEXT], 0, "本办法自印发之日起施行。\n\n本办法自印发之日起施行。\n", ""),
        ([TEXT, SCAN], 0, "本办法自印发之日起施行。\n", "partial: page 2: a picture"),
        ([SCAN], 1, "", "scan: no page has text: the pages are pictures"),
    ],
    ids=["ok", "partial", "scan"],
)
def test_text_goes_to_standard_output_and_the_state_to_standard_error(
    pages: list[Page],
    code: int,
    printed: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (file := tmp_path / "附件1.doc").write_bytes(write_pdf(pages))
    assert run(monkeypatch, str(file)) == code
    assert capsys.readouterr() == (printed, f"zhengce: {file}: {said}\n" if said else "")


def test_json_has_the_pages_with_their_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "附件1.pdf").write_bytes(write_pdf([TEXT]))
    assert run(monkeypatch, str(file), "--format", "json") == 0
    read = json.loads(capsys.readouterr().out)
    assert read == {
        "state": "ok",
        "media_type": "application/pdf",
        "extractor": "pdf 1",
        "pages": [{"number": 1, "paragraphs": ["本办法自印发之日起施行。"]}],
    }


def test_the_memory_of_the_reader_is_set_in_megabytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[str] = []
    read = FileReader.read

    def read_and_look(reader: FileReader, content: bytes, name: str | None = None, *, ocr: bool = False) -> FileText:
        text = read(reader, content, name, ocr=ocr)
        of_worker = Path(f"/proc/{reader.worker_pid}/limits").read_text()
        limits.append(next(line.split()[3] for line in of_worker.splitlines() if line.startswith("Max address space")))
        return text

    monkeypatch.setattr(FileReader, "read", read_and_look)
    (file := tmp_path / "附件1.pdf").write_bytes(write_pdf([TEXT]))
    assert run(monkeypatch, str(file)) == 0
    monkeypatch.setenv("ZHENGCE_FILE_MEMORY", "900")
    assert run(monkeypatch, str(file)) == 0
    assert limits == [str(1024 * 2**20), str(900 * 2**20)]
    monkeypatch.setenv("ZHENGCE_FILE_MEMORY", "1 GB")
    assert run(monkeypatch, str(file)) == 2
    assert "expected megabytes" in capsys.readouterr().err


def test_a_scan_without_the_extra_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "附件1.pdf").write_bytes(write_pdf([SCAN]))
    assert run(monkeypatch, str(file), "--ocr") == 1
    assert "pip install 'zhengce[ocr]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"), [(("none.pdf",), "No such file"), (("x", "--format", "xml"), "--format xml")]
)
def test_wrong_usage_ends_in_two(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, *words) == 2
    assert said in capsys.readouterr().err
