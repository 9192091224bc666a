/*
 * Stops every kernel thread but the caller's, by a real-time signal whose handler notes where the thread is and waits.
 *
 *   coordinator                                   each other thread
 *   ----------------------------------------      -------------------------------------------
 *   lists /proc/self/task, sends the signal  -->  handler: SIGNALLED -> ARRIVES, notes its state, STOPPED, waits
 *   waits until all that were sent it are STOPPED; lists again, until there is nobody new
 *   ... copies the process ...
 *   STOPPED -> LEAVES, wakes                 -->  leaves the handler
 *
 *   [SIGNALLED] --handler--> [ARRIVES] --handler--> [STOPPED] --coordinator--> [LEAVES]
 *        |                                                                        ^
 *        +-- coordinator: it has ended, or blocks the signal; or it is given up --+
 *
 * Each signal has a ticket, which the thread's state has too: a signal that arrives late finds another ticket, or
 * LEAVES, and does nothing.
 */
#include "engine.h"
#include <dirent.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>

enum { MAX_THREADS = 1 << 16, TASK_BUFFER = 32768, SLICE_NS = 2000000, SILENT_SLICES = 10 };

enum { LEAVES, SIGNALLED, ARRIVES, STOPPED, PHASES }; /* state of a thread: ticket * PHASES + one of these */

struct frozen *frozen_threads;
int frozen_count;
int freeze_signal;

static int capacity;
static unsigned next_ticket;
static atomic_int stopped_count;
static atomic_int awaited_count;
static pid_t noted[MAX_THREADS]; /* the threads there were before Java looked whether any is not at rest */
static int noted_count;
static int newcomers;

static int in_phase(unsigned ticket, int phase) { return (int)(ticket * PHASES + (unsigned)phase); }

static int phase_of(int state) { return state & (PHASES - 1); }

static int change(struct frozen *f, int from, int to) { return atomic_compare_exchange_strong(&f->state, &from, to); }

static void on_freeze(int number, siginfo_t *info, void *context) {
    (void)number;
    if (info->si_code != SI_QUEUE || info->si_pid != getpid()) return;
    uintptr_t value = (uintptr_t)info->si_value.sival_ptr;
    unsigned ticket = (unsigned)(value / MAX_THREADS);
    struct frozen *f = &frozen_threads[value % MAX_THREADS];
    if (!change(f, in_phase(ticket, SIGNALLED), in_phase(ticket, ARRIVES))) return;
    int here = in_phase(ticket, STOPPED);
    f->thread_pointer = (char *)pthread_self();
    f->env = env_of_kernel_thread(f->thread_pointer);
    f->context = context;
    raw6(SYS_get_robust_list, 0, (long)&f->robust_list, (long)&f->robust_length, 0, 0, 0);
    raw6(SYS_prctl, PR_GET_NAME, (long)f->name, 0, 0, 0, 0);
    atomic_store(&f->state, here);
    if (atomic_fetch_add(&stopped_count, 1) + 1 >= atomic_load(&awaited_count)) futex_wake(&stopped_count, 1);
    while (atomic_load(&f->state) == here) futex_wait(&f->state, here, NULL);
}

