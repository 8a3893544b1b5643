"""The typefaces of GB/T 9704-2012, what replaces them, and a report of the replacements.

The standard's faces are not free and are not shipped. A Word file names the standard face and its stand-ins, so the
reader's own machine chooses; a PDF is made on this machine, where `fontconfig` chooses by the same list.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface of the standard by its usual installed name, with stand-ins from best to last."""

    name: str
    stand_ins: tuple[str, ...]
    # A stand-in of ordinary weight is too light for titles.
    is_heavy: bool = False


TITLE: Final = Face(
    "方正小标宋简体",
    (
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05S",
        "小标宋",
        "华文中宋",
        "STZhongsong",
        "Source Han Serif SC",
        "Noto Serif CJK SC",
    ),
    is_heavy=True,
)
BODY: Final = Face(
    "仿宋_GB2312",
    (
        "仿宋",
        "FangSong",
        "方正仿宋_GBK",
        "华文仿宋",
        "STFangsong",
        "FandolFang",
        "Source Han Serif SC",
        "Noto Serif CJK SC",
    ),
)
KAI: Final = Face(
    "楷体_GB2312",
    ("楷体", "KaiTi", "方正楷体_GBK", "华文楷体", "STKaiti", "FandolKai", "AR PL UKai CN", "Noto Serif CJK SC"),
)
HEI: Final = Face(
    "黑体",
    ("SimHei", "方正黑体_GBK", "华文黑体", "STHeiti", "Source Han Sans SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
)
SONG: Final = Face(
    "宋体",
    ("SimSun", "NSimSun", "方正书宋_GBK", "华文宋体", "STSong", "Source Han Serif SC", "Noto Serif CJK SC"),
)
FACES: Final = (TITLE, BODY, KAI, HEI, SONG)


@dataclass(frozen=True, slots=True)
class Substitution:
    """A face of the standard that a machine lacks, and what it prints instead (None: its default face)."""

    wanted: str
    used: str | None

    def __str__(self) -> str:
        return f"{self.wanted}：本机未安装，以{self.used or '系统默认字体'}代替。"


def chosen(face: Face, installed: Collection[str]) -> str | None:
    """Return the best name for `face` among the installed families, None if there is none."""
    return next((name for name in (face.name, *face.stand_ins) if name in installed), None)


def substitutions(installed: Collection[str], faces: Iterable[Face] = FACES) -> list[Substitution]:
    """Report each face that is not installed under its own name."""
    return [Substitution(face.name, chosen(face, installed)) for face in faces if face.name not in installed]


def fontconfig(installed: Collection[str]) -> str:
    """Return a fontconfig file that leads each missing face to its best installed stand-in."""
    rules = [_rule(face, used) for face in FACES if (used := chosen(face, installed)) not in {None, face.name}]
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n' + "".join(rules) + "</fontconfig>\n"
    )


def _rule(face: Face, used: str | None) -> str:
    weight = '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>' if face.is_heavy else ""
    return (
        f'<match target="pattern"><test name="family" compare="eq"><string>{escape(face.name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{escape(used or "")}</string></edit>'
        f"{weight}</match>\n"
    )
