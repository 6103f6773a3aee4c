"""Offers the folder of a publication at /data/: its files with range requests, and a page that lists them."""

import json
import os
from pathlib import Path
from typing import Any

from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Scope

from zhengce.tables.description import MEDIA_TYPES, PACKAGE
from zhengce.web.pages.rendering.templates import page

ADDRESS = "/data"

PLAIN = "text/plain"


class PublishedFiles(StaticFiles):
    """The files of a publication; what is hidden (a lock, unfinished files) and what lies elsewhere is not found."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self.folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The page that lists the files, or a file."""
        if path == "." and scope["method"] in ("GET", "HEAD"):
            return self._list(Request(scope))
        return await super().get_response(path, scope)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The place of a file and what the system knows of it."""
        if any(part.startswith(".") for part in path.split(os.sep)):
            return "", None
        return super().lookup_path(path)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file with its media type; 304 where the client has it."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        if isinstance(answer, FileResponse):
            kind = MEDIA_TYPES.get(Path(full_path).suffix, PLAIN)
            answer.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        answer.headers["Cache-Control"] = "no-cache"  # an address has another content after the next publication
        return answer

    def _list(self, request: Request) -> Response:
        try:
            package = json.loads((self.folder / PACKAGE).read_text(encoding="utf-8"))
            tables: dict[str, list[Any]] = {}
            for file in package["resources"]:
                tables.setdefault(file["table"], []).append(file)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HTTPException(404, "no publication of this version is here") from error
        return page(request, "data.html", tables=tables, package=package, address=ADDRESS, path=ADDRESS)
