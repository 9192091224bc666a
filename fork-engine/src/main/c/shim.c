/* The functions of Shim.java and Fd.java. Each does one thing; what is dangerous is elsewhere, see engine.h. */
#include "engine.h"
#include <dlfcn.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_furcula_forkengine_Shim_##name
#define DESCRIPTOR(type, name) JNIEXPORT type JNICALL Java_io_furcula_forkengine_Fd_##name

enum { MAX_LISTED = 4096, MAX_EVENTS = 64, CODE_SHIFT = 8 };

static JavaVM *vm;
static jvmtiEnv *jvmti;
static jint lists[2][MAX_LISTED]; /* of descriptors: read before the freeze */

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *loader, void *reserved) {
    (void)reserved;
    vm = loader;
    return JNI_VERSION_10;
}

/* Some function of libjvm. */
void *vm_function(void) { return (void *)(*vm)->GetEnv; }

static const char *prepare(JNIEnv *env, jclass type) {
    static char text[160];
    if ((*vm)->GetEnv(vm, (void **)&jvmti, JVMTI_VERSION_11) != JNI_OK) return "this JVM has no tool interface (JVMTI)";
    jvmtiCapabilities wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.can_suspend = 1;
    if ((*jvmti)->AddCapabilities(jvmti, &wanted))
        return "the JVM's one right to suspend threads is taken: a debugger or another agent is attached";
    int pidfd = (int)raw6(SYS_pidfd_open, getpid(), 0, 0, 0, 0, 0);
    siginfo_t info;
    int waits = pidfd >= 0 && (waitid((idtype_t)3, (id_t)pidfd, &info, WEXITED | WNOHANG) == 0 || errno == ECHILD);
    if (pidfd >= 0) close(pidfd);
    if (!waits) return "the kernel cannot wait for a process by a descriptor; Linux 5.4 or newer is needed";
    if (settle_prepare(env, jvmti)) return "Java threads cannot be told from others: this is no HotSpot that we know";
    if (guard_prepare(env, type)) return "the guard cannot call back";
    int error = freeze_prepare();
    if (!error) error = copy_prepare();
    if (!error) return NULL;
    snprintf(text, sizeof text, "%s",
             error == EBUSY    ? "no real-time signal is free"
             : error == ENOSYS ? "the C library keeps no thread id in its thread control block: it is no glibc that we know"
             : error == ENOEXEC ? "libjvm and libc cannot be told apart in memory"
                                : strerror(error));
    return text;
}

NATIVE(jstring, prepare0)(JNIEnv *env, jclass type) {
    const char *reason = prepare(env, type);
    return reason ? (*env)->NewStringUTF(env, reason) : NULL;
}

NATIVE(jint, settle0)(JNIEnv *env, jclass type, jobjectArray threads, jbyteArray states, jlong deadline) {
    (void)type;
    return settle(env, threads, states, deadline);
}

NATIVE(void, note0)(JNIEnv *env, jclass type) {
    (void)env, (void)type;
    note_threads();
}

NATIVE(void, letGo0)(JNIEnv *env, jclass type, jobject thread) {
    (void)type;
    let_go(env, thread);
}

NATIVE(void, release0)(JNIEnv *env, jclass type, jboolean idle_workers_only) {
    (void)type;
    resume_left(env, idle_workers_only);
}

NATIVE(void, expire0)(JNIEnv *env, jclass type) {
    (void)env, (void)type;
    expire();
}

static int read_list(JNIEnv *env, jintArray array, jint *list) {
    int count = (*env)->GetArrayLength(env, array);
    if (count > MAX_LISTED) count = MAX_LISTED;
    (*env)->GetIntArrayRegion(env, array, 0, count, list);
    return count;
}

/* result: the child's pidfd, and the kernel's id of the thread that an error is about; moved: the thread of MOVED_ON. */
NATIVE(jlong, fork0)(JNIEnv *env, jclass type, jintArray standard, jintArray closed, jintArray silenced,
                     jlong deadline, jboolean sibling, jobjectArray visible, jintArray result, jobjectArray moved) {
    (void)type;
    note_visible(env, visible);
    struct plan plan = {.closed = lists[0], .silenced = lists[1], .deadline = deadline, .sibling = sibling};
    (*env)->GetIntArrayRegion(env, standard, 0, 3, plan.standard);
    plan.closed_count = read_list(env, closed, lists[0]);
    plan.silenced_count = read_list(env, silenced, lists[1]);
    int out[2] = {-1, 0};
    const JNIEnv *moved_env = NULL;
    long pid = copy_process(&plan, &out[0], &out[1], &moved_env);
    if (pid == MOVED_ON && moved_env) (*env)->SetObjectArrayElement(env, moved, 0, let_go_of(env, moved_env));
    (*env)->SetIntArrayRegion(env, result, 0, 2, out);
    return pid;
}

