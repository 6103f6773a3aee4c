"""Several machines: the queue, the worker that runs crawls from it, and their cadences."""
