"""Child processes that never outlive the process that started them."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True)
class Identity:
    """Who a child runs as: the caller, another account, or a mapped one inside a user namespace."""

    uid: int | None = None
    gid: int | None = None
    namespace: bool = False

    @property
    def name(self) -> str:
        """Say it in one word for the log."""
        if self.namespace:
            return "user namespace"
        return "caller" if self.uid is None else f"uid {self.uid}"

    def wrap(self, argv: Sequence[str | Path], *, death_signal: signal.Signals) -> list[str]:
        """Return `argv` preceded by what enters the namespace.

        Entering one clears the parent-death signal, so it is set again by `setpriv` inside.
        """
        command = [str(part) for part in argv]
        if not self.namespace:
            return command
        enter = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]
        return [*enter, "setpriv", "--pdeathsig", death_signal.name.removeprefix("SIG"), *command]

    def spawn(
        self,
        argv: Sequence[str | Path],
        *,
        death_signal: signal.Signals = signal.SIGTERM,
        env: Mapping[str, str] | None = None,
        output: int | None = None,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start `argv`, which gets `death_signal` when the calling process ends for any reason.

        The child leaves the terminal's process group, so that Ctrl-C reaches the supervisor alone.
        """
        return subprocess.Popen(
            self.wrap(argv, death_signal=death_signal),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(env) if env is not None else None,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[] if self.uid is not None else None,
            start_new_session=True,
            pass_fds=pass_fds,
            preexec_fn=_die_with_parent(death_signal),
        )

    def run(
        self, argv: Sequence[str | Path], *, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `argv` to its end and return what it wrote, standard error included."""
        return subprocess.run(
            self.wrap(argv, death_signal=signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=dict(env) if env is not None else None,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[] if self.uid is not None else None,
            check=False,
        )


@dataclass
class Child:
    """One supervised process with its log and the way it likes to be stopped."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_start: int = 0
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask the process to end, wait `grace` seconds, then end it and its group by force."""
        if self.running:
            self.process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.grace)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def tail(self, lines: int = 20) -> str:
        """Return the last lines this process wrote to its log."""
        try:
            with self.log.open("rb") as file:
                file.seek(self.log_start)
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])


def foreground(argv: Sequence[str | Path], *, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start `argv` on the caller's terminal and in the caller's folder."""
    command = [str(part) for part in argv]
    return subprocess.Popen(command, env=dict(env), preexec_fn=_die_with_parent(signal.SIGTERM))


def open_log(path: Path) -> int:
    """Open a log for appending and return its descriptor; one that has grown past 10 MB is put aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def namespace_tools() -> bool:
    """Whether util-linux's `unshare` and `setpriv` are on the machine."""
    return shutil.which("unshare") is not None and shutil.which("setpriv") is not None


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        # The parent may have gone before the call above took effect.
        if os.getppid() != parent:
            os._exit(1)

    return prepare