NATIVE(void, guard0)(JNIEnv *env, jclass type, jint channel, jboolean looks) {
    (void)env, (void)type;
    guard_in_child(channel, looks);
}

/* ---- private fields and methods of the JDK, without --add-opens; HiddenField.java checks the types ---- */

NATIVE(jlong, fieldId0)(JNIEnv *env, jclass type, jclass owner, jboolean is_static, jstring name, jstring signature) {
    (void)type;
    const char *n = (*env)->GetStringUTFChars(env, name, NULL);
    const char *s = (*env)->GetStringUTFChars(env, signature, NULL);
    jfieldID field = is_static ? (*env)->GetStaticFieldID(env, owner, n, s) : (*env)->GetFieldID(env, owner, n, s);
    (*env)->ReleaseStringUTFChars(env, name, n);
    (*env)->ReleaseStringUTFChars(env, signature, s);
    return (jlong)field;
}

NATIVE(jobject, get0)(JNIEnv *env, jclass type, jclass owner, jobject target, jlong id) {
    (void)type;
    return target ? (*env)->GetObjectField(env, target, (jfieldID)id)
                  : (*env)->GetStaticObjectField(env, owner, (jfieldID)id);
}

NATIVE(void, set0)(JNIEnv *env, jclass type, jobject target, jlong id, jobject value) {
    (void)type;
    (*env)->SetObjectField(env, target, (jfieldID)id, value);
}

NATIVE(void, setInt0)(JNIEnv *env, jclass type, jobject target, jlong id, jint value) {
    (void)type;
    (*env)->SetIntField(env, target, (jfieldID)id, value);
}

NATIVE(jint, getInt0)(JNIEnv *env, jclass type, jobject target, jlong id) {
    (void)type;
    return (*env)->GetIntField(env, target, (jfieldID)id);
}

NATIVE(jlong, getLong0)(JNIEnv *env, jclass type, jobject target, jlong id) {
    (void)type;
    return (*env)->GetLongField(env, target, (jfieldID)id);
}

NATIVE(void, setLong0)(JNIEnv *env, jclass type, jobject target, jlong id, jlong value) {
    (void)type;
    (*env)->SetLongField(env, target, (jfieldID)id, value);
}

NATIVE(void, call0)(JNIEnv *env, jclass type, jclass owner, jobject target, jstring name, jstring signature, jobject a,
                    jobject b) {
    (void)type;
    const char *n = (*env)->GetStringUTFChars(env, name, NULL);
    const char *s = (*env)->GetStringUTFChars(env, signature, NULL);
    jmethodID method = (*env)->GetMethodID(env, owner, n, s);
    jvalue arguments[2] = {{.l = a}, {.l = b}};
    if (method && s[strlen(s) - 1] == 'V') (*env)->CallVoidMethodA(env, target, method, arguments);
    else if (method) (*env)->CallIntMethodA(env, target, method, arguments);
    (*env)->ReleaseStringUTFChars(env, name, n);
    (*env)->ReleaseStringUTFChars(env, signature, s);
}

/* ---- the end of a child ---- */

static int is_child;
static void (*jvm_halt)(jint code);

/*
 * Runtime.halt, and so System.exit. In a child it does not go through VM_Exit, which would wait for threads that were
 * left behind, remove the parent's hsperfdata file and end the parent's recordings. A child whose hooks ran because of
 * a signal ends by that signal, for its parent to see: HotSpot runs them in a thread that is named after it.
 */
static void JNICALL halt0(JNIEnv *env, jclass type, jint code) {
    (void)env, (void)type;
    static const struct { const char *name; int number; } signals[] = {
        {"SIGTERM handler", SIGTERM}, {"SIGINT handler", SIGINT}, {"SIGHUP handler", SIGHUP}};
    if (!is_child) jvm_halt(code);
    char name[16] = "";
    prctl(PR_GET_NAME, name, 0, 0, 0);
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, signals[i].name)) {
            sigset_t one;
            signal(signals[i].number, SIG_DFL);
            sigemptyset(&one);
            sigaddset(&one, signals[i].number);
            pthread_sigmask(SIG_UNBLOCK, &one, NULL);
            raw6(SYS_tgkill, getpid(), raw6(SYS_gettid, 0, 0, 0, 0, 0, 0), signals[i].number, 0, 0, 0);
        }
    raw6(SYS_exit_group, code, 0, 0, 0, 0, 0);
}

