"""A clock that a file moves: the emulator's process and, through libfaketime, the functions' processes.

The file holds seconds to add to the machine's clock, as exactly WIDTH bytes such as "+0000172800.000\\n". Its writer replaces those bytes
in place, so a reader sees the old time or the new one, never half of each.
"""

import datetime
import mmap
import os
import pathlib
import platform
import time

WIDTH = 16
ENTRY = "FIRSTDAY_CLOCK_FILE"

_MACHINES = {"x86_64": 62, "aarch64": 183}


def install(path: str) -> None:
    """Replaces what Python tells the time with. It must run before MiniStack is imported, which keeps the names it imported."""
    with open(path, "rb") as file:
        shifted = mmap.mmap(file.fileno(), WIDTH, access=mmap.ACCESS_READ)
    machine_time, machine_gmtime, machine_localtime, machine_strftime = time.time, time.gmtime, time.localtime, time.strftime
    last_bytes, last_offset = b"", 0.0

    def offset() -> float:
        nonlocal last_bytes, last_offset
        now_bytes = shifted[:WIDTH]
        if now_bytes != last_bytes:
            last_bytes, last_offset = now_bytes, float(now_bytes)
        return last_offset

    def moved_time() -> float:
        return machine_time() + offset()

    time.time = moved_time
    time.time_ns = lambda: int(moved_time() * 1e9)
    time.gmtime = lambda seconds=None: machine_gmtime(moved_time() if seconds is None else seconds)
    time.localtime = lambda seconds=None: machine_localtime(moved_time() if seconds is None else seconds)
    time.strftime = lambda form, moment=None: machine_strftime(form, time.localtime() if moment is None else moment)
    datetime.datetime = _moved_datetime(moved_time)


def _moved_datetime(moved_time):
    machine_datetime = datetime.datetime

    class Kind(type(machine_datetime)):
        # Libraries in C make datetimes of the original class; they are datetimes too.
        def __instancecheck__(cls, thing):
            return isinstance(thing, machine_datetime)

    class Moved(machine_datetime, metaclass=Kind):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(moved_time(), tz)

        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(moved_time(), datetime.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return cls.now()

    Moved.__name__ = Moved.__qualname__ = "datetime"
    return Moved


def function_environment(path: str) -> dict[str, str]:
    """The variables that make a function's process follow the file.

    The monotonic clock stays: a timer that jumps by a day would fire at once.
    """
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": path,
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def library() -> pathlib.Path:
    """Where libfaketime lies. Raises RuntimeError where the one from PyPI does not fit the machine."""
    import libfaketime

    path = pathlib.Path(libfaketime.__file__).parent / "vendor/libfaketime/src/libfaketime.so.1"
    with path.open("rb") as file:
        machine = int.from_bytes(file.read(20)[18:20], "little")
    if _MACHINES.get(platform.machine()) != machine:
        raise RuntimeError(
            f"The clock cannot be moved on this machine: the libfaketime from PyPI is not made for {platform.machine()}. "
            "Run the tests that move it on a 64-bit Intel or AMD machine."
        )
    return path


def forget(pids: list[int]) -> None:
    """Removes what libfaketime leaves in /dev/shm of processes that were killed; a process that lives keeps its own."""
    for pid in pids:
        if os.path.exists(f"/proc/{pid}"):
            continue
        for name in (f"faketime_shm_{pid}", f"sem.faketime_sem_{pid}"):
            pathlib.Path("/dev/shm", name).unlink(missing_ok=True)