int freeze_prepare(void) {
    for (int candidate = SIGRTMAX - 3; candidate > SIGRTMIN && !freeze_signal; candidate--) {
        struct sigaction there;
        if (sigaction(candidate, NULL, &there) == 0 && !(there.sa_flags & SA_SIGINFO) && there.sa_handler == SIG_DFL)
            freeze_signal = candidate;
    }
    if (!freeze_signal) return EBUSY;
    struct sigaction action = {.sa_sigaction = on_freeze, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigfillset(&action.sa_mask);
    return sigaction(freeze_signal, &action, NULL) == 0 ? 0 : errno;
}

static int make_room(int wanted) {
    if (wanted <= capacity) return 0;
    int more = wanted * 2 + 64;
    if (more > MAX_THREADS) return TOO_MANY_THREADS;
    void *table = mmap(NULL, (size_t)more * sizeof(struct frozen), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                       -1, 0);
    if (table == MAP_FAILED) return -ENOMEM;
    frozen_threads = table; /* the old one stays: threads that are about to leave the handler still read it */
    capacity = more;
    return 0;
}

/* Sends the signal to a thread that is not in the handler: 0, or that it has ended. */
static int signal_thread(int index) {
    struct frozen *f = &frozen_threads[index];
    unsigned ticket = next_ticket++;
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = freeze_signal;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value.sival_ptr = (void *)((uintptr_t)ticket * MAX_THREADS + (uintptr_t)index);
    atomic_store(&f->state, in_phase(ticket, SIGNALLED));
    long error = raw6(SYS_rt_tgsigqueueinfo, getpid(), f->tid, freeze_signal, (long)&info, 0, 0);
    if (error) atomic_store(&f->state, in_phase(ticket, LEAVES));
    return (int)error;
}

/* Whether the freeze signal is in a mask: a label of seven characters, a tab, 16 hexadecimal digits. */
static int has_signal(const char *mask) {
    if (!mask || strlen(mask) < 24) return 0;
    int digit = mask[8 + 15 - (freeze_signal - 1) / 4];
    int bits = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    return bits >> (freeze_signal - 1) % 4 & 1;
}

/*
 * Whether a thread seems not to answer: it is the ended first thread of the process, or it blocks the freeze signal,
 * which is still pending, and sleeps. One that is in the handler blocks it, too, and one that is being born blocks all:
 * these have only not got a processor yet, and will.
 */
static int is_silent(pid_t tid) {
    char path[48], text[2048];
    text_of(path, "/proc/self/task/", tid, "/status");
    int file = (int)raw6(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file < 0) return 0;
    long length = raw6(SYS_read, file, (long)text, sizeof text - 1, 0, 0, 0);
    raw6(SYS_close, file, 0, 0, 0, 0, 0);
    if (length <= 0) return 0;
    text[length] = 0;
    const char *label = strstr(text, "State:\t");
    char run_state = label ? label[7] : 'R';
    if (run_state == 'Z') return 1;
    return run_state != 'R' && has_signal(strstr(text, "SigBlk:")) && has_signal(strstr(text, "SigPnd:"));
}

/* A thread that ends gets no more signals; one of another library may block them all, for good. */
static void look_for_ended(void) {
    for (int i = 0; i < frozen_count; i++) {
        struct frozen *f = &frozen_threads[i];
        int state = atomic_load(&f->state);
        if (phase_of(state) != SIGNALLED) continue;
        if (raw6(SYS_tgkill, getpid(), f->tid, 0, 0, 0, 0) != -ESRCH) {
            f->silent = is_silent(f->tid) ? f->silent + 1 : 0;
            if (f->silent < SILENT_SLICES) continue;
        }
        if (!change(f, state, state - SIGNALLED + LEAVES)) continue;
        f->gone = 1;
        atomic_fetch_add(&stopped_count, 1);
    }
}

/* Waits until count threads have stopped: 0, or a code. */
static int await_stopped(int count, int64_t deadline) {
    atomic_store(&awaited_count, count);
    for (;;) {
        int stopped = atomic_load(&stopped_count);
        if (stopped >= count) return 0;
        if (now_ns() > deadline) return SILENT_THREAD;
        struct timespec slice = {0, SLICE_NS};
        if (futex_wait(&stopped_count, stopped, &slice) == -ETIMEDOUT) look_for_ended();
    }
}

static int is_known(pid_t tid) { /* the kernel lists threads in the order of their making: look from the end */
    for (int i = frozen_count - 1; i >= 0; i--)
        if (frozen_threads[i].tid == tid) return 1;
    return 0;
}

static pid_t number(const char *text) {
    pid_t n = 0;
    while (*text >= '0' && *text <= '9') n = n * 10 + (*text++ - '0');
    return n;
}

static int is_noted(pid_t tid, int likely) { /* the kernel lists them in the same order each time */
    if (likely < noted_count && noted[likely] == tid) return 1;
    for (int i = 0; i < noted_count; i++)
        if (noted[i] == tid) return 1;
    return 0;
}

void note_threads(void) {
    static char buffer[TASK_BUFFER];
    int directory = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long bytes;
    noted_count = 0;
    while (directory >= 0 && (bytes = raw6(SYS_getdents64, directory, (long)buffer, sizeof buffer, 0, 0, 0)) > 0)
        for (long at = 0; at < bytes;) {
            const struct entry *entry = (const struct entry *)(buffer + at);
            at += entry->length;
            pid_t tid = number(entry->name);
            if (tid && noted_count < MAX_THREADS) noted[noted_count++] = tid;
        }
    if (directory >= 0) close(directory);
}

int has_newcomers(void) { return newcomers; }

/* Signals the threads that are listed in a buffer and have not been signalled yet; returns how many, or an error. */
static int signal_new(const char *buffer, long bytes, pid_t self) {
    int added = 0;
    for (long at = 0; at < bytes;) {
        const struct entry *entry = (const struct entry *)(buffer + at);
        at += entry->length;
        pid_t tid = number(entry->name);
        if (tid == 0 || tid == self || is_known(tid)) continue;
        if (frozen_count >= capacity) return TOO_MANY_THREADS;
        struct frozen *f = &frozen_threads[frozen_count];
        newcomers |= !is_noted(tid, frozen_count + 1); /* the caller is one of them */
        f->tid = tid; /* state stays: the index's last owner may be about to leave the handler */
        f->silent = f->gone = f->keep = 0;
        if (signal_thread(frozen_count) == 0) { /* else it has ended meanwhile */
            frozen_count++;
            added++;
        }
    }
    return added;
}

int freeze_all(int64_t deadline, int *silent_tid) {
    static char buffer[TASK_BUFFER];
    struct stat tasks; /* a folder's links: two, and one for each folder in it */
    int error = make_room(stat("/proc/self/task", &tasks) == 0 ? (int)tasks.st_nlink : frozen_count + 1);
    if (error) return error;
    pid_t self = (pid_t)raw6(SYS_gettid, 0, 0, 0, 0, 0, 0);
    int directory = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return -errno;
    frozen_count = 0;
    newcomers = 0;
    atomic_store(&stopped_count, 0);
    atomic_store(&awaited_count, MAX_THREADS);
    int added = 1;
    while (added > 0) {
        added = 0;
        raw6(SYS_lseek, directory, 0, SEEK_SET, 0, 0, 0);
        long bytes;
        while ((bytes = raw6(SYS_getdents64, directory, (long)buffer, sizeof buffer, 0, 0, 0)) > 0) {
            int more = signal_new(buffer, bytes, self);
            if (more < 0) {
                added = more;
                break;
            }
            added += more;
        }
        int code = added > 0 ? await_stopped(frozen_count, deadline) : 0;
        if (code) {
            for (int i = 0; i < frozen_count; i++)
                if (phase_of(atomic_load(&frozen_threads[i].state)) == SIGNALLED) *silent_tid = frozen_threads[i].tid;
            added = code;
        }
    }
    raw6(SYS_close, directory, 0, 0, 0, 0, 0);
    if (added < 0) {
        int wanted = capacity + 1;
        thaw_all();
        if (added == TOO_MANY_THREADS) {
            int no_room = make_room(wanted);
            return no_room ? no_room : TOO_MANY_THREADS;
        }
    }
    return added < 0 ? added : FROZEN;
}

int freeze_again(struct frozen *thread, int64_t deadline) {
    atomic_store(&stopped_count, frozen_count - 1);
    atomic_store(&awaited_count, frozen_count);
    thread->silent = 0;
    if (signal_thread((int)(thread - frozen_threads)) != 0) {
        thread->gone = 1;
        return 0;
    }
    return await_stopped(frozen_count, deadline);
}

/* Also one that has not stopped yet: it does not stop any more. False if it has just arrived, and writes to f. */
static int thawed(struct frozen *f) {
    for (;;) {
        int state = atomic_load(&f->state);
        int phase = phase_of(state);
        if (phase == LEAVES) return 1;
        if (phase == ARRIVES) return 0;
        if (change(f, state, state - phase + LEAVES)) break;
    }
    futex_wake(&f->state, 1);
    return 1;
}

void thaw_one(struct frozen *f) {
    while (!thawed(f)) raw6(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
}

/* One that has just arrived is waited for when all others run: it must not be able to wait for one of them. */
void thaw_all(void) {
    for (int i = 0; i < frozen_count; i++) thawed(&frozen_threads[i]);
    for (int i = 0; i < frozen_count; i++) thaw_one(&frozen_threads[i]);
}
