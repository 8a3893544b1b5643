"""Several files as one ZIP, piece by piece as it comes, so that no page holds all of it."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final

#: the same time for all: two packs of the same files are the same file
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The files under their names; each is read when its turn comes.

    Word and PDF files are packed already, so nothing is packed once more.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, pieces in files:
            with archive.open(zipfile.ZipInfo(name, _MOMENT), "w") as target:
                for piece in pieces:
                    target.write(piece)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """What a ZIP writes, handed on as it comes; the library knows by this that it cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It is only written to."""
        return True

    def write(self, piece: bytes, /) -> int:  # type: ignore[override]
        """Keep a piece until it is taken."""
        self._waiting += piece
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece
