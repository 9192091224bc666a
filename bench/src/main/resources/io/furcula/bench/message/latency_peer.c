/*
 * The suite `latency`: `pipe|futex blocking WARM_UP_MS WINDOW_MS`. Two pipes with a message of 32 bytes; or two words
 * in shared memory, of which each process waits for one and wakes the other one, and which never spins.
 */
#include "peer.h"
#include <linux/futex.h>
#include <sys/syscall.h>

#define BYTES 32
#define END (-1)
#define MOST 2000000
#define SAMPLES 1000

struct word {
    _Alignas(128) atomic_int value;
};

struct all {
    struct timing timing;
    bool futex;
    int there[2], back[2];
    struct word words[2];
    int count;
    int32_t nanos[MOST];
};

static void send_to(struct all *a, int direction, int number) {
    if (a->futex) {
        /* 0 is what a word begins with: numbers are from 1 on, and the end is odd one out. */
        atomic_store(&a->words[direction].value, number == END ? END : number + 1);
        if (syscall(SYS_futex, &a->words[direction].value, FUTEX_WAKE, 1, NULL, NULL, 0) < 0)
            fail("FUTEX_WAKE");
        return;
    }
    int64_t frame[BYTES / 8] = {number, 0, 0, ~(int64_t)number};
    if (write(direction == 0 ? a->there[1] : a->back[1], frame, BYTES) != BYTES)
        fail("write");
}

static int receive_from(struct all *a, int direction, int last) {
    if (a->futex) {
        int value;
        while ((value = atomic_load(&a->words[direction].value)) == last + 1)
            if (syscall(SYS_futex, &a->words[direction].value, FUTEX_WAIT, value, NULL, NULL, 0) < 0 &&
                errno != EAGAIN && errno != EINTR)
                fail("FUTEX_WAIT");
        return value == END ? END : value - 1;
    }
    int64_t frame[BYTES / 8];
    if (read(direction == 0 ? a->there[0] : a->back[0], frame, BYTES) != BYTES)
        fail("read");
    if (frame[3] != ~frame[0])
        wrong("received a message that was not sent");
    return (int)frame[0];
}

static void send_and_wait(struct all *a) {
    int64_t begin = a->timing.start + a->timing.warm_up, end = end_ns(&a->timing);
    for (int i = 0;; i++) {
        int64_t sent = now_ns();
        send_to(a, 0, i);
        int number = receive_from(a, 1, i - 1);
        int64_t received = now_ns();
        if (number != i)
            wrong("received another answer than what was sent");
        if (sent >= begin)
            a->nanos[a->count++] = (int32_t)(received - sent);
        if (received >= end || a->count == MOST)
            break;
    }
    send_to(a, 0, END);
}

static void echo(struct all *a) {
    int number = -1;
    while ((number = receive_from(a, 0, number)) != END)
        send_to(a, 1, number);
}

static void child(int index, void *all) {
    if (index == 0)
        send_and_wait(all);
    else
        echo(all);
}

static int by_size(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc != 5 || strcmp(argv[2], "blocking") != 0)
        wrong("usage: pipe|futex blocking WARM_UP_MS WINDOW_MS");
    struct all *a = shared(sizeof *a);
    a->timing = timing_of(argv);
    a->futex = strcmp(argv[1], "futex") == 0;
    if (pipe(a->there) != 0 || pipe(a->back) != 0)
        fail("pipe");
    run_children(2, &a->timing, child, a);
    qsort(a->nanos, a->count, sizeof a->nanos[0], by_size);
    int samples = a->count < SAMPLES ? a->count : SAMPLES;
    printf("{\"unavailable\":null,\"samples\":{\"round_trip\":[");
    for (int i = 0; i < samples; i++)
        printf("%s%.3f", i ? "," : "", a->nanos[(2LL * i + 1) * a->count / (2LL * samples)] / 1e3);
    printf("]}}\n");
}