/* Before a halt HotSpot would end recordings. */
static void (*jvm_before_halt)(void);

static void JNICALL before_halt(JNIEnv *env, jclass type) {
    (void)env, (void)type;
    if (!is_child) jvm_before_halt();
}

/* HaltBinding.accept: called by a class of the boot loader, or HotSpot warns that a class of another one does this. */
JNIEXPORT void JNICALL Java_io_furcula_forkengine_HaltBinding_accept(JNIEnv *env, jobject self, jobject shutdown) {
    (void)self;
    JNINativeMethod methods[] = {{"halt0", "(I)V", (void *)halt0}, {"beforeHalt", "()V", (void *)before_halt}};
    Dl_info libjvm;
    void *library = dladdr(vm_function(), &libjvm) ? dlopen(libjvm.dli_fname, RTLD_LAZY | RTLD_NOLOAD) : NULL;
    if (library) {
        jvm_halt = (void (*)(jint))dlsym(library, "JVM_Halt");
        jvm_before_halt = (void (*)(void))dlsym(library, "JVM_BeforeHalt");
    }
    if (!jvm_halt || !jvm_before_halt)
        (*env)->ThrowNew(env, (*env)->FindClass(env, "java/lang/IllegalStateException"), "libjvm has no JVM_Halt");
    else (*env)->RegisterNatives(env, shutdown, methods, 2);
}

NATIVE(void, childEndsAtOnce0)(JNIEnv *env, jclass type, jboolean really) {
    (void)env, (void)type;
    is_child |= really;
}

NATIVE(jlong, startTicks0)(JNIEnv *env, jclass type) {
    (void)env, (void)type;
    char line[1024];
    int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, line, sizeof line - 1);
    if (file >= 0) close(file);
    line[length < 0 ? 0 : length] = 0;
    char *at = strrchr(line, ')'); /* field 2; then a blank before each */
    for (int field = 2; at && field < 22; field++) at = strchr(at + 1, ' ');
    return at ? strtoll(at, NULL, 10) : 0;
}

NATIVE(void, exit0)(JNIEnv *env, jclass type, jint code, jboolean really) {
    (void)env, (void)type;
    if (really) raw6(SYS_exit_group, code, 0, 0, 0, 0, 0);
}

/* ---- descriptors and processes: -errno on failure ---- */

static jint result_of(long value) { return (jint)(value < 0 ? -errno : value); }

DESCRIPTOR(jint, pair)(JNIEnv *env, jclass type, jboolean duplex, jintArray ends) {
    (void)type;
    int fds[2];
    int failed = duplex ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) : pipe2(fds, O_CLOEXEC);
    if (!failed) (*env)->SetIntArrayRegion(env, ends, 0, 2, fds);
    return failed ? -errno : 0;
}

DESCRIPTOR(jint, open)(JNIEnv *env, jclass type, jbyteArray path, jint flags, jint mode) {
    (void)type;
    jbyte *bytes = (*env)->GetByteArrayElements(env, path, NULL);
    int fd = open((const char *)bytes, flags | O_CLOEXEC, mode);
    jint result = result_of(fd);
    (*env)->ReleaseByteArrayElements(env, path, bytes, JNI_ABORT);
    return result;
}

DESCRIPTOR(jint, close)(JNIEnv *env, jclass type, jint fd) {
    (void)env, (void)type;
    return result_of(close(fd));
}

/* The number stays taken: its owner in Java will close it. */
DESCRIPTOR(jint, silence)(JNIEnv *env, jclass type, jint fd) {
    (void)env, (void)type;
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return -errno;
    jint result = result_of(dup3(null, fd, O_CLOEXEC));
    close(null);
    return result;
}

DESCRIPTOR(jint, nonBlocking)(JNIEnv *env, jclass type, jint fd) {
    (void)env, (void)type;
    return result_of(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK));
}

DESCRIPTOR(jint, read)(JNIEnv *env, jclass type, jint fd, jbyteArray target) {
    (void)type;
    char bytes[8192];
    jint room = (*env)->GetArrayLength(env, target);
    ssize_t n;
    do n = read(fd, bytes, room < (jint)sizeof bytes ? (size_t)room : sizeof bytes); while (n < 0 && errno == EINTR);
    if (n < 0) return -errno;
    (*env)->SetByteArrayRegion(env, target, 0, (jint)n, (const jbyte *)bytes);
    return (jint)n;
}

