#!/usr/bin/env python3
"""Run the portal or its tests on this machine.

    python3 dev.py up              set up and run everything; Ctrl-C stops it
    python3 dev.py test [args]     install what the tests need and run them with pytest
    python3 dev.py manage <cmd>    any management command against the same services
    python3 dev.py install <set>   only install requirements/<set>.txt: base, embedded, test or dev

Needs only Python 3.11 or later and a package index, standard library only: it makes `.venv`, installs the locked
requirements into it and hands over to what lives there.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
# Each set holds the ones before it, with the same versions (.ci/locks checks it).
SETS = ("base", "embedded", "test", "dev")
PARALLEL_TESTS = 2


def say(text: str) -> None:
    """Write a line to standard error; standard output belongs to the command."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def works(*argv: str) -> bool:
    """Whether a command runs and ends well."""
    try:
        return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def uv(*argv: str) -> bool:
    """Run uv if it is on PATH; it must trust the machine's certificates as pip does."""
    program = shutil.which("uv")
    if program is None:
        return False
    environ = {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1", **os.environ}
    return subprocess.run([program, *argv], env=environ, stdout=sys.stderr, check=False).returncode == 0


def make_venv() -> None:
    """Make `.venv` unless a working one is there (a moved folder or a replaced Python breaks it)."""
    if works(str(PYTHON), "-c", ""):
        return
    say("建立虚拟环境 .venv ……")
    if VENV.exists():
        shutil.rmtree(VENV)
    if uv("venv", "--quiet", "--python", sys.executable, str(VENV)):
        return
    bundled = importlib.util.find_spec("ensurepip") is not None
    if not bundled and not works(sys.executable, "-m", "pip", "--version"):
        say("缺少 venv 组件，请先执行 apt-get install python3-venv（或安装 uv）。")
        say("The venv module is incomplete: run `apt-get install python3-venv` (or install uv), then try again.")
        sys.exit(1)
    options = [] if bundled else ["--without-pip"]
    subprocess.run([sys.executable, "-m", "venv", *options, str(VENV)], check=True, stdout=sys.stderr)


def pip_command() -> list[str]:
    """Return a pip that installs into `.venv`: its own, or the machine's pointed at it."""
    if works(str(PYTHON), "-m", "pip", "--version"):
        return [str(PYTHON), "-m", "pip"]
    if works(str(PYTHON), "-m", "ensurepip"):
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def pip_install(path: Path) -> bool:
    """Install a locked file with pip, telling every twentieth package."""
    argv = [*pip_command(), "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(path)]
    total = sum(1 for line in path.read_text("utf-8").splitlines() if "==" in line and not line.startswith(" "))
    done = 0
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace") as pip:
        try:
            for line in pip.stdout or ():
                if line.startswith("Collecting "):
                    done += 1
                    if done % 20 == 0:
                        say(f"  已取得 {done}/{total} 个软件包")
                elif line.startswith("Installing "):
                    say("  正在安装 ……")
        except BaseException:
            pip.kill()
            raise
    return pip.returncode == 0


def requirements(name: str) -> Path:
    """Return the lock file of a set."""
    return ROOT / "requirements" / f"{name}.txt"


def digest(path: Path) -> str:
    """Return the file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def install(name: str) -> None:
    """Install `requirements/<name>.txt` unless `.venv` remembers that very file."""
    path = requirements(name)
    make_venv()
    memory = VENV / f"installed-{name}.sha256"
    if memory.exists() and memory.read_text("ascii") == digest(path):
        return
    say(f"安装依赖 requirements/{name}.txt（首次约需一分钟）……")
    started = time.monotonic()
    quick = uv("pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(path))
    if not quick and not pip_install(path):
        say("依赖安装失败，请检查网络或软件包索引后重试。 Installing failed: check network and package index.")
        sys.exit(1)
    for part in SETS[: SETS.index(name) + 1]:
        (VENV / f"installed-{part}.sha256").write_text(digest(requirements(part)), "ascii")
    say(f"依赖已就绪（{time.monotonic() - started:.0f} 秒）。")


def run_tests(argv: list[str]) -> None:
    """Hand over to pytest; a whole run uses two processes where there are two cores."""
    os.chdir(ROOT)
    os.environ["DJANGO_SETTINGS_MODULE"] = "congress.settings.test"
    whole = not argv and (os.cpu_count() or 1) >= PARALLEL_TESTS
    options = ["-n", str(PARALLEL_TESTS), "--dist", "loadfile"] if whole else []
    hand_over("-m", "pytest", *options, *argv)


def hand_over(*argv: str) -> None:
    """Replace this process by the virtual environment's Python."""
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(path)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *argv])


def main() -> None:
    """Read the command line."""
    if sys.version_info < OLDEST:
        say(f"需要 Python 3.11 或以上版本，当前为 {sys.version.split()[0]}。 Python 3.11 or later is needed.")
        sys.exit(1)
    command, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    wrong = {"up": bool(rest), "test": False, "manage": False, "install": len(rest) != 1 or rest[0] not in SETS}
    if wrong.get(command, True):
        say(__doc__ or "")
        sys.exit(0 if command in {"-h", "--help", "help"} else 2)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    # Two commands started together on a fresh clone install one after the other.
    with (ROOT / "dev.py").open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        install({"test": "test", "install": rest[-1] if rest else ""}.get(command, "embedded"))
    if command == "install":
        return
    if command == "test":
        run_tests(rest)
    hand_over("-m", "deploy.embedded.supervisor", command, *rest)


if __name__ == "__main__":
    main()
