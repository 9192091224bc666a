"""The parent process of the suite `latency`, by two of Python's multiprocessing.Queue: CASE WARM_UP_MS WINDOW_MS.

Prints what FurculaLatencyParent does.
"""

import json
import multiprocessing
import sys
import time

WINDOWS = 5
WARM_UP_MOST_NS = 200_000_000  # the rest is for those who compile while they run
SAMPLES = 1000
MESSAGE_BYTES = 32


def echo(there, back):
    message = there.get()
    while message:
        back.put(message)
        message = there.get()
    back.put(message)


def main():
    case = sys.argv[1]
    if case != "blocking":
        sys.exit(f"there is no case '{case}'")
    warm_up_ns, window_ns = (int(ms) * 1_000_000 for ms in sys.argv[2:])
    warm_up_ns = min(warm_up_ns, WARM_UP_MOST_NS)
    context = multiprocessing.get_context("fork")
    there, back = context.Queue(16), context.Queue(16)
    child = context.Process(target=echo, args=(there, back), daemon=True)
    child.start()
    begin_ns = time.monotonic_ns() + warm_up_ns
    end_ns = begin_ns + WINDOWS * window_ns
    nanos = []
    number = received_ns = 0
    while received_ns < end_ns:
        message = number.to_bytes(MESSAGE_BYTES, "little")
        sent_ns = time.monotonic_ns()
        there.put(message)
        answer = back.get(timeout=30)
        received_ns = time.monotonic_ns()
        if answer != message:
            sys.exit(f"sent {message!r}, received {answer!r}")
        if sent_ns >= begin_ns:
            nanos.append(received_ns - sent_ns)
        number += 1
    there.put(b"")
    back.get(timeout=30)
    child.join()
    if child.exitcode != 0:
        sys.exit(f"{child.name} ended with exit code {child.exitcode}")
    nanos.sort()
    samples = min(len(nanos), SAMPLES)
    us = [nanos[(2 * i + 1) * len(nanos) // (2 * samples)] / 1e3 for i in range(samples)]
    print(json.dumps({"unavailable": None, "samples": {"round_trip": us}}))


if __name__ == "__main__":
    main()
