"""The units of held texts: 第十二条 and its like, their addresses and history."""
