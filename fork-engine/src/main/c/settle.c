/*
 * Brings Java threads to rest: suspends them, looks where each is, lets those at a bad place run on for a moment and
 * suspends them again. Those at rest stay suspended; with all let go and tried again it would never end.
 *
 *   [RUNS] --suspend--> [LOOKED AT] --good place--> [AT REST / IDLE WORKER]
 *      ^                     |                              |
 *      +--- bad place, 20 us +           let_go, release ---+--> [RUNS]
 *
 * Bad places: native code that is no known wait (it may be in a JNI critical region, and then the next garbage
 * collection waits for it), a static initialiser (others would wait for its end), a task of a ForkJoinPool (the pool
 * could not go on in the child, or would do the task twice), a virtual thread that is mounted, an operation of a queue
 * or pool of java.util.concurrent (it may hold one of its locks for a moment).
 *
 * From the first suspension on, the forking thread must not allocate in the Java heap before all are known to be at
 * good places: its allocation may need a collection that waits for a suspended thread. Hence all this is one native
 * call. If it goes wrong all the same, the watchdog calls expire(), which resumes everything.
 */
#include "engine.h"
#include <pthread.h>
#include <sys/prctl.h>

enum { FRAMES = 512, METHODS = 8192, FORK_JOIN_GRACE_NS = 60000000, NATIVE_GRACE_NS = 3000000,
       FILE_GRACE_NS = 300000 };

struct held *held_threads;
int held_count;

static int held_capacity;
static jvmtiEnv *jvmti;
static jfieldID eetop;
static pthread_mutex_t held_lock = PTHREAD_MUTEX_INITIALIZER; /* resuming: the forking thread or the watchdog */
static int expired, forking;

/* What a method says about a thread that has a frame of it. Looked up once for each method. */
enum {
    METHOD_NATIVE = 1, METHOD_WAIT = 2, METHOD_IO = 4, METHOD_INITIALISER = 8, METHOD_GET_TASK = 16,
    METHOD_DELAYS = 32, METHOD_AWAIT_WORK = 64, METHOD_FORK_JOIN = 128, METHOD_PARK = 256, METHOD_CRITICAL = 512,
    METHOD_CONCURRENT = 1024, METHOD_LOCKING = 2048, METHOD_PLUMBING = 4096, METHOD_CARRIER = 8192,
    METHOD_RANDOM = 16384, METHOD_FILE = 32768,
    METHOD_KNOWN = 1 << 30
};

static struct { jmethodID method; int traits; } methods[METHODS]; /* open addressing; a full table just forgets */

static const char *const known_waits[] = { /* of any class: names that native waits have in the JDK */
    "park", "wait", "wait0", "sleep", "sleep0", "sleepNanos0", "yield0", "accept", "accept0", "epollWait", "read0",
    "read1", "readv0", "poll", "poll0", "receive0", "recvFrom", "readBytes", "waitForProcessExit0", "connect0",
    "waitFor", "socketAccept", "socketRead0", "blockingRead0", NULL};

static int starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

