"""The pages for people: a file bears the path of its URL; templates and static files stand beside."""
