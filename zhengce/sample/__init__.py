"""A miniature of several sites as two recordings, for the first run without a network and for the tests."""

from pathlib import Path

_HERE = Path(__file__).parent

SAMPLE = _HERE / "sample.warc.gz"
"""All sites on a good day."""

BAD_DAY = _HERE / "badday.warc.gz"
"""The same on a bad day: a script challenge, a dead link, an emptied list, wrong charset headers, a cut answer."""

SOURCES = ("state_council", "miit", "ndrc", "cac", "mot", "mofcom", "pboc", "nda", "nea", "most", "sta")
"""The sources that both answer. Any other source is crawled from the network only."""

EXPECTED = _HERE / "expected.json"
"""What a reader of the sample's pages should come to know."""