static int traits_of(const char *type, const char *name, int is_native) {
    int traits = METHOD_KNOWN;
    if (is_native) {
        traits |= METHOD_NATIVE;
        for (int i = 0; known_waits[i]; i++)
            if (!strcmp(name, known_waits[i])) traits |= METHOD_WAIT;
        if (!strcmp(type, "Lio/furcula/shm/LibC;") && !strcmp(name, "syscall")) traits |= METHOD_WAIT | METHOD_PARK;
        if ((!strcmp(type, "Ljdk/internal/misc/Unsafe;") && !strcmp(name, "park"))
            || (!strcmp(type, "Ljava/lang/Object;") && starts_with(name, "wait"))
            || (!strcmp(type, "Ljava/lang/Thread;") && starts_with(name, "sleep")))
            traits |= METHOD_PARK;
        if (starts_with(type, "Ljava/util/zip/")) traits |= METHOD_CRITICAL;
        if (starts_with(type, "Lio/furcula/fork")) traits |= METHOD_WAIT | METHOD_IO; /* ours hold no monitor there */
    }
    if (!strcmp(type, "Ljava/io/FileInputStream;") || strstr(type, "FileDispatcherImpl;")) traits |= METHOD_FILE;
    if (starts_with(type, "Lsun/nio/") || starts_with(type, "Ljava/net/") || !strcmp(type, "Ljava/io/FileInputStream;"))
        traits |= METHOD_IO;
    if (starts_with(type, "Lsun/security/provider/NativePRNG")) traits |= METHOD_RANDOM;
    if (starts_with(type, "Ljava/util/concurrent/") || !strcmp(type, "Ljdk/internal/misc/Unsafe;"))
        traits |= METHOD_CONCURRENT;
    if (starts_with(type, "Ljava/util/concurrent/locks/") || strstr(type, "PoolExecutor") || strstr(type, "/ForkJoinPool")
        || (starts_with(type, "Ljava/util/concurrent/") && (strstr(type, "Queue") || strstr(type, "Deque"))))
        traits |= METHOD_LOCKING;
    if (starts_with(type, "Ljava/lang/invoke/") || !strcmp(type, "Ljdk/internal/misc/Unsafe;") || !strcmp(type, "Ljava/lang/Thread;"))
        traits |= METHOD_PLUMBING;
    if (!strcmp(type, "Ljdk/internal/vm/Continuation;") || !strcmp(type, "Ljava/lang/VirtualThread;"))
        traits |= METHOD_CARRIER;
    if (!strcmp(name, "<clinit>")) traits |= METHOD_INITIALISER;
    if (!strcmp(type, "Ljava/util/concurrent/ThreadPoolExecutor;") && !strcmp(name, "getTask")) traits |= METHOD_GET_TASK;
    if (strstr(type, "/DelayQueue;") || strstr(type, "$DelayedWorkQueue;")) traits |= METHOD_DELAYS;
    if (!strcmp(type, "Ljava/util/concurrent/ForkJoinPool;") && !strcmp(name, "awaitWork")) traits |= METHOD_AWAIT_WORK;
    if (!strcmp(type, "Ljava/util/concurrent/ForkJoinWorkerThread;") && !strcmp(name, "run")) traits |= METHOD_FORK_JOIN;
    return traits;
}

static int look_up(JNIEnv *env, jmethodID method) {
    char *name = NULL, *type = NULL;
    jclass owner = NULL;
    jboolean is_native = JNI_FALSE;
    int traits = METHOD_KNOWN;
    if (!(*jvmti)->GetMethodName(jvmti, method, &name, NULL, NULL)
        && !(*jvmti)->GetMethodDeclaringClass(jvmti, method, &owner)
        && !(*jvmti)->GetClassSignature(jvmti, owner, &type, NULL)
        && !(*jvmti)->IsMethodNative(jvmti, method, &is_native))
        traits = traits_of(type, name, is_native);
    if (name) (*jvmti)->Deallocate(jvmti, (unsigned char *)name);
    if (type) (*jvmti)->Deallocate(jvmti, (unsigned char *)type);
    if (owner) (*env)->DeleteLocalRef(env, owner);
    return traits;
}

static int traits(JNIEnv *env, jmethodID method) {
    size_t at = ((uintptr_t)method >> 3) * 0x9e3779b97f4a7c15ULL >> 51;
    for (int probe = 0; probe < 8; probe++) {
        size_t i = (at + probe) % METHODS;
        if (methods[i].method == method) return methods[i].traits;
        if (methods[i].method == NULL) {
            methods[i].method = method;
            return methods[i].traits = look_up(env, method);
        }
    }
    methods[at % METHODS].method = method;
    return methods[at % METHODS].traits = look_up(env, method);
}

/*
 * Where a suspended thread is. since: how long it has not been at a good place; patience: how long an operation of
 * java.util.concurrent is waited for. It is short, but on a busy machine its thread may have to wait for a processor.
 */
