/*
 * What all peers in C have in common: children that begin together, the count by window, the answer.
 *
 * Every program is called THING CASE WARM_UP_MS WINDOW_MS and prints what its peer in Java does. All its memory
 * is shared with its children by fork, and has no name; a child ends with its parent.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#define WINDOWS 5
#define WARM_UP_MOST_NS (200 * 1000000LL) /* the rest is for those who compile while they run */
#define AHEAD_NS (20 * 1000000LL)
#define MARGIN_NS (20 * 1000000LL)
#define LOOK_EVERY 64

struct timing {
    int64_t start, warm_up, window; /* ns */
};

static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline void fail(const char *what) {
    perror(what);
    exit(1);
}

static inline void wrong(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static inline struct timing timing_of(char **argv) {
    int64_t warm_up = atoll(argv[3]) * 1000000;
    return (struct timing){0, warm_up < WARM_UP_MOST_NS ? warm_up : WARM_UP_MOST_NS, atoll(argv[4]) * 1000000};
}

static inline int64_t end_ns(const struct timing *t) {
    return t->start + t->warm_up + WINDOWS * t->window;
}

static inline void *shared(size_t bytes) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        fail("mmap");
    return memory;
}

/* Counts what one process does; lies in shared memory. */
struct meter {
    _Alignas(128) int64_t count;
    int64_t next_look;
    int marked;
    int64_t marks[WINDOWS + 1];
};

static inline void look(struct meter *m, const struct timing *t) {
    int64_t now = now_ns();
    while (m->marked <= WINDOWS && now >= t->start + t->warm_up + m->marked * t->window)
        m->marks[m->marked++] = m->count;
}

static inline void add(struct meter *m, const struct timing *t, int done) {
    m->count += done;
    if (m->count >= m->next_look) {
        m->next_look = m->count + LOOK_EVERY;
        look(m, t);
    }
}

static inline bool is_over(const struct meter *m) {
    return m->marked > WINDOWS;
}

/* Whoever has ended before a window does no more in it. */
static inline int64_t mark(const struct meter *m, int index) {
    return index < m->marked ? m->marks[index] : m->count;
}

static inline void print_rates(const struct meter *meters, int count, const struct timing *t) {
    printf("{\"unavailable\":null,\"samples\":{\"throughput\":[");
    for (int i = 0; i < WINDOWS; i++) {
        int64_t done = 0;
        for (int m = 0; m < count; m++)
            done += mark(&meters[m], i + 1) - mark(&meters[m], i);
        printf("%s%.3f", i ? "," : "", done * 1e9 / t->window);
    }
    printf("]}}\n");
}

/* Runs children that begin together, and waits for them; each calls the function and ends. */
static inline void run_children(int count, struct timing *t, void (*child)(int index, void *all), void *all) {
    pid_t parent = getpid();
    t->start = now_ns() + AHEAD_NS;
    for (int i = 0; i < count; i++) {
        pid_t pid = fork();
        if (pid < 0)
            fail("fork");
        if (pid == 0) {
            if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
                fail("prctl");
            if (getppid() != parent)
                _exit(1);
            while (now_ns() < t->start) {
            }
            child(i, all);
            _exit(0);
        }
    }
    for (int i = 0; i < count; i++) {
        int status;
        if (wait(&status) < 0)
            fail("wait");
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            wrong("a child failed"); /* the others end with this process */
    }
}