DESCRIPTOR(jint, write)(JNIEnv *env, jclass type, jint fd, jbyteArray source, jint offset, jint length) {
    (void)type;
    char bytes[8192];
    size_t count = length < (jint)sizeof bytes ? (size_t)length : sizeof bytes;
    (*env)->GetByteArrayRegion(env, source, offset, (jint)count, (jbyte *)bytes);
    ssize_t n;
    do n = send(fd, bytes, count, MSG_NOSIGNAL); while (n < 0 && errno == EINTR);
    return result_of(n);
}

DESCRIPTOR(jint, epoll)(JNIEnv *env, jclass type) {
    (void)env, (void)type;
    return result_of(epoll_create1(EPOLL_CLOEXEC));
}

DESCRIPTOR(jint, watch)(JNIEnv *env, jclass type, jint epoll, jint fd, jlong data) {
    (void)env, (void)type;
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u64 = (uint64_t)data};
    return result_of(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

DESCRIPTOR(jint, await)(JNIEnv *env, jclass type, jint epoll, jlongArray ready, jint timeout_ms) {
    (void)type;
    struct epoll_event events[MAX_EVENTS];
    jlong data[MAX_EVENTS];
    jint room = (*env)->GetArrayLength(env, ready);
    int n = epoll_wait(epoll, events, room < MAX_EVENTS ? room : MAX_EVENTS, timeout_ms);
    if (n < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < n; i++) data[i] = (jlong)events[i].data.u64;
    (*env)->SetLongArrayRegion(env, ready, 0, n, data);
    return n;
}

/* The exit code times 256, plus the signal that ended it. */
DESCRIPTOR(jint, waitFor)(JNIEnv *env, jclass type, jint pidfd, jboolean block) {
    (void)env, (void)type;
    siginfo_t info;
    int failed;
    info.si_pid = 0;
    do failed = waitid((idtype_t)3 /* P_PIDFD */, (id_t)pidfd, &info, WEXITED | (block ? 0 : WNOHANG));
    while (failed && errno == EINTR);
    if (failed) return -errno;
    if (info.si_pid == 0) return -EAGAIN;
    return info.si_code == CLD_EXITED ? info.si_status << CODE_SHIFT : info.si_status;
}

DESCRIPTOR(jint, kill)(JNIEnv *env, jclass type, jint pidfd, jint number) {
    (void)env, (void)type;
    return result_of(syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0));
}

DESCRIPTOR(jint, chdir)(JNIEnv *env, jclass type, jbyteArray path) {
    (void)type;
    jbyte *bytes = (*env)->GetByteArrayElements(env, path, NULL);
    jint result = result_of(chdir((const char *)bytes));
    (*env)->ReleaseByteArrayElements(env, path, bytes, JNI_ABORT);
    return result;
}

DESCRIPTOR(jint, setenv)(JNIEnv *env, jclass type, jbyteArray name, jbyteArray value) {
    (void)type;
    jbyte *n = (*env)->GetByteArrayElements(env, name, NULL), *v = (*env)->GetByteArrayElements(env, value, NULL);
    jint result = result_of(setenv((const char *)n, (const char *)v, 1));
    (*env)->ReleaseByteArrayElements(env, name, n, JNI_ABORT);
    (*env)->ReleaseByteArrayElements(env, value, v, JNI_ABORT);
    return result;
}

static jint poll_one(jint fd, short events, jint timeout_ms) {
    struct pollfd one = {.fd = fd, .events = events};
    int n = poll(&one, 1, timeout_ms);
    return n < 0 && errno == EINTR ? 0 : result_of(n);
}

/* Whether a descriptor can be read within a time: 1, 0, or -errno. */
DESCRIPTOR(jint, poll)(JNIEnv *env, jclass type, jint fd, jint timeout_ms) {
    (void)env, (void)type;
    return poll_one(fd, POLLIN, timeout_ms);
}

DESCRIPTOR(jint, pollWrite)(JNIEnv *env, jclass type, jint fd, jint timeout_ms) {
    (void)env, (void)type;
    return poll_one(fd, POLLOUT, timeout_ms);
}

DESCRIPTOR(jint, pidfd)(JNIEnv *env, jclass type, jint pid) {
    (void)env, (void)type;
    return result_of(syscall(SYS_pidfd_open, pid, 0));
}

/* ---- a server: a program that gets requests with descriptors ---- */

static char **strings(JNIEnv *env, jobjectArray array) {
    jint count = (*env)->GetArrayLength(env, array);
    char **list = calloc((size_t)count + 1, sizeof *list);
    for (jint i = 0; list && i < count; i++) {
        jbyteArray text = (*env)->GetObjectArrayElement(env, array, i);
        jint length = (*env)->GetArrayLength(env, text);
        list[i] = malloc((size_t)length);
        if (list[i]) (*env)->GetByteArrayRegion(env, text, 0, length, (jbyte *)list[i]);
        (*env)->DeleteLocalRef(env, text);
    }
    return list;
}

