"""The parent process of the suite `pool`, by Python's multiprocessing.Pool or by mpire: LIBRARY CASE WARM_UP_MS WINDOW_MS.

Prints what FurculaPoolParent does.
"""

import json
import multiprocessing
import sys
import time

ROUNDS = 5
WORKERS = 2
TASKS = 100_000
STARTS = 10
MPIRE_TASKS = {"chunk-1": 10_000, "chunk-default": TASKS}  # fewer, where it takes seconds


def triple(number):
    return 3 * number


def check(results, tasks):
    if list(results) != [3 * i for i in range(tasks)]:
        sys.exit("the results are not those of the tasks")


def python_rates(case):
    chunk = 1 if case == "chunk-1" else None
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        pool.map(triple, range(1000))
        for _ in range(ROUNDS):
            start = time.perf_counter()
            results = pool.map(triple, range(TASKS), chunksize=chunk)
            yield TASKS / (time.perf_counter() - start)
            check(results, TASKS)


def mpire_rates(case):
    from mpire import WorkerPool

    tasks = MPIRE_TASKS[case]
    chunk = 1 if case == "chunk-1" else None
    with WorkerPool(n_jobs=WORKERS, start_method="fork", keep_alive=True) as pool:
        pool.map(triple, range(1000))
        for _ in range(ROUNDS):
            start = time.perf_counter()
            results = pool.map(triple, range(tasks), chunk_size=chunk)
            yield tasks / (time.perf_counter() - start)
            check(results, tasks)


def python_first_results():
    context = multiprocessing.get_context("fork")
    for _ in range(STARTS):
        start = time.perf_counter()
        with context.Pool(WORKERS) as pool:
            result = pool.apply(triple, (1,))
            yield 1e3 * (time.perf_counter() - start)
        check([0, result], 2)


def mpire_first_results():
    from mpire import WorkerPool

    for _ in range(STARTS):
        start = time.perf_counter()
        with WorkerPool(n_jobs=WORKERS, start_method="fork") as pool:
            result = pool.apply(triple, args=(1,))
            yield 1e3 * (time.perf_counter() - start)
        check([0, result], 2)


def main():
    library, case = sys.argv[1:3]
    if library == "mpire":
        try:
            import mpire  # noqa: F401
        except ImportError as e:
            print(json.dumps({"unavailable": str(e), "samples": {}}))
            return
    if case == "first-result":
        samples = mpire_first_results() if library == "mpire" else python_first_results()
        print(json.dumps({"unavailable": None, "samples": {"first_result": list(samples)}}))
    else:
        samples = mpire_rates(case) if library == "mpire" else python_rates(case)
        print(json.dumps({"unavailable": None, "samples": {"throughput": list(samples)}}))


if __name__ == "__main__":
    main()
