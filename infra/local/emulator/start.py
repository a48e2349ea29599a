"""Runs MiniStack for one stack, and cleans up after it however its starter ends.

    start.py DIRECTORY REGION [--movable-clock]

Two processes. The first waits: when its standard input closes (the starter is gone, in whatever way), on SIGTERM, or when the emulator
ends, it kills the emulator with all functions and deletes DIRECTORY. The line "keep" on standard input lets it outlive its starter, until
SIGTERM. The second is the emulator. When it listens, the first prints one line {"port": N}.
"""

import asyncio
import ctypes
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import sys

import clock
import patches

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    directory, region = pathlib.Path(sys.argv[1]), sys.argv[2]
    try:
        patches.check_version()
        movable = "--movable-clock" in sys.argv[3:]
        if movable:
            clock.library()
    except RuntimeError as refusal:
        print(json.dumps({"error": str(refusal)}), flush=True)
        return 1
    for name in ("tmp", "state", "s3"):
        (directory / name).mkdir(exist_ok=True)
    clock_file = str(directory / "clock") if movable else None

    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    # What outlives the emulator becomes a child of this process, which then kills it.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    stopped, stop = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(stop, b"."))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    emulator = os.fork()
    if emulator == 0:
        os.setpgid(0, 0)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        serve(directory, region, listener, clock_file)
        os._exit(0)
    # The child does the same: whichever comes first, the group is there.
    try:
        os.setpgid(emulator, emulator)
    except PermissionError:
        pass
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    listener.close()
    ended_by_itself = wait_for_the_end(emulator, stopped)
    if ended_by_itself:
        say_last_words(directory)
    end(emulator, directory)
    return 1 if ended_by_itself else 0


def serve(directory: pathlib.Path, region: str, listener: socket.socket, clock_file: str | None) -> None:
    """The emulator itself; returns when it has ended."""
    log = os.open(directory / "emulator.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream, target in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
        os.dup2(target, stream)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    variables = patches.environment(directory, listener.getsockname()[1], region)
    os.environ.clear()
    os.environ.update(variables)
    if clock_file is not None:
        clock.install(clock_file)
    patches.apply(directory, clock_file)

    import hypercorn.asyncio
    import hypercorn.config
    import ministack.app

    config = hypercorn.config.Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    config.accesslog = None
    asyncio.run(hypercorn.asyncio.serve(ministack.app.app, config))


def wait_for_the_end(emulator: int, stopped: int) -> bool:
    """Returns when somebody asked by SIGTERM, when the starter is gone and had not said "keep", or (True) when the emulator ended by itself."""
    ended = os.pidfd_open(emulator)
    watched = [ended, stopped, sys.stdin.fileno()]
    while True:
        ready, _, _ = select.select(watched, [], [])
        if stopped in ready:
            return False
        if ended in ready:
            return True
        said = os.read(sys.stdin.fileno(), 64)
        if b"keep" in said:
            watched.remove(sys.stdin.fileno())
        elif not said:
            return False


def say_last_words(directory: pathlib.Path) -> None:
    """The end of the emulator's log, before it goes."""
    lines = (directory / "emulator.log").read_text(errors="replace").splitlines()
    try:
        print("\n".join(lines[-15:]), file=sys.stderr, flush=True)
    except BrokenPipeError:
        # Kept, and whoever started it is gone.
        pass


def end(emulator: int, directory: pathlib.Path) -> None:
    """Kills the emulator and all functions, then deletes what they left. There is no state to save, so nothing is asked politely."""
    try:
        os.killpg(emulator, signal.SIGKILL)
    except ProcessLookupError:
        pass
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    noted = directory / "functions.pids"
    if noted.exists():
        clock.forget([int(line.split()[0]) for line in noted.read_text().splitlines()])
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
