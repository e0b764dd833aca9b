"""The typefaces of the forms, PT Serif and PT Sans Narrow, taken from their packages and embedded in every PDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

SERIF = "PT Serif"
NARROW = "PT Sans Narrow"


@dataclass(frozen=True)
class Face:
    """A font file: its family, weight and style as CSS says them."""

    family: str
    weight: int
    style: str
    package: str
    file: str

    @property
    def path(self) -> Path:
        """Where the file is."""
        return _package_dir(self.package) / "files" / self.file


FACES = (
    Face(SERIF, 400, "normal", "fontpkg_pt_serif", "PT_Serif-Web-Regular.ttf"),
    Face(SERIF, 700, "normal", "fontpkg_pt_serif", "PT_Serif-Web-Bold.ttf"),
    Face(SERIF, 400, "italic", "fontpkg_pt_serif", "PT_Serif-Web-Italic.ttf"),
    Face(NARROW, 400, "normal", "fontpkg_pt_sans_narrow", "PT_Sans-Narrow-Web-Regular.ttf"),
    Face(NARROW, 700, "normal", "fontpkg_pt_sans_narrow", "PT_Sans-Narrow-Web-Bold.ttf"),
)


@lru_cache(maxsize=1)
def font_css() -> str:
    """The @font-face rules of every face."""
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("{face.path.as_uri()}") }}'
        for face in FACES
    )


def font_urls() -> frozenset[str]:
    """The addresses a form may read, and nothing besides."""
    return frozenset(face.path.as_uri() for face in FACES)


@lru_cache(maxsize=4)
def _package_dir(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the font package {package} is not installed")
    return Path(spec.origin).parent
