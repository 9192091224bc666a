/* The suite `counter`, by a word in shared memory: `atomic 1-process|2-process WARM_UP_MS WINDOW_MS`. */
#include "peer.h"

struct all {
    struct timing timing;
    struct meter meters[2];
    _Alignas(128) atomic_llong value;
};

static void child(int index, void *all) {
    struct all *a = all;
    struct meter *m = &a->meters[index];
    while (!is_over(m)) {
        atomic_fetch_add(&a->value, 1);
        add(m, &a->timing, 1);
    }
}

int main(int argc, char **argv) {
    if (argc != 5)
        wrong("usage: atomic 1-process|2-process WARM_UP_MS WINDOW_MS");
    int processes = atoi(argv[2]);
    struct all *a = shared(sizeof *a);
    a->timing = timing_of(argv);
    run_children(processes, &a->timing, child, a);
    if (atomic_load(&a->value) != a->meters[0].count + a->meters[1].count)
        wrong("additions were lost");
    print_rates(a->meters, processes, &a->timing);
}
