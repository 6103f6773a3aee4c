"""Takes the pictures of docs/tutorial.md anew: `python -m tests.renew_screenshots`. Needs Chromium.

The sample is crawled into a temporary folder and served; Chromium goes through `tests.tutorial.walk`. Each page leaves
in docs/images/ a picture (.webp) and what stands on it as text (.yaml), which a test compares with the page as it is
served.
"""

import base64
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.renew_docs import printed_by
from tests.tutorial import IMAGES, STYLE, digest_of_style, served, snapshot, walk
from tests.zhengce.web.browsing import CHROMIUM, MISSING

QUALITY = 80
"""Of WebP: of 100, text is sharp and a picture has about 50 kB."""


def picture(page: Any) -> bytes:
    """What the window shows, as WebP."""
    session = page.context.new_cdp_session(page)
    answer = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(answer["data"])


def renew() -> int:
    """Writes every picture and its text; gives their number."""
    with TemporaryDirectory(prefix="zhengce-") as name:
        folder = Path(name)
        printed_by("--data", str(folder / "crawled"), "crawl", "--sample")
        for old in IMAGES.glob("*"):
            old.unlink()
        IMAGES.mkdir(exist_ok=True)
        count = 0
        with served(folder / "crawled", folder) as (page, desk):
            for count, shown in enumerate(walk(page, desk, folder), 1):  # noqa: B007
                (IMAGES / f"{shown}.webp").write_bytes(picture(page))
                (IMAGES / f"{shown}.yaml").write_text(snapshot(page, desk), encoding="utf-8")
    STYLE.write_text(digest_of_style(), encoding="ascii")
    return count


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit(MISSING)
    print(f"{IMAGES}: {renew()} pictures")
