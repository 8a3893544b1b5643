"""Turn a Word file into PDF with LibreOffice, where the machine has it."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from . import fonts

PROGRAMS: Final = ("soffice", "libreoffice")
SECONDS: Final = 120


class PdfError(Exception):
    """A PDF could not be made; the message is for the clerk."""


class NoPdfEngine(PdfError):
    """The machine has no program that makes PDF files."""

    def __init__(self) -> None:
        super().__init__("本机未安装 PDF 转换程序（LibreOffice），请下载 Word 文件。")


def engine() -> str | None:
    """Return the path of LibreOffice, None if it is not installed."""
    return next((path for program in PROGRAMS if (path := shutil.which(program))), None)


def installed_fonts() -> frozenset[str]:
    """Return the font families of this machine; empty where fontconfig is missing."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    # Fixed arguments, no shell.
    listed = subprocess.run([program, ":", "family"], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    lines = listed.stdout.decode(errors="replace").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(","))


def font_report() -> list[fonts.Substitution]:
    """Report the faces of the standard that a PDF made on this machine would replace."""
    return fonts.substitutions(installed_fonts())


def to_pdf(docx: bytes, *, seconds: float = SECONDS) -> bytes:
    """Return a Word file as PDF.

    Each call has its own profile, so calls may run side by side and none sees another's settings.
    Raises NoPdfEngine without LibreOffice, PdfError if it fails or takes longer than `seconds`.
    """
    program = engine()
    if program is None:
        raise NoPdfEngine
    with TemporaryDirectory(prefix="official-") as name:
        folder = Path(name)
        (folder / "paper.docx").write_bytes(docx)
        (folder / "fonts.conf").write_text(fonts.fontconfig(installed_fonts()), encoding="utf-8")
        _convert(program, folder, seconds)
        result = folder / "paper.pdf"
        if not result.is_file():
            raise PdfError("PDF 转换失败，请下载 Word 文件。")
        return result.read_bytes()


def _convert(program: str, folder: Path, seconds: float) -> None:
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "pdf:writer_pdf_Export",
        "--outdir",
        str(folder),
        str(folder / "paper.docx"),
    ]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    # A session of its own: soffice starts a child that a plain kill would leave behind.
    # The arguments are fixed words and paths of the temporary folder.
    process = subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise PdfError("PDF 转换超时，请稍后再试或下载 Word 文件。") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
