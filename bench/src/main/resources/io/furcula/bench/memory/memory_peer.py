"""The parent process of the suite `memory`, by Python's multiprocessing: METHOD CHILDREN.

Prints what it measured as MemoryParent does.
"""

import json
import multiprocessing
import sys
import time

TICK_SECONDS = 0.1
QUIET_SECONDS = 0.2


def idle(up, stop):
    with up.get_lock():
        up.value += 1
    stop.get()


def require_alive(children):
    for child in children:
        if child.exitcode is not None:
            sys.exit(f"{child.name} ended with exit code {child.exitcode}")


def main():
    method, count = sys.argv[1], int(sys.argv[2])
    context = multiprocessing.get_context(method)
    up, stop = context.Value("q", 0), context.SimpleQueue()
    children = [
        context.Process(target=idle, args=(up, stop), daemon=True) for _ in range(count)
    ]
    for child in children:
        child.start()
    while up.value < count:
        require_alive(children)
        time.sleep(TICK_SECONDS)
    time.sleep(QUIET_SECONDS)
    require_alive(children)

    samples = {"private_dirty": [], "pss": []}
    for child in children:
        with open(f"/proc/{child.pid}/smaps_rollup") as rollup:
            kib = {words[0]: int(words[1]) for words in map(str.split, rollup) if words[-1] == "kB"}
        samples["private_dirty"].append(kib["Private_Dirty:"])
        samples["pss"].append(kib["Pss:"])
    for _ in children:
        stop.put(0)
    for child in children:
        child.join()
        if child.exitcode != 0:
            sys.exit(f"{child.name} ended with exit code {child.exitcode}")
    print(json.dumps({"unavailable": None, "samples": samples}))


if __name__ == "__main__":
    main()
