"""The supervisor behind `dev.py up` and `dev.py manage`: services in order, all of them stopped in reverse."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from types import FrameType

from deploy.embedded import places, provision, services
from deploy.embedded.children import Child, Identity, foreground, open_log
from deploy.embedded.console import Console, standard_error, standard_output
from deploy.embedded.seat import Seat, SeatTaken
from deploy.embedded.services import ServiceError, Services

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
USUAL_PORT = 8000
WEB_SECONDS = 90.0
WORKER_SECONDS = 60.0
WORKER_READY = " ready."
WEB_THREADS = 4


class Stopped(BaseException):
    """Somebody asked the supervisor to stop; raised wherever it stands, so that every context is left in order."""


def main(argv: Sequence[str]) -> int:
    """Run `up` or `manage …`."""
    command, *rest = argv
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        return manage(rest) if command == "manage" else up()
    except Stopped:
        return 0 if command == "up" else 130
    except (ServiceError, OSError) as error:
        sys.stderr.write(f"\n{error}\n")
        return 1


def up() -> int:
    """Run the whole portal until a signal or until one of its processes ends."""
    console = standard_output(4)
    seat = Seat(places.RUN)
    try:
        with seat.taken(), ExitStack() as stack:
            stack.callback(console.say, "已停止。")
            found = Services()
            _start_services(stack, found, console)
            listener = listen()
            stack.callback(listener.close)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            found.environ.setdefault("SITE_URL", os.environ.get("SITE_URL", url))
            with console.step("数据"):
                if not provision.is_current(found.environ["DATABASE_URL"]):
                    _provision(found, sys.stdout.fileno())
            with console.step("网站与后台任务"):
                _start_site(stack, found, listener, url)
            seat.announce(url, found.environ, found.client_programs)
            _greet(console, found, url)
            stack.callback(console.say, "\n正在停止 ……")
            return _watch(found, console)
    except SeatTaken:
        running = seat.running()
        where = f"：{running.url}（进程 {running.pid}）" if running else "，正在启动或正在执行 manage 命令。"
        console.say(f"本目录的服务已在运行{where}")
        return 0 if running else 1


def manage(argv: Sequence[str]) -> int:
    """Run one management command against the services of a running `up`, else against its own."""
    seat = Seat(places.RUN)
    told = False
    while True:
        try:
            with seat.taken(), ExitStack() as stack:
                return _manage_alone(argv, stack)
        except SeatTaken:
            running = seat.running()
        if running is not None:
            programs = Path(running.programs) if running.programs else None
            return _run_command(argv, Services(environ=running.environ, client_programs=programs))
        if not told:
            sys.stderr.write("等待本目录的另一个命令就绪 ……\n")
            told = True
        time.sleep(0.3)


def _manage_alone(argv: Sequence[str], stack: ExitStack) -> int:
    console = standard_error(3)
    found = Services()
    _start_services(stack, found, console)
    url = found.environ["DATABASE_URL"]
    if provision.is_blank(url) or (found.own_database and not provision.note_of(url).exists()):
        with console.step("数据"):
            _provision(found, sys.stderr.fileno())
    return _run_command(argv, found)


def _run_command(argv: Sequence[str], found: Services) -> int:
    """Run `manage.py` on the caller's terminal; Ctrl-C is the command's to answer."""
    environ = {"LOG_LEVEL": "WARNING"} | services.django_environ(found)
    process = foreground([sys.executable, places.ROOT / "manage.py", *argv], env=environ)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    return code if code >= 0 else 128 - code


def _start_services(stack: ExitStack, found: Services, console: Console) -> None:
    for title, start in (("数据库", services.start_database), ("消息队列", services.start_broker)):
        with console.step(title):
            word = start(stack, found)
        console.say(f"      {word}")


def _provision(found: Services, output: int) -> None:
    url = found.environ["DATABASE_URL"]
    argv = [sys.executable, "-m", "deploy.embedded.provision"]
    if found.own_database or provision.is_blank(url):
        argv.append("--load")
    environ = {"LOG_LEVEL": "WARNING"} | services.django_environ(found)
    process = Identity().spawn(argv, env=environ, output=output)
    child = Child("数据准备", process, places.LOGS / "none")
    try:
        if process.wait() != 0:
            raise ServiceError("数据准备未完成，见上面的说明。已有数据没有丢失，排除原因后重新执行即可。")
    finally:
        child.stop()


def listen() -> socket.socket:
    """Bind the site's port before anything is told of it: PORT, else 8000 if free, else any free one."""
    wanted = os.environ.get("PORT")
    for port in [int(wanted)] if wanted else [USUAL_PORT, 0]:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            listener.close()
        else:
            return listener
    raise ServiceError(f"端口 {wanted} 已被占用或不可用，请用 PORT 指定另一个端口。")


