"""The JSON API: a file a resource."""
