"""Relations between documents: what one issues, amends, repeals, replaces, interprets or is based on, in its words.

Titles (关于废止《…》的决定), sentences (《…》同时废止, 根据《…》，制定本办法) and lists (废止的规范性文件目录) are
read by rules of their own. All are silent rather than wrong: what a text reports of others, proposes or makes
conditional is no relation. Those of a draft are what it proposes.
"""
