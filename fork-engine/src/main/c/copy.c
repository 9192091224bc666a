/*
 * Copies the process, and gives the threads of the copy that are to go on a kernel thread again: with their old thread
 * pointer, stack and registers, they take up where the freeze signal has stopped them.
 *
 *   parent                                    child
 *   --------------------------------------    ------------------------------------------------
 *   freezes all; looks whether those that
 *   stay behind are at good places, lets
 *   the others run on and freezes them again
 *   clone ------------------------------->    one thread; takes what it must not share
 *   thaws all, returns the pid                clone_thread for each kept one, waits until they run
 *                                             returns 0
 */
#include "engine.h"
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/* Since glibc 2.35; one that is older registers no such area. */
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#pragma weak __rseq_size
#pragma weak __rseq_offset
#define HAS_RSEQ (&__rseq_size != NULL && __rseq_size != 0)
#else
#define HAS_RSEQ 0
#endif

enum { STACK_BYTES = 2048, SEARCH_BYTES = 65536, FRAME_BYTES = 4096, RSEQ_MINIMUM = 32, TID_SEARCH_INTS = 1024,
       MAX_HIDDEN = 256 };

static int tid_offset = -1; /* of the int in glibc's struct pthread that has the kernel's thread id */
static uintptr_t vm_text[2], libc_text[2];
static struct { char *from; size_t length; } shared_counters[4]; /* hsperfdata: a MAP_SHARED file */
static int shared_counter_count;
static atomic_int running_count;
static struct { pid_t tid; const JNIEnv *env; } hidden[MAX_HIDDEN]; /* Java threads that Java does not see */
static int hidden_count;
static int strangers;
static int child_error;

static int note_text(struct dl_phdr_info *info, size_t size, void *vm_address) {
    (void)size;
    uintptr_t range[2] = {0, 0};
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        range[0] = info->dlpi_addr + part->p_vaddr;
        range[1] = range[0] + part->p_memsz;
        if ((uintptr_t)vm_address >= range[0] && (uintptr_t)vm_address < range[1]) memcpy(vm_text, range, sizeof range);
        if ((uintptr_t)&getpid >= range[0] && (uintptr_t)&getpid < range[1]) memcpy(libc_text, range, sizeof range);
    }
    return 0;
}

static void find_shared_counters(void) {
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512], mode[8];
    unsigned long from, to;
    while (maps && fgets(line, sizeof line, maps))
        if (strstr(line, "/hsperfdata_") && sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && mode[3] == 's'
            && shared_counter_count < 4) {
            shared_counters[shared_counter_count].from = (char *)from;
            shared_counters[shared_counter_count++].length = to - from;
        }
    if (maps) fclose(maps);
}

int copy_prepare(void) {
    extern void *vm_function(void);
    pid_t self = (pid_t)raw6(SYS_gettid, 0, 0, 0, 0, 0, 0);
    int *control = (int *)pthread_self();
    for (int i = 0; i < TID_SEARCH_INTS && tid_offset < 0; i++)
        if (control[i] == self) tid_offset = i * (int)sizeof(int);
    if (tid_offset < 0) return ENOSYS;
    dl_iterate_phdr(note_text, vm_function());
    if (!vm_text[0] || !libc_text[0]) return ENOEXEC;
    find_shared_counters();
    return 0;
}

/*
 * Whether a thread that is no Java thread is the JVM's own (it collects, compiles, ticks): then its first frames, next
 * below glibc's, are those of libjvm. glibc puts a thread's control block, the thread pointer, on top of its stack.
 */
static int is_vm_thread(const struct frozen *f) {
    char *limit = stack_pointer(f->context);
    char *top = f->thread_pointer;
    if (top < limit || top - limit > (1L << 30)) return 0; /* not on its stack: the process's first thread */
    if (limit < top - SEARCH_BYTES) limit = top - SEARCH_BYTES;
    char *start = NULL; /* of glibc's last frame */
    for (char *at = top - sizeof(uintptr_t); at >= limit; at -= sizeof(uintptr_t)) {
        uintptr_t word = *(uintptr_t *)at;
        if (!start && word >= libc_text[0] && word < libc_text[1]) start = at;
        if (start && start - at > FRAME_BYTES) return 0;
        if (start && word >= vm_text[0] && word < vm_text[1]) return 1;
    }
    return 0;
}

static const struct held *held_by_env(JNIEnv *env) {
    for (int i = 0; i < held_count; i++)
        if (held_threads[i].env == env) return &held_threads[i];
    return NULL;
}

