"""The job of the suite `jobs`, by Python's multiprocessing.

Reads a task as JSON from standard input: {"method": "spawn", "workers": 2, "root": DIR, "jars": [...]},
does it once, and prints what came out as JSON.
"""

import hashlib
import json
import multiprocessing
import os
import queue
import signal
import sys
import time
import zipfile

BUFFER_BYTES = 64 << 10
QUEUE_CAPACITY = 64
STOP = ""
TICK_SECONDS = 1


def examine(path):
    """Returns digest, bytes, classes, and whether it could be read as a jar."""
    sha256 = hashlib.sha256()
    size = 0
    try:
        with open(path, "rb", buffering=0) as file:
            while chunk := file.read(BUFFER_BYTES):
                sha256.update(chunk)
                size += len(chunk)
    except OSError:
        return "", 0, 0, False
    try:
        with zipfile.ZipFile(path) as jar:
            classes = sum(name.endswith(".class") for name in jar.namelist())
        return sha256.hexdigest(), size, classes, True
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return sha256.hexdigest(), size, 0, False


def memory_use():
    """Returns private and proportional memory of this process in KiB, or nothing if unknown."""
    try:
        with open("/proc/self/smaps_rollup") as rollup:
            kib = {words[0]: int(words[1]) for words in map(str.split, rollup) if words[-1] == "kB"}
    except OSError:
        return None
    return kib["Private_Clean:"] + kib["Private_Dirty:"], kib["Pss:"]


def take(jobs):
    """Takes a job; ends this worker if its parent is gone."""
    while True:
        try:
            return jobs.get(timeout=TICK_SECONDS)
        except queue.Empty:
            if not multiprocessing.parent_process().is_alive():
                os._exit(1)


def work(root, jobs, results, ready, totals, memory, index):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with ready.get_lock():
        ready.value += 1
    while (jar := take(jobs)) != STOP:
        digest, size, classes, readable = examine(os.path.join(root, jar))
        with totals.get_lock():
            totals[0] += 1
            totals[1] += size
            totals[2] += classes
            totals[3] += not readable
        results.put((jar, digest))
    used = memory_use()
    if used:
        memory[2 * index], memory[2 * index + 1] = used


def check(workers):
    for worker in workers:
        if worker.exitcode not in (None, 0):
            sys.exit(f"{worker.name} ended with exit code {worker.exitcode}")


def run(task):
    context = multiprocessing.get_context(task["method"])
    count, jars = task["workers"], task["jars"]
    jobs, results = context.Queue(QUEUE_CAPACITY), context.Queue()
    ready, totals, memory = context.Value("q", 0), context.Array("q", 4), context.Array("q", 2 * count)
    start = time.perf_counter()
    workers = [
        context.Process(
            target=work, args=(task["root"], jobs, results, ready, totals, memory, i), daemon=True
        )
        for i in range(count)
    ]
    for worker in workers:
        worker.start()
    while ready.value < count:
        check(workers)
        time.sleep(0.0001)

    begin = time.perf_counter()
    digests = {}
    todo = list(reversed(jars + [STOP] * count))
    todo_results = len(jars)
    while len(digests) < todo_results:
        try:
            while todo:
                jobs.put_nowait(todo[-1])
                todo.pop()
        except queue.Full:
            pass
        try:
            jar, digest = results.get(timeout=TICK_SECONDS)
            digests[jar] = digest
        except queue.Empty:
            check(workers)
    end = time.perf_counter()
    while todo:
        jobs.put(todo.pop())
    for worker in workers:
        worker.join()
    check(workers)

    combined = hashlib.sha256()
    for jar in jars:
        combined.update(f"{jar}\0{digests[jar]}\n".encode())
    return {
        "start_up_ms": (begin - start) * 1000,
        "wall_ms": (end - begin) * 1000,
        "jars": totals[0],
        "bytes": totals[1],
        "classes": totals[2],
        "unreadable": totals[3],
        "digest": combined.hexdigest(),
        "memory": [[memory[2 * i], memory[2 * i + 1]] for i in range(count) if memory[2 * i + 1]],
    }


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # which ends the workers
    json.dump(run(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
