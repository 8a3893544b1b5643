"""JPEG and PNG: read by Pillow without unpacking more pixels than a camera makes."""

import re
import struct
import zlib
from typing import IO, Final

from PIL import Image

from .reading import FileRefusedError, contains, damaged, head, mismatch, refuse_markup, refuse_stowaways

MAX_PIXELS: Final = 64_000_000
_JPEG_END = re.compile(rb"\xff\xd9")


def check_picture(stream: IO[bytes], *, magic: bytes, form: str) -> None:
    """Raise FileRefusedError unless it is a whole picture of that form (Pillow's name for it) and nothing else."""
    start = head(stream)
    if not start.startswith(magic):
        raise mismatch(stream)
    try:
        is_whole = _is_whole(stream, form)
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except FileRefusedError:
        raise
    # Pillow's readers raise whatever their parsing runs into.
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, zlib.error):
        is_whole = False
    if not is_whole:
        raise damaged("无法读出图像")
    refuse_markup(start)
    refuse_stowaways(stream)


def _is_whole(stream: IO[bytes], form: str) -> bool:
    stream.seek(0)
    with Image.open(stream, formats=[form]) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise _too_many_pixels()
        if form != "JPEG":
            image.verify()
            return True
        if "progressive" not in image.info:
            # A JPEG has no checksums; an eighth in each direction decodes the whole stream in little memory.
            image.draft("RGB", (width // 8 + 1, height // 8 + 1))
            image.load()
            return True
    # A progressive one keeps all its coefficients while it is decoded, six bytes a pixel: its end mark must do.
    return contains(stream, _JPEG_END)


def _too_many_pixels() -> FileRefusedError:
    return FileRefusedError(f"的像素超过{MAX_PIXELS // 10_000}万，请缩小后上传。")
