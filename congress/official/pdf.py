"""Turn a Word file into PDF with LibreOffice, where the machine has it."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from . import fonts

PROGRAMS: Final = ("soffice", "libreoffice")
JOINER: Final = "pdfunite"
SECONDS: Final = 120

#: no macros, no links to other files or hosts: what is converted may come from outside
CAUTIOUS_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


class PdfError(Exception):
    """A PDF could not be made; the message is for the clerk."""


class NoPdfEngine(PdfError):
    """The machine has no program that makes PDF files."""

    def __init__(self) -> None:
        super().__init__("本机未安装 PDF 转换程序（LibreOffice），请下载 Word 文件。")


class NoPdfJoiner(PdfError):
    """The machine has no program that joins PDF files."""

    def __init__(self) -> None:
        super().__init__("本机未安装 PDF 合并程序（pdfunite），请下载压缩包。")


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
    """Return a Word file as PDF; the errors are those of `to_pdfs`."""
    made = to_pdfs([(".docx", docx)], seconds=seconds)[0]
    if made is None:
        raise PdfError("PDF 转换失败，请下载 Word 文件。")
    return made


def to_pdfs(files: Sequence[tuple[str, bytes]], *, seconds: float = SECONDS) -> list[bytes | None]:
    """Return office files as PDF, each given with its extension; None for one that cannot be read.

    All are converted by one start of the program, which takes most of the time. Each call has its own profile, so
    calls may run side by side and none sees another's settings; macros do not run and links are not followed.
    Raises NoPdfEngine without LibreOffice, PdfError if it takes longer than `seconds`.
    """
    program = engine()
    if program is None:
        raise NoPdfEngine
    with TemporaryDirectory(prefix="official-") as name:
        folder = Path(name)
        (folder / "fonts.conf").write_text(fonts.fontconfig(installed_fonts()), encoding="utf-8")
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(CAUTIOUS_PROFILE, encoding="utf-8")
        sources = [folder / f"paper{place}{extension}" for place, (extension, _) in enumerate(files)]
        for source, (_, content) in zip(sources, files, strict=True):
            source.write_bytes(content)
        if sources:
            _convert(program, folder, sources, seconds)
        results = [source.with_suffix(".pdf") for source in sources]
        return [result.read_bytes() if result.is_file() else None for result in results]


def page_count(pdf: bytes) -> int:
    """Return the number of pages of a PDF; 0 for what cannot be read, is locked, or where poppler is missing."""
    program = shutil.which("pdfinfo")
    if program is None:
        return 0
    # Fixed arguments, no shell.
    done = subprocess.run([program, "-"], input=pdf, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    lines = done.stdout.decode(errors="replace").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pages:")), 0)


def joiner() -> str | None:
    """Return the path of the program that joins PDF files, None if it is not installed."""
    return shutil.which(JOINER)


def joined(papers: Sequence[bytes], *, seconds: float = SECONDS) -> bytes:
    """Return several PDF files as one, in their order.

    Raises NoPdfJoiner without pdfunite, PdfError for a file that it cannot read (damaged, or locked by a password).
    """
    program = joiner()
    if program is None:
        raise NoPdfJoiner
    with TemporaryDirectory(prefix="official-") as name:
        folder = Path(name)
        sources = [folder / f"{place}.pdf" for place in range(len(papers))]
        for source, content in zip(sources, papers, strict=True):
            source.write_bytes(content)
        command = [program, *map(str, sources), str(folder / "all.pdf")]
        try:
            # Paths of the temporary folder, no shell.
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise PdfError("PDF 合并超时，请下载压缩包。") from None
        result = folder / "all.pdf"
        if done.returncode or not result.is_file():
            raise PdfError("PDF 合并失败：有文件已损坏或加密，请下载压缩包。")
        return result.read_bytes()


def _convert(program: str, folder: Path, sources: Sequence[Path], seconds: float) -> None:
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *map(str, sources),
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