def _start_site(stack: ExitStack, found: Services, listener: socket.socket, url: str) -> None:
    descriptor = listener.fileno()
    # Loaded once, then forked: the first page comes sooner than with an import in each process.
    web = [sys.executable, "-m", "gunicorn", "congress.wsgi:application", "--bind", f"fd://{descriptor}"]
    web += ["--worker-class", "gthread", "--workers", "2", "--preload", "--threads", str(WEB_THREADS)]
    web += ["--graceful-timeout", "5", "--no-control-socket", "--name", "congress-web"]
    worker = [sys.executable, "-m", "celery", "--app", "congress.celery", "worker", "--beat", "--pool", "threads"]
    worker += ["--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    environ = services.django_environ(found)
    for name, argv, grace in (("网站", web, 10.0), ("后台任务", worker, 10.0)):
        log = places.LOGS / ("web.log" if name == "网站" else "worker.log")
        output = open_log(log)
        start = os.fstat(output).st_size
        try:
            process = Identity().spawn(argv, env=environ, output=output, pass_fds=[descriptor])
        finally:
            os.close(output)
        child = Child(name, process, log, log_start=start, grace=grace)
        stack.callback(child.stop)
        found.children.append(child)
    _wait_for(lambda: _page_answers(url, found.children[-2]), "网站", WEB_SECONDS, found)
    _wait_for(lambda: WORKER_READY in found.children[-1].tail(1000), "后台任务", WORKER_SECONDS, found)


def _wait_for(ready: Callable[[], bool], name: str, seconds: float, found: Services) -> None:
    give_up = time.monotonic() + seconds
    while not ready():
        for child in found.children:
            if not child.running:
                raise ServiceError(f"{child.name}没有启动成功：\n{child.tail()}")
        if time.monotonic() > give_up:
            raise ServiceError(f"{name}在 {seconds:.0f} 秒内没有就绪，日志见 {places.LOGS}。")
        time.sleep(0.1)


def _page_answers(url: str, web: Child) -> bool:
    try:
        urllib.request.urlopen(url, timeout=WEB_SECONDS).close()  # noqa: S310 - our own address
    except urllib.error.HTTPError as error:
        if error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
            return True
        raise ServiceError(f"首页返回 {error.code}：\n{web.tail(40)}") from error
    except OSError:
        return False
    return True


def _greet(console: Console, found: Services, url: str) -> None:
    accounts = provision.accounts(found.environ["DATABASE_URL"])
    console.say()
    if accounts:
        console.say(f"{accounts}\n")
    console.say(f"网站已启动：{url}")
    console.say(f"日志在 {places.LOGS}，按 Ctrl-C 停止；数据保留，下次启动继续使用。")


def _watch(found: Services, console: Console) -> int:
    while True:
        for child in found.children:
            if not child.running:
                console.say(f"{child.name}意外退出（{child.process.returncode}）：\n{child.tail()}")
                return 1
        time.sleep(0.5)


def _stop(number: int, frame: FrameType | None) -> None:
    # The rest is stopping in order, which a second signal must not cut short.
    for other in STOP_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