static int hidden_at(const struct frozen *f) {
    for (int i = 0; i < hidden_count && i < MAX_HIDDEN; i++)
        if (hidden[i].tid == f->tid && hidden[i].env == f->env) return i;
    return -1;
}

/*
 * A Java thread that Java did not see when it looked last: one of the JVM's own that are hidden from it, such as a
 * compiler, or one that was being born then and is an application's by now. The latter is seen the next time, so one is
 * hidden if it was a stranger before. Only threads that are at rest, or dispatch signals, give birth to others.
 */
static int is_stranger(const struct frozen *f) { return !is_visible(f->env) && hidden_at(f) < 0; }

static void note_strangers(void) {
    for (int i = 0; i < frozen_count; i++) {
        const struct frozen *f = &frozen_threads[i];
        if (f->gone || !f->env || held_by_env(f->env) || !is_stranger(f)) continue;
        hidden[hidden_count % MAX_HIDDEN].tid = f->tid;
        hidden[hidden_count++ % MAX_HIDDEN].env = f->env;
    }
}

/* The kernel has 15 characters of a name. A thread has its creator's until it has started: there may be two. */
static int is_dispatcher(const struct frozen *f) {
    return !f->gone && !(f->env && held_by_env(f->env)) && strcmp(f->name, "Signal Dispatch") == 0;
}

static int dispatches_now(const struct frozen *f) {
    return is_dispatcher(f) && (place_of(f->context) != PLACE_FUTEX || !still_sleeps(f->context));
}

/*
 * Whether a signal is on its way, when all are stopped: those that were let run on may have got one meanwhile. The
 * dispatcher may also sleep while it makes the thread that is to handle one, but there are two of the name then; or wait
 * for a lock, but not where it was the last time.
 */
static int is_signal_on_its_way(void) {
    static uintptr_t slept_at;
    int dispatchers = 0;
    for (int i = 0; i < frozen_count; i++) {
        const struct frozen *f = &frozen_threads[i];
        if (!is_dispatcher(f)) continue;
        if (dispatches_now(f) || ++dispatchers > 1) return 1;
        uintptr_t before = slept_at;
        slept_at = futex_word(f->context);
        if (slept_at != before) return 1;
    }
    return 0;
}

/*
 * Decides whether a frozen thread goes on in the child. NOT_YET: it must not be left behind where it is.
 *
 *   no Java thread         kept if it is the JVM's own
 *   Java, not held         kept: the JVM's own, hidden or known to be harmless. A stranger: look again
 *   idle worker            kept
 *   at rest                left; kept, still suspended, where it may hold a lock of the JVM: it waits for another
 *                          one (a futex), but not in park, wait or sleep. Running code may hold any: not yet
 *   waited for input       left with the monitors it may own, for nobody else could enter them. One that has read from
 *                          a file, and was stopped by its suspension, may own any: it is to be looked at again
 *   dispatches signals     kept, but only while it waits for one (a futex that has not changed): else the child, too,
 *                          would do what was meant for its parent, such as end. It is let do it, and then all is
 *                          looked at again
 */
enum decision { DECIDED, NOT_YET, LOOK_AGAIN };

static enum decision decide(struct frozen *f) {
    if (f->gone) {
        f->keep = 0;
        return DECIDED;
    }
    if (!f->env) {
        f->keep = is_vm_thread(f);
        return DECIDED;
    }
    const struct held *h = held_by_env(f->env);
    if (!h || (h->state & STATE_MASK) == IDLE_WORKER) {
        f->keep = 1;
        strangers += !h && is_stranger(f);
        return dispatches_now(f) ? LOOK_AGAIN : DECIDED;
    }
    enum place place = place_of(f->context);
    f->keep = place == PLACE_FUTEX && !(h->state & PARKED);
    if (place == PLACE_RUNNING) return NOT_YET;
    return f->keep && (h->state & FILE_WAIT) ? LOOK_AGAIN : DECIDED;
}

/* Lets those run on that must not be left where they are, until there are none; 0 or a code. */
static int decide_all(int64_t deadline, int *tid, const JNIEnv **moved) {
    int vm_threads = 0;
    strangers = 0;
    for (int i = 0; i < frozen_count; i++) {
        struct frozen *f = &frozen_threads[i];
        enum decision decision;
        for (int turn = 0; (decision = decide(f)) != DECIDED; turn++) {
            *tid = f->tid;
            *moved = f->env;
            if (decision == LOOK_AGAIN) return MOVED_ON;
            if (now_ns() > deadline) return STILL_RUNNING;
            thaw_one(f);
            pause_ns(turn < 20 ? 20000 : 200000);
            int code = freeze_again(f, deadline);
            if (code) return code;
        }
        vm_threads += f->keep && !f->env;
    }
    if (is_signal_on_its_way()) {
        *moved = NULL;
        return MOVED_ON;
    }
    return vm_threads > 0 ? 0 : NO_VM_THREADS;
}

