"""Draws resources/icons from the mark that the pages use. Needs: pip install pillow resvg-py

    python build/icons.py
"""

import io
from pathlib import Path

import resvg_py
from PIL import Image

ROOT = Path(__file__).parent.parent
MARK = ROOT / "renderer" / "public" / "mark.svg"
ICONS = ROOT / "resources" / "icons"


def draw(size: int) -> Image.Image:
    """The mark on a transparent square; macOS wants a margin of about a tenth, the others do not mind it."""
    inner = round(size * 0.82)
    png = bytes(resvg_py.svg_to_bytes(svg_path=str(MARK), width=inner, height=inner))
    square = Image.new("RGBA", (size, size))
    square.paste(Image.open(io.BytesIO(png)), ((size - inner) // 2, (size - inner) // 2))
    return square


ICONS.mkdir(parents=True, exist_ok=True)
large = draw(1024)
large.save(ICONS / "icon.png", optimize=True)
large.save(ICONS / "icon.icns")
large.save(ICONS / "icon.ico", sizes=[(n, n) for n in (16, 24, 32, 48, 64, 128, 256)])
