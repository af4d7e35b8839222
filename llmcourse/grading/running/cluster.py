"""The workers of a Dask cluster, for classes beyond one machine: the optional extra `cluster`."""

from concurrent.futures import Executor, Future
from typing import Any

CONNECT_SECONDS = 10


class Cluster:
    """The workers of a Dask cluster; Dask itself tries a task again when its worker dies."""

    def __init__(self, address: str):
        from distributed import Client

        self.client = Client(address, timeout=CONNECT_SECONDS)
        self.executor: Executor = self.client.get_executor(pure=False)
        self.size = max(1, len(self.client.nthreads()))

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *error: object) -> None:
        self.client.close()

    def submit(self, *task: Any) -> Future:
        """Start a task somewhere in the cluster."""
        return self.executor.submit(*task)
