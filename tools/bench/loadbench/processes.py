# SPDX-License-Identifier: Apache-2.0
"""What the kernel knows of processes: CPU time and memory of a whole tree, and of the machine."""

import contextlib
import os
import pathlib
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


REALTIME = "realtime"  # a niceness: before all processes that have one


def start(command, cpus, niceness=0, **options):
    """Starts a process on that CPU (or on one of those) only. It has a session of its own: the kernel shares CPU time
    between sessions first, so that niceness must be that of the session, too."""
    def before_exec():
        os.setsid()
        os.sched_setaffinity(0, {cpus} if isinstance(cpus, int) else cpus)
        if niceness == REALTIME:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        elif niceness:
            os.nice(niceness)
            with contextlib.suppress(OSError):
                pathlib.Path("/proc/self/autogroup").write_text(str(niceness))

    return subprocess.Popen(command, preexec_fn=before_exec, **options)


def stop(process):
    """Ends it politely, or else not."""
    if process.poll() is None:
        process.terminate()
    try:
        process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def running(command, cpu, niceness=0):
    process = start(command, cpu, niceness, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        stop(process)


def children_of(pid):
    found = []
    for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in children.read_text().split()]
        except OSError:  # the thread has just ended
            pass
    return found


def tree_of(pid):
    """The process and all its descendants."""
    pids, at = [pid], 0
    while at < len(pids):
        pids += children_of(pids[at])
        at += 1
    return pids


def cpu_seconds(pid):
    """CPU time of all threads that live, to the nanosecond where the kernel tells it."""
    total = 0
    try:
        for schedstat in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(schedstat.read_text().split()[0])
        if total:
            return total / 1e9
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    except OSError:  # it has just ended
        return total / 1e9


def tree_cpu_seconds(pid):
    return sum(cpu_seconds(each) for each in tree_of(pid))


def resident_bytes(pid):
    try:
        return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def tree_resident_bytes(pid):
    return sum(resident_bytes(each) for each in tree_of(pid))


def machine_seconds():
    """(CPU time that anybody used, CPU time that the hypervisor took), over all CPUs."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = (
        int(field) / TICKS for field in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
    return user + nice + system + irq + softirq, steal
