/*
 * Forks a live HotSpot JVM: what the parts of the shim share. docs/fork.md tells the whole story.
 *
 *   shim.c         the functions that Java calls
 *   settle.c       brings Java threads to rest, through JVMTI
 *   freeze.c       stops every kernel thread, by a signal
 *   copy.c         copies the process and gives the copy its threads back
 *   descriptors.c  what a copy must not share with its original: epoll instances, event counters, log files
 *   guardian.c     ends a child whose parent has ended
 *   arch_*.h       what depends on the processor
 *
 * From the first frozen thread on, until all are let go (in the copy: until they run again), nothing here may call
 * malloc, stdio, opendir or anything else that takes a lock of the C library: a frozen thread may hold it.
 */
#ifndef FURCULA_ENGINE_H
#define FURCULA_ENGINE_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <jvmti.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#include "arch_x86_64.h"
#else
#error "no arch_*.h for this processor"
#endif

/* ---- freeze.c ---- */

/* One kernel thread of this process other than the caller, stopped in the handler of the freeze signal. */
struct frozen {
    pid_t tid;
    atomic_int state;          /* see freeze.c */
    const ucontext_t *context; /* on the thread's own stack */
    char *thread_pointer;      /* the TLS base, which is pthread_self() */
    void *robust_list;
    size_t robust_length;
    JNIEnv *env;               /* NULL: no Java thread */
    char name[16];
    int silent;                /* how often it has been found to block the signal */
    int gone;                  /* not stopped: has ended, or is no thread of ours and blocks all signals: stays behind */
    int keep;                  /* gets a kernel thread in the copy */
};

extern struct frozen *frozen_threads; /* frozen_count of them are valid, after freeze_all */
extern int frozen_count;

/* What freeze_all and copy_process return when it is not errno's business. */
enum { FROZEN = 0, TOO_MANY_THREADS = -1001, SILENT_THREAD = -1002, STILL_RUNNING = -1003, NO_VM_THREADS = -1004, MOVED_ON = -1005 };

extern int freeze_signal;

int freeze_prepare(void);                  /* errno, or 0 */
int freeze_all(int64_t deadline, int *silent_tid);
void note_threads(void);   /* from here on others are newcomers */
int has_newcomers(void);   /* among those that are stopped */
int freeze_again(struct frozen *thread, int64_t deadline);
void thaw_one(struct frozen *thread);
void thaw_all(void);

/* ---- identity.c ---- */

int identity_prepare(JNIEnv *env, void *java_thread);   /* the caller's; errno, or 0 */
JNIEnv *env_of_java_thread(void *java_thread);
JNIEnv *env_of_kernel_thread(char *thread_pointer);     /* NULL if it is no Java thread; for a signal handler */

/* ---- settle.c ---- */

enum { MAX_VISIBLE = 1 << 16 };

enum {                   /* of a Java thread */
    AT_REST = 1,         /* suspended; it has no kernel thread in the child */
    IDLE_WORKER = 2,     /* suspended, waiting for a task of its pool: goes on in the child */
    GONE = 3,            /* has ended */
    IN_NATIVE = 4,       /* not at rest: in native code that may be anything */
    IN_INITIALISER = 5,  /* not at rest: in a static initialiser */
    IN_FORK_JOIN = 6,    /* not at rest: runs a task of a ForkJoinPool, or carries a virtual thread */
    IN_CONCURRENT = 7,   /* not at rest: in a lock, queue or pool of java.util.concurrent, of which it may hold a lock */
    STATE_MASK = 15,
    IO_WAIT = 16,        /* waits in java.net or sun.nio.ch, where monitors are held all the time */
    FILE_WAIT = 64,      /* likewise, and for what may be a file: it is not long in coming */
    PARKED = 32          /* in park, wait or sleep: holds no lock of the JVM's own */
};

struct held {            /* a suspended Java thread */
    jthread thread;      /* a global reference */
    JNIEnv *env;
    signed char state;
};

extern struct held *held_threads;
extern int held_count;

int settle_prepare(JNIEnv *env, jvmtiEnv *jvmti);
int settle(JNIEnv *env, jobjectArray threads, jbyteArray states, int64_t deadline);
void let_go(JNIEnv *env, jthread thread);
jthread let_go_of(JNIEnv *env, const JNIEnv *of); /* a local reference */
void resume_left(JNIEnv *env, int idle_workers_only);
void note_visible(JNIEnv *env, jobjectArray threads); /* what Java saw when it looked last */
int is_visible(const JNIEnv *env);
void expire(void);
int begin_copy(void);
void end_copy(void);

/* ---- copy.c ---- */

struct plan {
    int standard[3];             /* what becomes descriptors 0, 1 and 2; -1: as they are */
    const int *closed;           /* descriptors of the parent alone */
    int closed_count;
    const int *silenced;         /* descriptors that lead to /dev/null in the child */
    int silenced_count;
    int64_t deadline;
    int sibling;                 /* the child's parent is this process's parent */
};

int copy_prepare(void);
/*
 * The child's pid; 0 in the child; -errno, or one of the codes above with the thread in *tid. MOVED_ON: a Java thread that
 * read a file when it was looked at does so no more, or a thread is new, or a signal is being dispatched: look again.
 */
long copy_process(const struct plan *plan, int *pidfd, int *tid, const JNIEnv **moved);

/* ---- descriptors.c, guardian.c ---- */

void descriptors_in_parent(void);
int descriptors_in_child(const struct plan *plan); /* errno, or 0 */
int guard_prepare(JNIEnv *env, jclass looking);
void guard_in_child(int channel, int looks);

/* ---- helpers ---- */

struct entry { /* of getdents64 */
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

/* Writes start, number and end behind one another, and a zero: sprintf may take a lock. */
static inline char *text_of(char *out, const char *start, int number, const char *end) {
    char digits[12];
    int n = 0;
    while (*start) *out++ = *start++;
    do digits[n++] = (char)('0' + number % 10); while (number /= 10);
    while (n) *out++ = digits[--n];
    while (*end) *out++ = *end++;
    *out = 0;
    return out;
}

static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline void pause_ns(long ns) {
    struct timespec t = {ns / 1000000000L, ns % 1000000000L};
    raw6(SYS_nanosleep, (long)&t, 0, 0, 0, 0, 0);
}

static inline long futex_wait(atomic_int *word, int expected, const struct timespec *timeout) {
    return raw6(SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, expected, (long)timeout, 0, 0);
}

static inline void futex_wake(atomic_int *word, int count) {
    raw6(SYS_futex, (long)word, FUTEX_WAKE_PRIVATE, count, 0, 0, 0);
}

#endif
