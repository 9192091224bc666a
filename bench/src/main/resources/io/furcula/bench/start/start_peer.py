"""The parent process of the suite `start`, by Python's multiprocessing: METHOD CASE WARM_UP_MS ROUNDS.

Prints what it measured as StartParent does.
"""

import json
import mmap
import multiprocessing
import sys
import threading
import time

GIB = 1 << 30
PAGE = 4096


def hold(case):
    """Returns what the parent holds; its pages have been written to."""
    if case == "small-parent":
        return None
    if case == "parent-1GiB":
        return bytearray(b"\1") * GIB
    if case == "parent-1GiB-thp":
        memory = mmap.mmap(-1, GIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        memory.madvise(mmap.MADV_HUGEPAGE)
        for offset in range(0, GIB, PAGE):
            memory[offset] = 1
        return memory
    if case == "parent-400-threads":
        never = threading.Event()
        for _ in range(400):
            threading.Thread(target=never.wait, daemon=True).start()
        return never
    sys.exit(f"there is no case '{case}'")


def nothing():
    pass


def start_to_join(context):
    begin = time.perf_counter()
    child = context.Process(target=nothing)
    child.start()
    child.join()
    us = (time.perf_counter() - begin) * 1e6
    if child.exitcode != 0:
        sys.exit(f"{child.name} ended with exit code {child.exitcode}")
    child.close()
    return us


def memory_mib(key):
    try:
        with open("/proc/self/smaps_rollup") as rollup:
            return [int(line.split()[1]) / 1024 for line in rollup if line.startswith(key + ":")]
    except OSError:
        return []


def main():
    method, case, warm_up_ms, rounds = sys.argv[1:]
    context = multiprocessing.get_context(method)
    held = hold(case)
    first = start_to_join(context)
    end = time.perf_counter() + int(warm_up_ms) / 1000
    while time.perf_counter() < end:
        start_to_join(context)
    samples = {
        "first_start": [first],
        "start_to_join": [start_to_join(context) for _ in range(int(rounds))],
        "parent_resident": memory_mib("Rss"),
        "parent_huge_pages": memory_mib("AnonHugePages"),
    }
    print(json.dumps({"unavailable": None, "samples": samples}))
    del held


if __name__ == "__main__":
    main()
