"""Unpacks the browser and the fonts that npm has brought: `browser.py HOME`."""

import io
import sys
import tarfile
from pathlib import Path

import brotli
from fontTools.ttLib import TTFont

# What a bare machine may not have letters for; of Arabic ones the tallest. The Latin, Greek and Cyrillic ones come with the browser.
FONTS = {
    "noto-nastaliq-urdu": "arabic",
    "noto-sans-bengali": "bengali",
    "noto-sans-gurmukhi": "gurmukhi",
}


def unpack(home):
    packed = home / "node_modules/@sparticuz/chromium/bin"
    to = home / "chromium"
    to.mkdir()
    program = to / "chromium"
    program.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    program.chmod(0o755)
    # The libraries that a machine without a desktop lacks.
    for name in ["al2023", "fonts", "swiftshader"]:
        with tarfile.open(fileobj=io.BytesIO(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))) as files:
            files.extractall(to if name == "swiftshader" else to / name, filter="data")
    fonts(home, to / "fonts")
    (to / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{to / 'fonts'}</dir><cachedir>{to / 'font-cache'}</cachedir></fontconfig>\n"
    )


def fonts(home, to):
    for name, script in FONTS.items():
        for weight in (400, 700):
            # The browser takes no packed font from the machine, only from the web.
            font = TTFont(home / f"node_modules/@fontsource/{name}/files/{name}-{script}-{weight}-normal.woff2")
            font.flavor = None
            font.save(to / f"{name}-{weight}.ttf")


if __name__ == "__main__":
    unpack(Path(sys.argv[1]))
