/*
 * The guard of a child: a thread of the C library and not of the JVM, so that it costs little and delays nobody's exit.
 *
 *   [WATCHES the channel] --its other end is closed--> SIGTERM, which runs the shutdown hooks; HOOKS_S later the end
 *        |         ^
 *        +- LOOK -+   every LOOK_MS, if threads were left behind: Java looks whether somebody waits for their locks
 *
 * Only for the first look does it become a Java thread: most children end before.
 */
#include "engine.h"
#include <poll.h>
#include <pthread.h>
#include <sys/prctl.h>

enum { STACK_BYTES = 512 << 10, HOOKS_S = 2, LOOK_MS = 500, PARENT_ENDED = 1, NO_GUARD = 120 };

static JavaVM *jvm;
static jclass looking; /* has a static method look() */
static jmethodID look_method;

int guard_prepare(JNIEnv *env, jclass type) {
    looking = (*env)->NewGlobalRef(env, type);
    look_method = (*env)->GetStaticMethodID(env, type, "look", "()V");
    return !look_method || (*env)->GetJavaVM(env, &jvm) != JNI_OK;
}

static void look(void) {
    static JNIEnv *env; /* of the one guard that a process has */
    static pid_t owner;
    if (owner != getpid()) {
        JavaVMAttachArgs name = {JNI_VERSION_10, (char *)"furcula guard", NULL};
        if ((*jvm)->AttachCurrentThreadAsDaemon(jvm, (void **)&env, &name) != JNI_OK) return;
        owner = getpid();
    }
    (*env)->CallStaticVoidMethod(env, looking, look_method);
    if ((*env)->ExceptionCheck(env)) (*env)->ExceptionClear(env);
}

static void *guard(void *argument) {
    struct pollfd channel = {.fd = (int)((intptr_t)argument >> 1), .events = 0};
    int looks = (intptr_t)argument & 1;
    prctl(PR_SET_NAME, "furcula guard", 0, 0, 0);
    for (;;) {
        int n = poll(&channel, 1, looks ? LOOK_MS : -1);
        if (n == 0) look();
        else if (n > 0 && channel.revents & (POLLHUP | POLLERR | POLLNVAL)) break;
    }
    kill(getpid(), SIGTERM);
    pause_ns(HOOKS_S * 1000000000L);
    raw6(SYS_exit_group, PARENT_ENDED, 0, 0, 0, 0, 0);
    return NULL;
}

void guard_in_child(int channel, int looks) {
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, freeze_signal); /* this process may fork, too */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    if (pthread_create(&thread, &attributes, guard, (void *)((intptr_t)channel << 1 | looks)) != 0)
        raw6(SYS_exit_group, NO_GUARD, 0, 0, 0, 0, 0); /* better no child than one that outlives its parent */
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
