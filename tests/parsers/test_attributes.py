"""A tag of thousands of attributes costs no more than a page of its length; what no page has is left out."""

import pytest

from parsers.page import MOST_ATTRIBUTES, cut_attributes, html_tree


def page(tag: str, behind: str = "<p>闸板要结实。</p>") -> str:
    return f"<html><body>{tag}{behind}</body></html>"


NAMES = [f"a{number}" for number in range(3 * MOST_ATTRIBUTES)]


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(NAMES),
        " ".join(f"{name}=1" for name in NAMES),
        "/".join(f"{name}='>'" for name in NAMES),
        "\n".join(f'{name} = "<p 闸 x>"' for name in NAMES),
    ],
    ids=["bare", "plain", "with an end in it", "with a tag in it"],
)
@pytest.mark.parametrize("tag", ["div", "script", "P"])
def test_a_tag_has_at_most_so_many_attributes(attributes: str, tag: str) -> None:
    root = html_tree(page(f"<{tag} {attributes}></{tag}>"))
    element = root.find(f"body/{tag.lower()}")
    assert element is not None
    assert list(element.attrib) == NAMES[:MOST_ATTRIBUTES]
    assert root.text_content().strip() == "闸板要结实。"


@pytest.mark.parametrize(
    "text",
    [
        page(f"<p {' '.join(NAMES[:MOST_ATTRIBUTES])}>"),
        page(f"<!-- <p {' '.join(NAMES)}> -->"),
        page(f"<script>for (i = 0; i<n; {' '.join(NAMES)}) '<b>'</script>"),
        page(f"<STYLE>{' '.join(NAMES)}"),
        page(f"1<2 {' '.join(NAMES)}"),
        page(f'<a title="{" ".join(NAMES)}" href=x>'),
    ],
    ids=["just as many", "comment", "script", "style without an end", "text", "one long value"],
)
def test_what_no_tag_has_too_many_of_stays(text: str) -> None:
    assert cut_attributes(text.encode()) == text.encode()
