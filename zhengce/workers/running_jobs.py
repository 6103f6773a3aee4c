"""Which jobs a worker runs, beside what the queue believes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from procrastinate.jobs import Job


class RunningJobs:
    """The jobs of one session, and which of them the queue believes to run though their end is past."""

    def __init__(self) -> None:
        self.worker_id: int | None = None
        """The id that procrastinate gave to the worker; None before its first job."""
        self._running: set[int | None] = set()
        self._suspects: set[int | None] = set()

    @contextmanager
    def running(self, job: Job) -> Iterator[None]:
        """While this job runs."""
        self.worker_id = job.worker_id
        self._running.add(job.id)
        try:
            yield
        finally:
            self._running.discard(job.id)

    def left_behind(self, doing: Iterable[Job]) -> list[Job]:
        """Those of these jobs that did not run at this look nor at the one before.

        The connection ended in the moment in which procrastinate noted their end, which it does not try again. At one
        look alone, a job may be about to begin or to end.
        """
        idle = [job for job in doing if job.id not in self._running]
        found = [job for job in idle if job.id in self._suspects]
        self._suspects = {job.id for job in idle}
        return found
