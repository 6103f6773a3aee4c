"""`server.json`, by which registries of MCP servers know this one."""

import json
import tomllib
from pathlib import Path

from zhengce.cli.program import program

ROOT = Path(__file__).parents[3]


def test_the_description_for_registries_is_that_of_this_package() -> None:
    server = json.loads((ROOT / "server.json").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [package] = server["packages"]
    assert server["version"] == package["version"] == project["version"]
    assert package["identifier"] == project["name"]
    assert f"<!-- mcp-name: {server['name']} -->" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(server["description"]) <= 100
    assert [argument["value"] for argument in package["packageArguments"]] == ["mcp"]
    assert "mcp" in program.entries
