"""PDF: the header at the very beginning and the end where it belongs."""

from typing import IO

from .reading import damaged, head, mismatch, refuse_markup, refuse_stowaways, tail


def check_pdf(stream: IO[bytes]) -> None:
    """Raise FileRefusedError unless it is a whole PDF and nothing else besides."""
    start = head(stream)
    if not start.startswith(b"%PDF-"):
        raise mismatch(stream)
    if b"startxref" not in tail(stream, 4096):
        raise damaged("缺少PDF结尾")
    # Browsers look this far when they guess a type.
    refuse_markup(start[:1024])
    refuse_stowaways(stream)
