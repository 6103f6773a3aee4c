"""How an address is requested: download handlers and middlewares, TLS, recordings."""