static int look_at(JNIEnv *env, jthread thread, int64_t since, int64_t patience) {
    static jvmtiFrameInfo frames[FRAMES];
    jint depth = 0;
    jvmtiError error = (*jvmti)->GetStackTrace(jvmti, thread, 0, FRAMES, frames, &depth);
    if (error) return error == JVMTI_ERROR_THREAD_NOT_ALIVE ? GONE : IN_NATIVE;
    if (depth == 0) return AT_REST; /* is about to begin, or has left its run method */
    int top = traits(env, frames[0].method), all = 0, waits_for = 0, works_in = 0;
    for (int i = 0; i < depth; i++) {
        int of = traits(env, frames[i].method);
        if (!works_in && !(of & METHOD_PLUMBING)) works_in = of;
        if (!waits_for && !(of & (METHOD_PLUMBING | METHOD_CONCURRENT))) waits_for = of;
        all |= of;
    }
    if (all & METHOD_INITIALISER) return IN_INITIALISER;
    if ((top & METHOD_NATIVE) && !(top & METHOD_WAIT) && ((top & METHOD_CRITICAL) || since < NATIVE_GRACE_NS))
        return IN_NATIVE; /* one that stays must at least be in a system call: copy.c looks */
    if (all & METHOD_FORK_JOIN) {
        if ((top & METHOD_PARK) && (all & METHOD_AWAIT_WORK)) return IDLE_WORKER | PARKED;
        if (since < FORK_JOIN_GRACE_NS || (all & METHOD_CARRIER)) return IN_FORK_JOIN;
    }
    if ((works_in & METHOD_LOCKING) && !(top & METHOD_WAIT) && since < patience) return IN_CONCURRENT;
    if ((top & METHOD_WAIT) && (top & METHOD_FILE) && since < FILE_GRACE_NS) return IN_NATIVE;
    int state = AT_REST;
    if ((all & METHOD_GET_TASK) && (top & METHOD_PARK) && !(all & METHOD_DELAYS)) state = IDLE_WORKER;
    /* Random numbers are read from a file, too, but with a lock that every child needs; and that read ends at once. */
    if ((top & METHOD_WAIT) && (waits_for & METHOD_IO) && !(all & METHOD_RANDOM))
        state |= top & METHOD_FILE ? IO_WAIT | FILE_WAIT : IO_WAIT;
    if (top & METHOD_PARK) state |= PARKED;
    return state;
}

int settle_prepare(JNIEnv *env, jvmtiEnv *tool) {
    jvmti = tool;
    jclass type = (*env)->FindClass(env, "java/lang/Thread");
    if (!type) return 1;
    eetop = (*env)->GetFieldID(env, type, "eetop", "J"); /* a Thread's JavaThread, 0 once it has ended */
    jthread self;
    if (!eetop || (*jvmti)->GetCurrentThread(jvmti, &self)) return ENXIO;
    int error = identity_prepare(env, (void *)(intptr_t)(*env)->GetLongField(env, self, eetop));
    (*env)->DeleteLocalRef(env, self);
    return error;
}

static JNIEnv *env_of(JNIEnv *env, jthread thread) {
    void *java_thread = (void *)(intptr_t)(*env)->GetLongField(env, thread, eetop);
    return java_thread ? env_of_java_thread(java_thread) : NULL;
}

static const JNIEnv *visible[MAX_VISIBLE];
static int visible_count;

void note_visible(JNIEnv *env, jobjectArray threads) {
    int count = (*env)->GetArrayLength(env, threads);
    visible_count = 0;
    for (int i = 0; i < count && i < MAX_VISIBLE; i++) {
        jthread thread = (*env)->GetObjectArrayElement(env, threads, i);
        visible[visible_count++] = env_of(env, thread);
        (*env)->DeleteLocalRef(env, thread);
    }
}

int is_visible(const JNIEnv *env) {
    for (int i = 0; i < visible_count; i++)
        if (visible[i] == env) return 1;
    return 0;
}

static void add_held(JNIEnv *env, jthread thread) {
    if (held_count == held_capacity) {
        held_capacity = held_capacity * 2 + 64;
        held_threads = realloc(held_threads, held_capacity * sizeof *held_threads);
        if (!held_threads) abort();
    }
    struct held *h = &held_threads[held_count++];
    h->thread = (*env)->NewGlobalRef(env, thread);
    h->env = env_of(env, thread);
    h->state = IN_NATIVE;
}

/*
 * All threads stop at once at a safepoint, each at its first turn on a processor. Suspended one by one, the last would
 * run full slices of time until its turn came. Right after the safepoint most have not run again yet.
 */
static void line_up(void) {
    jvmtiStackInfo *stacks;
    jint count;
    if (!(*jvmti)->GetAllStackTraces(jvmti, 1, &stacks, &count)) (*jvmti)->Deallocate(jvmti, (unsigned char *)stacks);
}

