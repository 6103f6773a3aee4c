"""An S3 server on loopback: SeaweedFS, in a process of its own."""

import os
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

BUCKET = "policies"
SECRET = "never-in-a-message"
SERVERS = ("master", "filer", "volume", "s3", "admin")


class ObjectStore:
    """The server, which has one bucket; killed and started again, it holds what it held."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "log"
        ports = {f"{name}.{kind}": _free() for name in SERVERS for kind in ("port", "port.grpc")}
        given = [f"-{name}={port}" for name, port in ports.items()]
        off = ["-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        weed = Path(sysconfig.get_path("scripts")) / "weed"
        self._sockets = [
            Path("/tmp", f"seaweedfs-{name.replace('.port.grpc', '-grpc').removesuffix('.port')}-{port}.sock")
            for name, port in ports.items()
        ]
        place = ["-dir", str(folder), "-ip", "127.0.0.1", "-bucket", BUCKET]
        self._command = [str(weed), f"-logdir={folder}", "mini", *place, *given, *off]
        self._keys = {"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": SECRET}
        address = {"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3.port']}"}
        self.variables = {**self._keys, **address}
        """By which a client reaches it."""
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(self._command, env={**os.environ, **self._keys}, stdout=log, stderr=log)
        try:
            _wait(self.variables, self._log)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        self._server.kill()
        self._server.wait()
        for path in self._sockets:  # which it leaves behind
            path.unlink(missing_ok=True)


@contextmanager
def object_store(folder: Path) -> Iterator[dict[str, str]]:
    """The variables by which a client reaches a server."""
    server = ObjectStore(folder)
    try:
        yield server.variables
    finally:
        server.kill()


def _wait(variables: dict[str, str], log: Path) -> None:
    config = {name.lower(): value for name, value in variables.items()}
    store = S3Store(BUCKET, config=config, client_options={"allow_http": True}, retry_config={"max_retries": 0})  # type: ignore[arg-type]
    for _ in range(300):
        try:
            obstore.put(store, "ready", b"")
            obstore.delete(store, "ready")
            return
        except (BaseError, OSError):
            time.sleep(0.1)
    raise RuntimeError(log.read_text(errors="replace"))


def _free() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])
