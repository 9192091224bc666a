/* The suite `queue`, by a pipe: `pipe 1p1c-32B WARM_UP_MS WINDOW_MS`. A message is one write; reads take what is there. */
#include "peer.h"
#include <fcntl.h>

#define BYTES 32
#define CAPACITY 16384
#define READ_BYTES (64 << 10)

struct all {
    struct timing timing;
    int ends[2];
    int64_t *sent;
    struct meter *meter;
};

static void send_frame(int fd, int64_t number) {
    int64_t frame[BYTES / 8] = {number, 0, 0, ~number};
    if (write(fd, frame, BYTES) != BYTES)
        fail("write");
}

static void produce(struct all *a) {
    int64_t stop = end_ns(&a->timing) + MARGIN_NS, sent = 0;
    do {
        for (int i = 0; i < LOOK_EVERY; i++)
            send_frame(a->ends[1], sent++);
    } while (now_ns() < stop);
    send_frame(a->ends[1], -1);
    *a->sent = sent;
}

static void consume(struct all *a) {
    static char buffer[READ_BYTES];
    size_t held = 0;
    int64_t next = 0;
    for (;;) {
        ssize_t got = read(a->ends[0], buffer + held, sizeof buffer - held);
        if (got <= 0)
            fail("read");
        held += got;
        size_t used = 0;
        for (; held - used >= BYTES; used += BYTES) {
            int64_t frame[BYTES / 8];
            memcpy(frame, buffer + used, BYTES);
            if (frame[3] != ~frame[0])
                wrong("received a message that was not sent");
            if (frame[0] == -1)
                return;
            if (frame[0] != next++)
                wrong("received messages out of order");
            add(a->meter, &a->timing, 1);
        }
        memmove(buffer, buffer + used, held -= used);
    }
}

static void child(int index, void *all) {
    if (index == 0)
        produce(all);
    else
        consume(all);
}

int main(int argc, char **argv) {
    if (argc != 5 || strcmp(argv[2], "1p1c-32B") != 0)
        wrong("usage: pipe 1p1c-32B WARM_UP_MS WINDOW_MS");
    struct all *a = shared(sizeof *a);
    a->timing = timing_of(argv);
    a->meter = shared(sizeof *a->meter);
    a->sent = shared(sizeof *a->sent);
    if (pipe(a->ends) != 0)
        fail("pipe");
    if (fcntl(a->ends[1], F_SETPIPE_SZ, BYTES * CAPACITY) < 0 && errno != EPERM)
        fail("F_SETPIPE_SZ");
    run_children(2, &a->timing, child, a);
    if (a->meter->count != *a->sent)
        wrong("received less than was sent");
    print_rates(a->meter, 1, &a->timing);
}
