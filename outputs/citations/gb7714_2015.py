"""GB/T 7714-2015, 顺序编码制, which GB/T 7714-2025 replaced on 1 July 2026: an electronic resource, [EB/OL].

4.6.2: 主要责任者. 题名: 其他题名信息[EB/OL]. (更新或修改日期)[引用日期]. 获取和访问路径. Marks are half-width.
"""

from outputs.citations.facts import CitationFacts

NAMED = 3
"""Bodies that are named before 等 (8.1.2)."""


def format_citation(facts: CitationFacts) -> str:
    """工业和信息化部. 题名: 文号[EB/OL]. (2021-11-16)[2021-11-24]. 地址. 存档 …"""
    named = facts.names[:NAMED]
    if named and (len(facts.bodies) > NAMED or not facts.bodies_complete):
        named.append("等")
    lead = f"{', '.join(named)}. " if named else ""
    number = f": {facts.number_beside_title}" if facts.number_beside_title else ""
    published = f"({facts.published_on.isoformat()})" if facts.published_on else ""
    archived = f" {facts.archive_note_zh}." if facts.archive_note_zh else ""
    accessed = f"[{facts.accessed_on.isoformat()}]"
    return f"{lead}{facts.title}{number}[EB/OL]. {published}{accessed}. {facts.url}.{archived}"
