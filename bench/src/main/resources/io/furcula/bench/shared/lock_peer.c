/* The suite `lock`, by a mutex in shared memory: `mutex|robust 1-process|2-process WARM_UP_MS WINDOW_MS`. */
#include "peer.h"
#include <pthread.h>

struct all {
    struct timing timing;
    struct meter meters[2];
    _Alignas(128) pthread_mutex_t mutex;
    _Alignas(128) int64_t value; /* guarded by the mutex */
};

static void child(int index, void *all) {
    struct all *a = all;
    struct meter *m = &a->meters[index];
    while (!is_over(m)) {
        if (pthread_mutex_lock(&a->mutex) != 0)
            wrong("the mutex cannot be locked");
        a->value++;
        if (pthread_mutex_unlock(&a->mutex) != 0)
            wrong("the mutex cannot be unlocked");
        add(m, &a->timing, 1);
    }
}

int main(int argc, char **argv) {
    if (argc != 5)
        wrong("usage: mutex|robust 1-process|2-process WARM_UP_MS WINDOW_MS");
    int processes = atoi(argv[2]);
    struct all *a = shared(sizeof *a);
    a->timing = timing_of(argv);
    pthread_mutexattr_t attributes;
    if (pthread_mutexattr_init(&attributes) != 0 ||
        pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED) != 0 ||
        (strcmp(argv[1], "robust") == 0 &&
         pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) != 0) ||
        pthread_mutex_init(&a->mutex, &attributes) != 0)
        wrong("the mutex cannot be made");
    run_children(processes, &a->timing, child, a);
    if (a->value != a->meters[0].count + a->meters[1].count)
        wrong("two processes held the mutex at once");
    print_rates(a->meters, processes, &a->timing);
}