/* ---- in the child ---- */

static void take_private_counters(void) {
    for (int i = 0; i < shared_counter_count; i++) {
        char *from = shared_counters[i].from;
        size_t length = shared_counters[i].length;
        void *copy = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (copy == MAP_FAILED) continue;
        memcpy(copy, from, length);
        mremap(copy, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, from);
    }
}

/* What the kernel knew of a thread beside its registers; then its registers. On a small stack, all signals blocked. */
__attribute__((noreturn)) static void go_on(void *argument) {
    struct frozen *f = argument;
    if (f->robust_list) raw6(SYS_set_robust_list, (long)f->robust_list, (long)f->robust_length, 0, 0, 0, 0);
#if __has_include(<sys/rseq.h>)
    if (HAS_RSEQ) {
        struct rseq *area = (struct rseq *)(f->thread_pointer + __rseq_offset);
        area->cpu_id = (unsigned)RSEQ_CPU_ID_UNINITIALIZED;
        area->cpu_id_start = 0;
        area->rseq_cs = 0;
        long size = __rseq_size > RSEQ_MINIMUM ? (long)__rseq_size : RSEQ_MINIMUM;
        raw6(SYS_rseq, (long)area, size, 0, RSEQ_SIG, 0, 0);
    }
#endif
    raw6(SYS_prctl, PR_SET_NAME, (long)f->name, 0, 0, 0, 0);
    atomic_fetch_add(&running_count, 1);
    resume_context(f->context);
}

static int revive_threads(void) {
    int kept = 0;
    for (int i = 0; i < frozen_count; i++) kept += frozen_threads[i].keep;
    size_t size = (size_t)kept * STACK_BYTES;
    char *stacks = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stacks == MAP_FAILED) return ENOMEM;
    atomic_store(&running_count, 0);
    for (int i = 0, k = 0; i < frozen_count; i++) {
        struct frozen *f = &frozen_threads[i];
        if (!f->keep) continue;
        char *stack_top = stacks + (size_t)++k * STACK_BYTES;
        long tid = clone_thread(stack_top, f->thread_pointer, (int *)(f->thread_pointer + tid_offset), go_on, f);
        if (tid < 0) return (int)-tid;
        int at = f->env ? hidden_at(f) : -1;
        if (at >= 0) hidden[at].tid = (pid_t)tid;
    }
    while (atomic_load(&running_count) < kept) raw6(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
    return 0; /* the stacks stay: the last steps of go_on may still be on them */
}

static void become_child(const struct plan *plan, void *robust_list, size_t robust_length) {
    raw6(SYS_set_robust_list, (long)robust_list, (long)robust_length, 0, 0, 0, 0);
    child_error = descriptors_in_child(plan);
    take_private_counters();
    int error = revive_threads();
    if (error) child_error = error;
}

long copy_process(const struct plan *plan, int *pidfd, int *tid, const JNIEnv **moved) {
    if (!begin_copy()) return -ETIMEDOUT;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    long result = freeze_all(plan->deadline, tid);
    if (result == FROZEN) {
        result = decide_all(plan->deadline, tid, moved);
        if (result == 0 && has_newcomers()) {
            result = MOVED_ON; /* Java does not know them: they may be the application's */
            *moved = NULL;
        } else if (result == 0 && strangers > 0) {
            note_strangers();
            result = MOVED_ON;
            *moved = NULL;
        }
        if (result == 0) {
            descriptors_in_parent();
            void *robust_list = NULL;
            size_t robust_length = 0;
            raw6(SYS_get_robust_list, 0, (long)&robust_list, (long)&robust_length, 0, 0, 0);
            result = clone_process(plan->sibling ? CLONE_PARENT : 0, (int *)((char *)pthread_self() + tid_offset), pidfd);
            if (result == 0) become_child(plan, robust_list, robust_length);
        }
        if (result != 0) thaw_all();
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    end_copy();
    if (result == 0 && child_error) { /* without its threads it can do nothing but say so, by its end */
        raw6(SYS_exit_group, 120, 0, 0, 0, 0, 0);
    }
    return result;
}
