"""Looks at every page as parents meet it, and says what is wrong: `look.py HOME DIR [--shots DIR]`. `run.py` starts it.

Each page, in each language: axe, at 320 and 1,280 pixels, light and dark, with letters of one and of twice the size; nothing wider than the
screen; whatever is pressed 44 pixels high; the keyboard reaches everything, visibly; nothing is loaded. Forms are sent without scripts.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

import keyboard
import sending
from served import Served

SIZES = [(320, 640), (1280, 800)]
# The size of letters in percent, and the schemes: what is dark is dark at any size.
LETTERS = [(100, ["light", "dark"]), (200, ["light"])]
# All that WCAG 2.2 asks at level AA, as far as a machine can tell, and what axe thinks well done.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async what => {
    const found = await axe.run(document, {runOnly: what, resultTypes: ['violations', 'incomplete']});
    const of = kind => found[kind].map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).join(', '));
    return {violations: of('violations'), incomplete: of('incomplete'), version: axe.version};
}"""
# A link in a sentence is the one thing that may be lower (WCAG 2.5.8), and here none is.
SMALL = """() => [...document.querySelectorAll('a, button, textarea, input:not([type=radio]), label.choice')]
    .filter(one => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 24)
    .map(one => one.outerHTML.slice(0, 60))"""
WIDE = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > room) return ['the page: ' + document.documentElement.scrollWidth];
    return [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > room + 0.5 || one.getBoundingClientRect().left < -0.5)
        .map(one => one.outerHTML.slice(0, 60));
}"""


# Wrong in each way that is looked for.
BAD = """<!doctype html><html><title>Bad</title><style>body{background:#fff}p{color:#bbb;width:900px}</style>
<p>Pale, and wider than the screen</p><button>Low</button><input type="text"></html>"""


def blind(browser, axe):
    """Whoever finds nothing wrong must be able to."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(BAD)
    page.evaluate(axe)
    found = " ".join(page.evaluate(AXE, {"type": "tag", "values": RULES})["violations"])
    rules = ["color-contrast", "html-has-lang", "label", "page-has-heading-one"]
    missed = [f"axe does not find {rule}" for rule in rules if rule + ":" not in found]
    missed += [] if page.evaluate(WIDE) else ["nothing is found too wide"]
    missed += [] if page.evaluate(SMALL) else ["nothing is found too small"]
    page.close()
    return missed


def start(playwright, home):
    own = home / "chromium"
    env = {**os.environ, "FONTCONFIG_FILE": str(own / "fonts.conf"), "LD_LIBRARY_PATH": str(own / "al2023/lib")}
    # Without root there is no sandbox; nothing but our own pages is opened.
    return playwright.chromium.launch(executable_path=own / "chromium", args=["--no-sandbox"], env=env)


def look(browser, served, axe, shots):
    faults, looks = [], 0
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    heard, asked = [], []
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for name, language, kind in served.pages:
        heard.clear(), asked.clear()
        page.goto(f"{served.address}/{name}")
        page.evaluate(axe)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for letters, schemes in LETTERS:
                where = f"{name} at {width}, letters {letters}%"
                # A style that the policy forbids in a page may still be set from outside.
                page.evaluate("letters => document.documentElement.style.fontSize = letters + '%'", letters)
                faults += [f"{where}: too wide: {what}" for what in page.evaluate(WIDE)]
                faults += [f"{where}: too small to press: {what}" for what in page.evaluate(SMALL)]
                for scheme in schemes:
                    page.emulate_media(color_scheme=scheme)
                    # Colours are all that the scheme changes.
                    what = {"type": "tag", "values": RULES} if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
                    found = page.evaluate(AXE, what)
                    looks += 1
                    faults += [f"{where}, {scheme}: {fault}" for fault in found["violations"]]
                    # Where axe cannot tell, the page is made plainer until it can.
                    faults += [f"{where}, {scheme}, cannot be told: {doubt}" for doubt in found["incomplete"]]
                    if shots:
                        page.screenshot(path=shots / f"{kind}.{language}-{width}-{scheme}-{letters}.png", full_page=True)
        faults += [f"{name}: the browser says {text}" for text in heard]
        faults += [f"{name}: loads {url}" for url in asked[1:]]
    context.close()
    return faults, looks


def main():
    wanted = argparse.ArgumentParser()
    wanted.add_argument("home", type=Path)
    wanted.add_argument("pages", type=Path)
    wanted.add_argument("--shots", type=Path, help="a folder for pictures of every page")
    wanted = wanted.parse_args()
    if wanted.shots:
        wanted.shots.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    served = Served(wanted.pages)
    package = wanted.home / "node_modules/axe-core"
    axe, version = (package / "axe.min.js").read_text(), json.loads((package / "package.json").read_text())["version"]
    with sync_playwright() as playwright:
        browser = start(playwright, wanted.home)
        missed = blind(browser, axe)
        faults, looks = look(browser, served, axe, wanted.shots)
        faults += missed + keyboard.faults(browser, served)
        faults += sending.faults(browser, served)
        said = f"{len(served.pages)} pages in Chromium {browser.version}, {looks} looks by axe {version}"
        browser.close()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{said}: {len(faults)} faults, in {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
