"""The MCP server: read-only tools for language models, a file a tool, on standard input or at /mcp of `serve`."""
