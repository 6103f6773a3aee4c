"""A report that is pasted, and an issue, are checked in the browser as `zhengce verify` checks them."""

import re
from pathlib import Path

from storage.database import open_database
from storage.editing import issues
from tests.zhengce.holding import EDITOR
from tests.zhengce.shelf import ICT_PLAN, keep
from tests.zhengce.web.desks import opened_desk

REPORT = f"""\
1. A plan
Policy name: Plan ({ICT_PLAN.title})
Issuing body: CAC
- November 12: NDRC releases a plan on <b>hydrogen</b>
"""


def test_a_report_and_an_issue_are_checked_in_the_browser(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN)
    with database.write() as connection:
        issues.add_document(connection, 1, "top", EDITOR, {"summary": "NDRC issued the plan."})
    with opened_desk(database, tmp_path) as desk:
        status, _, page = desk.send("POST", "/verify", {}, text=REPORT)
        assert status == 200
        assert re.findall(r"<li class=\"(plain|item)\"><p>(.{5})[^\n]*?<b>([^<]+)</b>", page) == [
            ("plain", "Polic", "Title"),
            ("plain", "Issui", "Wrong"),
            ("item", "Novem", "Not held"),
        ]
        assert "CAC did not issue document 1: MIIT" in page
        assert "&lt;b&gt;hydrogen&lt;/b&gt;" in page
        assert "There is nothing to check." in desk.send("POST", "/verify", {}, text="Hello")[2]
        assert desk.send("POST", "/verify", {}, text="a" * 200_001)[0] == 413
        assert desk.send("GET", "/audit", {})[0] == 410
        assert desk.send("GET", "/issues/1/check", {})[0] == 403
        page = desk.send("GET", "/issues/1/check", desk.log_in())[2]
        assert "NDRC did not issue document 1: MIIT" in page
    database.close()
