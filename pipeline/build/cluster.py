"""`connected` has the workers of a Dask cluster render: bytes go there and bytes come back, over no shared disk.

Each worker needs this very release with its fonts, which are in the package, and nothing of the project. What a worker
was at when it was lost, the scheduler gives to another one.
"""

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from pipeline import render
from pipeline.errors import HandoutsError, visible

_PATIENCE = 30
"""Seconds to wait for the scheduler's answer, and for its first worker."""


@contextlib.contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int]]:
    """Give an executor on the cluster whose scheduler is at `address`, and how many jobs its workers do at once.

    Raises HandoutsError where the library is not installed, no scheduler answers, or it has no worker.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise HandoutsError(
            "--scheduler needs the package distributed, which is not installed.",
            hint="Run `pip install 'handouts[cluster]'`.",
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise HandoutsError(
            f"No Dask scheduler answers at {visible(address)}.", hint="Start one with `dask scheduler`."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise HandoutsError(
                f"The scheduler at {visible(address)} has no worker.",
                hint=f"Start one with `dask worker {address}`.",
            ) from error
        with client.get_executor(pure=False) as executor:
            yield executor, sum(client.nthreads().values())


def check_release(release: str) -> None:
    """Raise ImportError where this process, a worker, would make other bytes than one whose digest is `release`."""
    if render.digest() != release:
        raise ImportError("another release of handouts, or of a library that it renders with")


def failed(error: Exception) -> bool:
    """Say whether an error is the cluster's: a worker lacks this release, or jobs brought down several of them."""
    return isinstance(error, ImportError) or type(error).__module__.partition(".")[0] == "distributed"
