"""MIIT: findings of its article pages."""

import re

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Field, Notice, Place
from parsers.sites import miit
from tests.parsers.sites.test_miit import NOTICE, PAGES, SITE, page
from tests.tables import from_table

CELLS = (
    ("发文机关：", "工业和信息化部办公厅  国家药品监督管理局综合和规划财务司"),
    (
        "标　　题：",
        "工业和信息化部办公厅 国家药品监督管理局综合和规划财务司关于组织开展人工智能医疗器械创新任务揭榜工作的通知",
    ),
    ("发文字号：", "\u200b工信厅联科函〔2021〕247号"),
    ("成文日期：", "2021-10-11"),
    ("发布日期：", "2021-11-08"),
    ("发布机构：", "科技司"),
    ("分　　类：", "科技管理,标准"),
)

BLOCK = re.compile(r'<div class="xxgk">.*?</div>', re.DOTALL)
"""The metadata block of the saved notice, in whose place a test puts another form of it."""


def notice(block: str = "", url: str = NOTICE) -> Notice:
    text = BLOCK.sub(block.replace("\\", r"\\"), (PAGES / "notice.html").read_text(encoding="utf-8"))
    return miit.SITE.read_notice(page(url, text))


def texts(found: Notice, field: Field, place: Place) -> list[str]:
    return [finding.text for finding in found.facts.get(field, ()) if finding.place == place]


CELL_FORMS = {
    "cells": "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in CELLS) + "</table>",
    "one row": "<table><tr>" + "".join(f"<td><b>{a}</b></td><td>{b}</td>" for a, b in CELLS) + "</tr></table>",
    "list": "<dl>" + "".join(f"<dt>{a}</dt><dd><span>{b}</span></dd>" for a, b in CELLS) + "</dl>",
    "spans": "<div>" + "".join(f"<p><span>{a}</span>\n<span>{b}</span></p>" for a, b in CELLS) + "</div>",
    "one text": "<ul>" + "".join(f"<li>{a}{b}</li>" for a, b in CELLS) + "</ul>",
    "split label": "".join(f"<p>{a[0]}<span>&nbsp;&nbsp;</span>{a[1:].strip('　')}<i>{b}</i></p>" for a, b in CELLS),
}


@pytest.mark.parametrize("form", CELL_FORMS)
@from_table
def test_the_metadata_block_is_read_by_its_labels_whatever_the_tags(form: str, field: Field, text: str) -> None:
    assert texts(notice(CELL_FORMS[form]), field, Place.TABLE) == [text]


def test_an_empty_cell_does_not_take_the_next_label_for_its_value() -> None:
    block = "<table><tr><td>发文字号：</td><td></td></tr><tr><td>成文日期：</td><td>2021-10-11</td></tr></table>"
    found = notice(block)
    assert texts(found, "document_number", Place.TABLE) == []
    assert texts(found, "written_on", Place.TABLE) == ["2021-10-11"]


def test_the_publishing_department_is_never_an_issuing_body() -> None:
    assert "issuing_bodies" not in notice("<p>发布机构：</p><p>科技司</p>").facts


def test_pieces_of_the_heading_are_joined_with_a_blank() -> None:
    assert texts(notice(), "title", Place.HEADING) == [CELLS[1][1].replace("司关于", "司 关于")]


def test_the_printed_time_comes_before_the_meta_date() -> None:
    findings = notice().facts["published_on"]
    assert [(finding.text, finding.place) for finding in findings] == [
        ("2021-11-08 15:13", Place.LINE),
        ("2021-11-09 09:00", Place.META),
    ]


def test_the_body_is_the_article_alone() -> None:
    body = notice().body
    assert body[0].startswith("各省、自治区、直辖市工业和信息化主管部门")
    assert body[-2:] == ("2021年10月11日", "（本页为测试而仿制，正文系编造。）")
    assert not any("打印" in line or "来源" in line for line in body)


def test_attachments_are_links_and_embedded_viewers() -> None:
    attachments = notice().attachments
    assert [a.title for a in attachments][:1] == ["2021年人工智能创新任务揭榜挂帅申报指南——人工智能医疗器械方向"]
    assert [a.url.rsplit("/", 2)[-2] for a in attachments] == ["20219", "202111"]
    assert {a.media_type for a in attachments} == {"application/pdf"}


@from_table
def test_the_column_tells_the_stage(column: str, path: str, stage: str | None) -> None:
    text = (PAGES / "notice.html").read_text(encoding="utf-8").replace("文件发布", column)
    assert miit.SITE.read_notice(page(SITE + path, text)).stage == stage


@from_table
def test_a_document_in_a_news_column_is_not_news(title: str, stage: str | None) -> None:
    text = (
        f'<div class="mnav"><a>首页</a> > <a>司局动态</a></div><h1 id="con_title">{title}</h1>'
        '<div id="con_con"><p>（仿制）</p></div>'
    )
    assert miit.SITE.read_notice(page(f"{SITE}/xwfb/gxdt/sjdt/art/2026/art_9.html", text)).stage == stage


def test_a_page_without_a_heading_is_titled_by_its_meta() -> None:
    text = (
        '<meta name="ArticleTitle" content="公开征求意见"><meta name="ColumnName" content="意见征集">'
        '<div class="ccontent center" id="con_con"><p>请于2026年10月14日前反馈意见。</p></div>'
    )
    found = miit.SITE.read_notice(page(f"{SITE}/x/art_1.html", text))
    assert texts(found, "title", Place.META) == ["公开征求意见"]
    assert found.stage == "draft"


def test_a_body_of_images_alone_is_a_body() -> None:
    text = '<h1 id="con_title">一图读懂</h1><div id="con_con"><p><img src="/a.png"></p></div>'
    assert miit.SITE.read_notice(page(f"{SITE}/zwgk/zcjd/art/2026/art_1.html", text)).body == ()


def test_a_page_of_the_old_site_is_read() -> None:
    text = '<div id="con_title">关于某事的通知</div><div id="con_con"><p>（仿制）</p></div>'
    found = miit.SITE.read_notice(page(f"{SITE}/n1146295/n1652858/c7890/content.html", text))
    assert texts(found, "title", Place.HEADING) == ["关于某事的通知"]


@from_table
def test_a_page_without_title_or_body_is_refused(body: str) -> None:
    with pytest.raises(UnknownTemplate):
        miit.SITE.read_notice(page(NOTICE, body))