static void free_strings(char **list) {
    for (char **at = list; at && *at; at++) free(*at);
    free(list);
}

/* A child that executes a program, with a socket as descriptor CONTROL, no standard input, and nothing else but ours. */
DESCRIPTOR(jint, execute)(JNIEnv *env, jclass type, jobjectArray arguments, jobjectArray environment, jint control,
                          jint standard_error) {
    (void)type;
    enum { CONTROL = 3 };
    char **argv = strings(env, arguments), **envp = strings(env, environment);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t pid = 0;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, standard_error, 2);
    posix_spawn_file_actions_adddup2(&actions, control, CONTROL); /* not close-on-exec, even if it is that already */
    posix_spawn_file_actions_addclosefrom_np(&actions, CONTROL + 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    int error = argv && envp && argv[0] ? posix_spawn(&pid, argv[0], &actions, &attributes, argv, envp) : ENOMEM;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free_strings(argv);
    free_strings(envp);
    return error ? -error : pid;
}

enum { MAX_SENT = 8 };

/* One byte, and descriptors. */
DESCRIPTOR(jint, send)(JNIEnv *env, jclass type, jint socket, jbyte kind, jintArray descriptors) {
    (void)type;
    jint list[MAX_SENT], count = (*env)->GetArrayLength(env, descriptors);
    union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof list)]; } control;
    if (count > MAX_SENT) return -EINVAL;
    (*env)->GetIntArrayRegion(env, descriptors, 0, count, list);
    memset(&control, 0, sizeof control);
    struct iovec text = {.iov_base = &kind, .iov_len = 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = CMSG_SPACE(count * sizeof *list)};
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(count * sizeof *list);
    memcpy(CMSG_DATA(&control.header), list, count * sizeof *list);
    ssize_t n;
    do n = sendmsg(socket, &message, MSG_NOSIGNAL); while (n < 0 && errno == EINTR);
    return result_of(n);
}

/* The byte; 0 at the end. descriptors gets what came with it, close-on-exec, and -1 for the rest. */
DESCRIPTOR(jint, receive)(JNIEnv *env, jclass type, jint socket, jintArray descriptors) {
    (void)type;
    jint list[MAX_SENT];
    union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof list)]; } control;
    signed char kind = 0;
    struct iovec text = {.iov_base = &kind, .iov_len = 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t n;
    do n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC); while (n < 0 && errno == EINTR);
    if (n < 0) return -errno;
    memset(list, -1, sizeof list);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(list, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
    jint room = (*env)->GetArrayLength(env, descriptors);
    (*env)->SetIntArrayRegion(env, descriptors, 0, room < MAX_SENT ? room : MAX_SENT, list);
    return n == 0 ? 0 : kind;
}

/* A server outlives Ctrl-C and the end of its terminal; its children have the handlers that it had before. */
DESCRIPTOR(void, ignoreTerminal)(JNIEnv *env, jclass type, jboolean ignore) {
    (void)env, (void)type;
    static struct sigaction before[2];
    static const int signals[] = {SIGINT, SIGHUP};
    for (int i = 0; i < 2; i++) {
        struct sigaction ignored = {.sa_handler = SIG_IGN};
        if (ignore) sigaction(signals[i], &ignored, &before[i]);
        else sigaction(signals[i], &before[i], NULL);
    }
}

NATIVE(jint, getpid0)(JNIEnv *env, jclass type) {
    (void)env, (void)type;
    return getpid();
}

NATIVE(jlong, entropy0)(JNIEnv *env, jclass type) {
    (void)env, (void)type;
    jlong bits = 0;
    if (getrandom(&bits, sizeof bits, 0) != sizeof bits) bits = now_ns() ^ (jlong)getpid() << 32;
    return bits;
}

/* Whether an object of the heap lies in memory that processes share: then a copy would write into its original. */
NATIVE(jboolean, isHeapShared0)(JNIEnv *env, jclass type) {
    (void)type;
    jbyteArray array = (*env)->NewByteArray(env, 64);
    void *address = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    (*env)->ReleasePrimitiveArrayCritical(env, array, address, JNI_ABORT);
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512], mode[8];
    unsigned long from, to;
    int shared = 0;
    while (maps && fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && (unsigned long)address >= from
            && (unsigned long)address < to)
            shared = mode[3] == 's';
    if (maps) fclose(maps);
    return (jboolean)shared;
}
