"""What the crawls of one process know of the network: whether any host answered, and which hosts have no address."""

from dataclasses import dataclass, field

HOSTS_WITHOUT_ADDRESS = 3
"""So many, and no answer of any host: it is the network of this machine that is missing."""


@dataclass(slots=True)
class Reachability:
    """Shared by the spiders of one process."""

    has_answered: bool = False
    without_address: set[str] = field(default_factory=set)

    @property
    def is_offline(self) -> bool:
        """True where this machine has no network, as far as its requests show."""
        return not self.has_answered and len(self.without_address) >= HOSTS_WITHOUT_ADDRESS
