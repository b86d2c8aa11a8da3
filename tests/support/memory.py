"""The memory of another process on Linux, from /proc (proc(5))."""

from pathlib import Path

_KIB = 1024


def highest_memory(pid: int) -> int:
    """The most memory that a process has had since it began or was last reset, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    highest = next(line for line in lines if line.startswith("VmHWM:"))
    return int(highest.split()[1]) * _KIB


def reset_highest_memory(pid: int) -> int:
    """Forget what a process had at most before; return what it has now, in bytes."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return highest_memory(pid)
