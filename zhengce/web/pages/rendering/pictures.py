"""A drawing as an answer: SVG, or PNG for print."""

from functools import cache
from typing import Literal

from fastapi import HTTPException, Response
from resvg_py import svg_to_bytes

Ending = Literal["svg", "png"]
ZOOM = 3
"""Pixels of a PNG for each of the SVG: 300 dots an inch at 29 cm."""


def picture(svg: str, name: str, ending: Ending) -> Response:
    """The drawing as a file of this name. Raises HTTPException where this server cannot make it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    if ending == "svg":
        return Response(svg, media_type="image/svg+xml", headers=headers)
    if not _has_fonts():
        raise HTTPException(503, "this server has no fonts with Chinese characters; take the SVG")
    return Response(svg_to_bytes(svg_string=svg, zoom=ZOOM), media_type="image/png", headers=headers)


@cache
def _has_fonts() -> bool:
    """Whether Latin letters and Chinese characters can be drawn: what no font has is left out in silence."""

    def drawn(words: str) -> bytes:
        text = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30">{words}</text></svg>'
        return svg_to_bytes(svg_string=text)

    return len({drawn(words) for words in ("", "A", "标")}) == 3
