"""Words of the pages on which results are taken along, compared and surveyed, in Chinese and English."""

WORDS: dict[str, tuple[str, str]] = {
    "last_7_days": ("近7天", "Last 7 days"),
    "last_30_days": ("近30天", "Last 30 days"),
    "this_month": ("本月", "This month"),
    "last_month": ("上月", "Last month"),
    "this_year": ("今年", "This year"),
    "last_year": ("去年", "Last year"),
    "this_plan": ("本五年规划期", "This five-year plan"),
    "last_plan": ("上一五年规划期", "Last five-year plan"),
    "periods": ("时段", "Periods"),
    "pages_of_results": ("结果分页", "Pages of results"),
    "page_n": ("第 {} 页", "Page {}"),
    "previous": ("上一页", "Previous page"),
    "more_values": ("更多…", "More…"),
    "find_value": ("查找", "Find"),
    "values_of": ("可选值：", "Values: "),
    "back_to_results": ("返回结果", "Back to the results"),
    "take_along": ("使用这些结果", "Use these results"),
    "as_csv": ("CSV 表格", "CSV"),
    "as_xlsx": ("Excel 表格", "Excel (XLSX)"),
    "as_json": ("JSON", "JSON"),
    "cite_results": ("引用", "Cite"),
    "watch_results": ("定期通知", "Watch"),
    "feed_atom": ("Atom 订阅", "Atom feed"),
    "feed_json": ("JSON 订阅", "JSON feed"),
    "only_first": ("文件含前 {} 份；全部请用 zhengce export。", "Files hold the first {}; `zhengce export` has all."),
    "styles": ("引用格式", "Styles"),
    "cite_first": ("此处显示前 {} 份；下载的文件是完整的。", "The first {} are shown here; the file has more."),
    "watch_note": (
        "将此段粘贴到 zhengce.toml，改好名称和收件地址，再运行 zhengce watch try 查看会发送什么。",
        "Paste this into zhengce.toml, set its name and where it is sent, then see with `zhengce watch try` what it "
        "would send.",
    ),
    "watch_without": ("关注不支持以下条件，已略去：", "A watch knows no such filter, so these are left out: "),
    "download": ("下载", "Download"),
}
"""Key -> the word in Chinese, in English."""
