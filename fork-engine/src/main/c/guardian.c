/*
 * Ends a child whose parent has ended, whatever way: the child's end of the channel to it is then at its end. A thread
 * of the C library and not of the JVM, so that it costs little and delays nobody's exit. First SIGTERM, which runs the
 * shutdown hooks; HOOKS_S seconds later the end, whatever still runs.
 */
#include "engine.h"
#include <poll.h>
#include <pthread.h>
#include <sys/prctl.h>

enum { STACK_BYTES = 65536, HOOKS_S = 2, PARENT_ENDED = 1 };

static void *guard(void *argument) {
    struct pollfd channel = {.fd = (int)(intptr_t)argument, .events = 0};
    prctl(PR_SET_NAME, "furcula guard", 0, 0, 0);
    while (poll(&channel, 1, -1) < 0 || !(channel.revents & (POLLHUP | POLLERR | POLLNVAL))) {
    }
    kill(getpid(), SIGTERM);
    pause_ns(HOOKS_S * 1000000000L);
    raw6(SYS_exit_group, PARENT_ENDED, 0, 0, 0, 0, 0);
    return NULL;
}

void guard_in_child(int channel) {
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    if (channel < 0) return;
    sigfillset(&all);
    sigdelset(&all, freeze_signal); /* this process may fork, too */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    if (pthread_create(&thread, &attributes, guard, (void *)(intptr_t)channel) != 0)
        raw6(SYS_exit_group, 120, 0, 0, 0, 0, 0); /* better no child than one that outlives its parent */
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
