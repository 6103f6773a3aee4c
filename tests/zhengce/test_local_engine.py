"""The engine in a folder: real, on models of random weights that the tests make."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import open_database
from storage.translations import queries
from storage.translations.texts import Text
from tests.zhengce.tiny_model import write_model
from zhengce.english.engines import run
from zhengce.english.engines.engine import EngineFailed
from zhengce.english.engines.local import LocalEngine

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("is_joint", [False, True])
def test_a_model_in_a_folder_translates_with_two_vocabularies_and_with_one(is_joint: bool, tmp_path: Path) -> None:
    engine = LocalEngine(write_model(tmp_path / "zh-en", is_joint=is_joint))
    first = engine.translate("name", ["数据安全管理办法", "发展规划"])
    assert (engine.name, engine.origin, len(first)) == ("zh-en", "local", 2)
    assert all(first)
    assert engine.translate("name", ["数据安全管理办法", "发展规划"]) == first
    assert engine.translate("sentence", ["数据安全。发展规划。"])[0] > ""


def test_what_it_makes_passes_the_gates_or_is_refused_and_is_asked_for_once(
    tmp_path: Path, sqlite_template: Path
) -> None:
    database = open_database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'zhengce.db')}")
    texts = [Text("name", "数据安全管理办法"), Text("name", "发展规划（2026年）")]
    report = run.Report()
    engine = LocalEngine(write_model(tmp_path / "zh-en"))
    run.translate(database, engine, texts, 10, lambda: NOW, report, lambda done: None)
    with database.read() as connection:
        held = {one.chinese: one for one in queries.find_translations(connection, [text.key for text in texts])}
    database.close()
    assert report.asked == 2
    assert {one.origin for one in held.values()} == {"local"}
    assert held["发展规划（2026年）"].english is None  # the model knows no figures
    assert held["发展规划（2026年）"].faults
    assert not any(run.is_due(held[text.chinese], text, NOW) for text in texts)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder: shutil.rmtree(folder), "no such folder (english.local)"),
        (lambda folder: (folder / "model.zhen.intgemm.alphas.bin").unlink(), "no model*.bin in it"),
        (lambda folder: (folder / "trgvocab.zhen.spm").unlink(), "no trgvocab*.spm or vocab*.spm in it"),
        (
            lambda folder: (folder / "model.zhen.intgemm.alphas.bin").write_bytes(b"rubbish"),
            "no model that fxtranslate",
        ),
        (lambda folder: os.truncate(folder / "model.zhen.intgemm.alphas.bin", 20_000), "no model that fxtranslate"),
        (lambda folder: write_model(folder, width=16), "no model that fxtranslate can load"),  # a panic of its code
    ],
)
def test_a_folder_without_a_usable_model_is_one_line(
    spoil: Callable[[Path], object],
    reason: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = write_model(tmp_path / "zh-en")
    spoil(folder)
    with pytest.raises(EngineFailed) as caught:
        LocalEngine(folder)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""
