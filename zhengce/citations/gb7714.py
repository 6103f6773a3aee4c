"""GB/T 7714-2025, 顺序编码制 (in force since 1 July 2026): an issued document is cited as a web page, [EB/OL].

8.11.1: what stands on the web and is none of the types with rules of their own is cited by 8.11.3. A policy document is
none of them: table A.1 has no type for laws and official documents. 8.11.3.2: 责任者. 题名：其他题名信息[EB/OL].
（创建或修改日期）[引用日期]. 路径. The number stands where 7.2.3 has other words of the title, as 8.8 has a report's.
Clause 6: a full stop and square brackets are half-width with a blank behind, other marks full-width in a Chinese entry.
"""

from zhengce.citations.facts import CitationFacts

NAMED = 3
"""Bodies that are named before 等 (7.1.2)."""


def format_citation(facts: CitationFacts) -> str:
    """工业和信息化部. 题名：文号[EB/OL]. （2021-11-16）[2021-11-24]. 地址. 存档 …"""
    record = facts.record
    named = facts.names[:NAMED]
    if named and (len(record.issuing_bodies) > NAMED or not record.issuing_bodies_complete):
        named.append("等")
    lead = f"{'，'.join(named)}. " if named else ""  # 7.1.3: without a body the title comes first
    number = f"：{facts.number_beside_title}" if facts.number_beside_title else ""
    published = f"（{record.published_on.isoformat()}）" if record.published_on else ""  # 7.6
    archived = f" {facts.archive_note_zh}." if facts.archive_note_zh else ""
    accessed = f"[{facts.accessed_on.isoformat()}]"
    unit = facts.unit or ""  # 7.5.3: what is cited of it stands before the days
    return f"{lead}{record.title}{number}[EB/OL]. {unit}{published}{accessed}. {record.url}.{archived}"
