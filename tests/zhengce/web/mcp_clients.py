"""The MCP server, and the same behind the SDK's own client, over standard input and output and over HTTP."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio.from_thread import BlockingPortal, start_blocking_portal

from storage.database import Database
from zhengce.web.coverage import CoverageReader
from zhengce.web.database import Reader
from zhengce.web.searching import SearchService

if TYPE_CHECKING:  # the protocol's libraries take a second, in the processes alone that run such tests
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters
    from mcp_types import Tool

    from zhengce.web.mcp.server import PolicyServer

ROOT = Path(__file__).parents[3]
BASE = "https://policies.example.org/"
"""Where the server says that its pages are, where no request says it."""

EVERY_TOOL: dict[str, dict[str, Any]] = {
    "search": {"query": "规划"},
    "get_document": {"key": "1"},
    "get_article": {"key": "1", "article": "sec-1"},
    "read_text": {"key": "1"},
    "find_in_document": {"key": "1", "words": "通知"},
    "check_references": {"references": ["国发〔2021〕20号"]},
    "check_quote": {"quote": "各台架按期搭建完毕。"},
    "targets": {},
    "life": {"key": "1"},
    "changes_since": {"number": 0},
    "coverage": {},
}


def server_on(database: Database, *sources: str) -> "PolicyServer":
    """A server without a transport, of these sources."""
    from zhengce.web.mcp.server import PolicyServer

    return PolicyServer(SearchService(Reader(database, seconds=60)), CoverageReader(sources or ("miit", "ndrc")))


def answered(server: "PolicyServer", tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool answers."""
    answer, failed = server.answer(tool, arguments)
    assert not failed, answer
    return answer


@dataclass(frozen=True)
class Asked:
    """A server that gets one question after the other."""

    portal: BlockingPortal
    client: "Client"

    @property
    def instructions(self) -> str:
        """What a model learns of the whole server."""
        return self.client.instructions or ""

    def tools(self) -> "list[Tool]":
        """The tools that it offers."""
        return self.portal.call(self.client.list_tools).tools

    def __call__(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The answer of a tool, as its JSON and as its text alike."""
        answer, failed = self.ask(tool, **arguments)
        assert not failed, answer
        return answer

    def refusal(self, tool: str, **arguments: Any) -> str:
        """Why a call was refused."""
        answer, failed = self.ask(tool, **arguments)
        assert failed, answer
        return str(answer["error"])

    def ask(self, tool: str, **arguments: Any) -> tuple[dict[str, Any], bool]:
        """The answer, and whether it is an error."""
        result = self.portal.call(partial(self.client.call_tool, tool, arguments))
        [content] = result.content
        answer: dict[str, Any] = result.structured_content
        assert json.loads(content.text) == answer  # type: ignore[union-attr]
        return answer, result.is_error


@contextmanager
def connected(server: "str | StdioServerParameters", mode: str = "auto") -> Iterator[Asked]:
    """A client of the server at an address, or of one that it starts; `legacy`: of the protocol before 2026."""
    from mcp.client import Client
    from mcp.client.stdio import stdio_client

    # Of itself it takes the stderr of the moment of its import, which may be that of a test.
    transport = server if isinstance(server, str) else stdio_client(server, errlog=sys.__stderr__ or sys.stderr)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(transport, mode=mode)) as client:
        yield Asked(portal, client)


def command(data: Path) -> "StdioServerParameters":
    """`zhengce mcp` on a data folder, as clients start it."""
    from mcp.client.stdio import StdioServerParameters

    arguments = ["-m", "zhengce", "--data", str(data), "mcp", "--base", BASE]
    return StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT)
