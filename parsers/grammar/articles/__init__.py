"""Units of a text: 编 章 节 条 款 项 目 of a rule, 一、（一）1.（1） of any other text, annexes."""
