"""A server that allows editing, as `zhengce serve --edit` starts it, and those who log in to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from storage.database import Database, open_database
from storage.documents import queries
from storage.editing import issues
from tests.zhengce.serving import served
from zhengce.web.pages.login import Editing

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Desk:
    """A server that allows editing, its database and the tokens that it announced."""

    def __init__(self, address: str, database: Database, tokens: list[str]) -> None:
        self.address, self.database, self.tokens = address, database, tokens
        self.host = urlsplit(address).netloc

    @property
    def login(self) -> str:
        """The address that is good for one login."""
        return f"{self.address}/desk/login?token={self.tokens[-1]}"

    def send(self, method: str, path: str, headers: dict[str, str], **fields: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of an answer."""
        connection = HTTPConnection(self.host)
        connection.request(method, path, urlencode(fields), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def log_in(self) -> dict[str, str]:
        """The headers of a browser that logged in."""
        own = FORM | {"Origin": self.address}
        status, headers, _ = self.send("POST", "/desk/login", own, token=self.tokens[-1])
        assert status == 303
        shown = headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict"} <= set(shown.split("; "))
        return own | {"Cookie": shown.partition(";")[0]}

    def form_token(self, headers: dict[str, str], page: str, action: str) -> str:
        """The token of the form of a page that is sent to `action`."""
        _, _, text = self.send("GET", page, headers)
        form = rf'action="{action}" method="post"[^>]*>\s*<input type="hidden" name="form_token" value="(\w+)"'
        found = re.search(form, text)
        assert found
        return found[1]

    def held(self) -> tuple[Any, ...]:
        """Everything that an editor may change."""
        with self.database.read() as connection:
            documents = queries.select(connection, None, "id")
            return issues.list_picks(connection), [(one.title_en, one.annotations) for one in documents]


@contextmanager
def opened_desk(database: Database, archive: Path, **options: Any) -> Iterator[Desk]:
    """Serves an SQLite database for editing, through a connection of its own; `options` are those of `served`."""
    tokens: list[str] = []
    editing = Editing(tokens.append)
    editing.offer_login()
    serving = open_database(database.engine.url.render_as_string(), upgrade=False)
    with served(serving, archive, editing=editing, **options) as address:
        yield Desk(address, database, tokens)
    serving.close()
