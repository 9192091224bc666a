"""The parent process of the suite `queue`, by Python's multiprocessing.Queue: CASE WARM_UP_MS WINDOW_MS.

Sends, checks and prints what FurculaQueueParent does.
"""

import dataclasses
import json
import multiprocessing
import struct
import sys
import time

WINDOWS = 5
WARM_UP_MOST_NS = 200_000_000  # the rest is for those who compile while they run
AHEAD_NS = 20_000_000
MARGIN_NS = 20_000_000
TICK_SECONDS = 0.02
END = -1


@dataclasses.dataclass
class Reading:
    number: int
    source: str
    value: float


class Frames:
    """Little endian: number; zeros; producer; number with all bits inverted."""

    def __init__(self, size, producer):
        self.size = size
        self.middle = bytes(size - 24) + struct.pack("<q", producer)

    def message(self, number):
        return struct.pack("<q", number) + self.middle + struct.pack("<q", ~number)

    def parts(self, message):
        (number,) = struct.unpack_from("<q", message)
        producer, check = struct.unpack_from("<qq", message, len(message) - 16)
        if len(message) != self.size or check != ~number:
            raise ValueError(f"received {len(message)} bytes that begin with {number}")
        return producer, number


class Integers:
    def message(self, number):
        return number

    def parts(self, message):
        return 0, message


class Strings:
    def message(self, number):
        return f"message {number}"

    def parts(self, message):
        if not message.startswith("message "):
            raise ValueError(f"received '{message}'")
        return 0, int(message[8:])


class Readings:
    def message(self, number):
        return Reading(number, "sensor", number / 2)

    def parts(self, message):
        if message.value != message.number / 2:
            raise ValueError(f"received {message}")
        return 0, message.number


# producers, consumers, capacity, messages of a producer
CASES = {
    "1p1c-32B": (1, 1, 16384, lambda producer: Frames(32, producer)),
    "4p1c-32B": (4, 1, 16384, lambda producer: Frames(32, producer)),
    "1p4c-32B": (1, 4, 16384, lambda producer: Frames(32, producer)),
    "1p1c-1MiB": (1, 1, 16, lambda producer: Frames(1 << 20, producer)),
    "1p1c-int": (1, 1, 16384, lambda producer: Integers()),
    "1p1c-string": (1, 1, 16384, lambda producer: Strings()),
    "1p1c-record": (1, 1, 16384, lambda producer: Readings()),
}


def produce(queue, messages, consumers, stop_ns):
    """Returns how many were sent, and the sum of their numbers."""
    sent = 0
    while time.monotonic_ns() < stop_ns:
        queue.put(messages.message(sent))
        sent += 1
    for _ in range(consumers):
        queue.put(messages.message(END))
    return sent, sent * (sent - 1) // 2


def consume(queue, messages, producers, alone, begins_ns):
    """Returns how many were received, the sum of their numbers, and the count at each window's begin and end."""
    following = [0] * producers
    unfinished = producers
    received = total = 0
    marks = []
    while unfinished > 0:
        producer, number = messages.parts(queue.get())
        if number == END:
            unfinished -= 1
            continue
        expected = following[producer]
        if number != expected if alone else number < expected:
            raise ValueError(f"received {number} of producer {producer} when {expected} was to come")
        following[producer] = number + 1
        received += 1
        total += number
        now = time.monotonic_ns()
        while len(marks) < len(begins_ns) and now >= begins_ns[len(marks)]:
            marks.append(received)
    marks += [received] * (len(begins_ns) - len(marks))
    return received, total, marks


def child(index, case, warm_up_ns, window_ns, queue, results, barrier, start):
    producers, consumers, _, messages = CASES[case]
    barrier.wait()
    while start.value == 0:
        time.sleep(0.001)
    first = start.value + warm_up_ns
    begins_ns = [first + i * window_ns for i in range(WINDOWS + 1)]
    while time.monotonic_ns() < start.value:
        pass
    if index < producers:
        results.put(("sent", produce(queue, messages(index), consumers, begins_ns[-1] + MARGIN_NS)))
    else:
        results.put(
            ("received", consume(queue, messages(0), producers, consumers == 1, begins_ns))
        )


def require_no_failure(children):
    for process in children:
        if process.exitcode not in (None, 0):
            sys.exit(f"{process.name} ended with exit code {process.exitcode}")


def main():
    case = sys.argv[1]
    warm_up_ns, window_ns = (int(ms) * 1_000_000 for ms in sys.argv[2:])
    warm_up_ns = min(warm_up_ns, WARM_UP_MOST_NS)
    context = multiprocessing.get_context("fork")
    producers, consumers, capacity, _ = CASES[case]
    count = producers + consumers
    queue, results = context.Queue(capacity), context.Queue()
    barrier, start = context.Barrier(count + 1), context.Value("q", 0)
    children = [
        context.Process(
            target=child,
            args=(i, case, warm_up_ns, window_ns, queue, results, barrier, start),
            daemon=True,
        )
        for i in range(count)
    ]
    for process in children:
        process.start()
    barrier.wait()
    start.value = time.monotonic_ns() + AHEAD_NS
    answers = []
    while len(answers) < count:
        require_no_failure(children)
        if results.empty():
            time.sleep(TICK_SECONDS)
        else:
            answers.append(results.get())
    for process in children:
        process.join()
    require_no_failure(children)

    sent = [answer for kind, answer in answers if kind == "sent"]
    received = [answer for kind, answer in answers if kind == "received"]
    for part in (0, 1):
        if sum(s[part] for s in sent) != sum(r[part] for r in received):
            sys.exit(f"sent {sent}, received {received}")
    marks = [sum(each) for each in zip(*(r[2] for r in received))]
    rates = [(after - before) * 1e9 / window_ns for before, after in zip(marks, marks[1:])]
    print(json.dumps({"unavailable": None, "samples": {"throughput": rates}}))


if __name__ == "__main__":
    main()
