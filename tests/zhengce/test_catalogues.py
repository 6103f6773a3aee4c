"""Croissant and DCAT describe the files and columns that are there; by hand, mlcroissant and rdflib read them whole."""

import json
import re
from pathlib import Path
from typing import Any

from pyarrow import parquet

from zhengce.tables.publishing import manifest


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def digests(folder: Path, ending: str = "") -> dict[str, str]:
    """The files with rows, with their SHA-256."""
    found = manifest.read(folder)
    assert found is not None
    return {one.path: one.sha256 for one in found.files if one.table and one.path.endswith(ending)}


def test_croissant_names_every_parquet_file_and_column(published_sample: Path) -> None:
    found = read(published_sample, "croissant.json")
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    files = {one["contentUrl"]: one["sha256"] for one in found["distribution"] if one["@type"] == "cr:FileObject"}
    assert files == digests(published_sample, ".parquet")
    sets = {one["@id"]: one["includes"] for one in found["distribution"] if one["@type"] == "cr:FileSet"}
    assert {one["name"] for one in found["recordSet"]} == sets.keys() == {name.split("/")[0] for name in files}
    for one in found["recordSet"]:
        paths = sorted(published_sample.glob(sets[one["name"]]))
        assert [field["name"] for field in one["field"]] == parquet.read_schema(paths[0]).names
        assert {key["@id"] for key in one["key"]} <= {field["@id"] for field in one["field"]}
        assert all(len(field["description"]) > 7 for field in one["field"])


def test_croissant_says_how_lists_of_objects_are_read(published_sample: Path) -> None:
    [documents] = [one for one in read(published_sample, "croissant.json")["recordSet"] if one["name"] == "documents"]
    fields = {one["name"]: one for one in documents["field"]}
    assert fields["published_on"]["dataType"] == "sc:Date"
    assert (fields["keywords"]["repeated"], fields["keywords"]["dataType"]) == (True, "sc:Text")
    assert fields["issuing_bodies"]["repeated"]
    [name] = [one for one in fields["issuing_bodies"]["subField"] if one["name"] == "name"]
    assert name["source"] == {
        "fileSet": {"@id": "documents"},
        "extract": {"column": "issuing_bodies"},
        "transform": {"jsonPath": "name"},
    }


def test_dcat_names_every_file_with_rows_by_a_relative_address(published_sample: Path) -> None:
    found = read(published_sample, "dcat.jsonld")
    checksums = {
        one["dcat:downloadURL"]["@id"]: one["spdx:checksum"]["spdx:checksumValue"]["@value"]
        for one in found["dcat:distribution"]
    }
    assert checksums == digests(published_sample)
    for one in found["dcat:distribution"]:
        assert int(one["dcat:byteSize"]["@value"]) == (published_sample / one["dcat:downloadURL"]["@id"]).stat().st_size
        assert (published_sample / one["dct:conformsTo"]["@id"]).is_file()
    prefixes = set(re.findall(r'"(\w+):\w+"', json.dumps(found)))
    assert prefixes <= found["@context"].keys()