/* 0; or -1 after the deadline: what is suspended stays so until resume_left. */
int settle(JNIEnv *env, jobjectArray array, jbyteArray states, int64_t deadline) {
    int count = (*env)->GetArrayLength(env, array), result = 0;
    int first = held_count;
    expired = expired && first > 0;
    for (int i = 0; i < count; i++) {
        jthread thread = (*env)->GetObjectArrayElement(env, array, i);
        add_held(env, thread);
        (*env)->DeleteLocalRef(env, thread);
    }
    struct held *fresh = held_threads + first;
    int slack = prctl(PR_GET_TIMERSLACK);
    prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
    if (count > 2) line_up();
    for (int i = 0; i < count; i++) (*jvmti)->SuspendThread(jvmti, fresh[i].thread);
    int64_t start = now_ns();
    int bad = count;
    for (int turn = 0; bad > 0; turn++) {
        bad = 0;
        int64_t now = now_ns();
        for (int i = 0; i < count; i++) {
            struct held *h = &fresh[i];
            if (turn > 0 && (h->state & STATE_MASK) < IN_NATIVE) continue;
            h->state = look_at(env, h->thread, now - start, (deadline - start) / 2);
            bad += (h->state & STATE_MASK) >= IN_NATIVE;
        }
        if (bad == 0) break;
        if (now > deadline) {
            result = -1;
            break;
        }
        for (int i = 0; i < count; i++)
            if ((fresh[i].state & STATE_MASK) >= IN_NATIVE) (*jvmti)->ResumeThread(jvmti, fresh[i].thread);
        pause_ns(turn < 50 ? 20000 : turn < 150 ? 200000 : 1000000);
        for (int i = 0; i < count; i++)
            if ((fresh[i].state & STATE_MASK) >= IN_NATIVE) (*jvmti)->SuspendThread(jvmti, fresh[i].thread);
    }
    prctl(PR_SET_TIMERSLACK, slack, 0, 0, 0);
    for (int i = 0; i < count; i++) {
        jbyte state = fresh[i].state;
        (*env)->SetByteArrayRegion(env, states, i, 1, &state);
    }
    return result;
}

static void drop(JNIEnv *env, int index) {
    (*env)->DeleteGlobalRef(env, held_threads[index].thread);
    held_threads[index] = held_threads[--held_count];
}

/* Resumes one thread, which is no longer held. */
void let_go(JNIEnv *env, jthread thread) {
    pthread_mutex_lock(&held_lock);
    for (int i = 0; i < held_count; i++) {
        if ((*env)->IsSameObject(env, held_threads[i].thread, thread)) {
            if (!expired) (*jvmti)->ResumeThread(jvmti, thread);
            drop(env, i);
            break;
        }
    }
    pthread_mutex_unlock(&held_lock);
}

jthread let_go_of(JNIEnv *env, const JNIEnv *of) {
    jthread thread = NULL;
    pthread_mutex_lock(&held_lock);
    for (int i = 0; i < held_count && !thread; i++)
        if (held_threads[i].env == of) thread = (*env)->NewLocalRef(env, held_threads[i].thread);
    pthread_mutex_unlock(&held_lock);
    if (thread) let_go(env, thread);
    return thread;
}

/* Resumes all that are held, or of them the idle workers alone: then the others stay suspended for ever. */
void resume_left(JNIEnv *env, int idle_workers_only) {
    pthread_mutex_lock(&held_lock);
    for (int i = held_count - 1; i >= 0; i--) {
        int resumed = !idle_workers_only || (held_threads[i].state & STATE_MASK) == IDLE_WORKER;
        if (resumed && !expired) (*jvmti)->ResumeThread(jvmti, held_threads[i].thread);
        drop(env, i);
    }
    expired = 0;
    pthread_mutex_unlock(&held_lock);
}

/* For the watchdog: the forking thread seems to wait for something that a suspended thread has. */
void expire(void) {
    pthread_mutex_lock(&held_lock);
    if (!expired && !forking) {
        expired = 1;
        for (int i = 0; i < held_count; i++) (*jvmti)->ResumeThread(jvmti, held_threads[i].thread);
    }
    pthread_mutex_unlock(&held_lock);
}

/* From here on the watchdog does nothing; false if it has done something already. */
int begin_copy(void) {
    pthread_mutex_lock(&held_lock);
    forking = !expired;
    pthread_mutex_unlock(&held_lock);
    return forking;
}

void end_copy(void) { forking = 0; }
