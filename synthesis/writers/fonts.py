"""The fonts of PDF files, from packages alone: a file is the same on every machine that writes it."""

import unicodedata
from functools import cache
from pathlib import Path

import fontpkg_amiri
import fontpkg_noto_serif
import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

FOLDERS = tuple(
    str(Path(str(package.__file__)).parent) for package in (fontpkg_noto_serif, fontpkg_amiri, pylopdf_fonts_zh_cn)
)
# Noto's Arabic sets a letter and its dots as signs of their own: who listens to such a page hears letters twice.
LATIN, ARABIC, CHINESE = "Noto Serif", "Amiri", "Noto Serif SC"
CHINESE_HEADS = "Noto Sans SC"  # Chinese headings stand out by their letters, not by their weight
_FILES = ("NotoSerif[[]*.ttf", "Amiri-Regular.ttf", "NotoSerifSC*.otf")


def families(language: str) -> list[str]:
    """The families for a report in ``language``, its own script’s first: marks that scripts share look like its own."""
    own = {"ar": ARABIC, "fa": ARABIC, "ur": ARABIC, "zh": CHINESE}.get(language.split("-")[0], LATIN)
    return [own, *(family for family in (LATIN, ARABIC, CHINESE) if family != own)]


@cache
def _covered() -> frozenset[int]:
    """The characters that the fonts can show."""
    files = [next(path for folder in FOLDERS for path in Path(folder).rglob(name)) for name in _FILES]
    return frozenset(point for path in files for point in TTFont(path, lazy=True).getBestCmap())


def shown(text: str) -> str:
    """``text`` with the characters that no font here can show written as their code points: "[U+1F54A]".

    Marks that are not seen, such as a variation selector, are left out.
    """
    if text.isascii():
        return text
    return "".join(letter if ord(letter) in _covered() else _told(letter) for letter in text)


def _told(letter: str) -> str:
    if letter.isspace():
        return letter
    unseen = unicodedata.category(letter) in {"Cf", "Mn", "Cc"}
    return "" if unseen else f"[U+{ord(letter):04X}]"
