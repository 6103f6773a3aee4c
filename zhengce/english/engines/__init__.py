"""Translation engines: a model behind a URL, a model in a folder, and the checks that their English must pass."""


class BatchFailed(Exception):
    """These texts got no usable answer; fewer of them may. The message is the reason, in a few words."""


class EngineFailed(Exception):
    """The engine answers nothing, whatever the texts. The message is one line for people."""
