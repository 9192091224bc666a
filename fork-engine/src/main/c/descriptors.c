/*
 * What a child must not share with its parent though fork shares it: the kernel objects behind some descriptors.
 *
 *   epoll instances   one that is shared hands the parent's events to the child, and the child's changes to the parent
 *   event counters    the wake-up of a Selector in the one would wake one in the other
 *   log files         two processes would write one file
 *   files to read     the place where the next read begins is shared: a jar is read by seek and read, and of two
 *                     processes that do so at once each would read at the other's place
 *
 * Epoll instances and counters are replaced by new, empty ones with the same numbers, and files to read are opened once
 * more. What an epoll instance watches of these (the wake-up of its own selector, an inner instance) is watched again;
 * sockets are not: their channels are the parent's.
 *
 * Runs while the child has one thread and may not use malloc.
 */
#include "engine.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

enum { BUFFER = 8192, LARGEST = 4096 };

enum kind { OTHER, EPOLL, EVENT, READ_ONLY };

static struct { int fd; enum kind kind; } replaced[LARGEST];
static struct { int epoll, fd; uint32_t events; uint64_t data; } watched[LARGEST];
static int replaced_count, watched_count;

static int is_read_only_file(int fd) {
    struct stat file;
    return (raw6(SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0) & (O_ACCMODE | O_PATH | O_DIRECTORY)) == O_RDONLY
           && fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

static enum kind kind_of(int fd) {
    char path[40], target[32];
    text_of(path, "/proc/self/fd/", fd, "");
    long length = raw6(SYS_readlinkat, AT_FDCWD, (long)path, (long)target, sizeof target - 1, 0, 0);
    if (length <= 0) return OTHER;
    target[length] = 0;
    if (target[0] == '/') return is_read_only_file(fd) ? READ_ONLY : OTHER;
    if (!strcmp(target, "anon_inode:[eventpoll]")) return EPOLL;
    return strcmp(target, "anon_inode:[eventfd]") ? OTHER : EVENT;
}

static void find_replaced(char *buffer) {
    int directory = (int)raw6(SYS_openat, AT_FDCWD, (long)"/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0, 0);
    if (directory < 0) return;
    long bytes;
    while ((bytes = raw6(SYS_getdents64, directory, (long)buffer, BUFFER, 0, 0, 0)) > 0)
        for (long at = 0; at < bytes;) {
            struct entry *entry = (struct entry *)(buffer + at);
            at += entry->length;
            if (entry->name[0] < '0' || entry->name[0] > '9' || replaced_count == LARGEST) continue;
            int fd = 0;
            for (char *c = entry->name; *c; c++) fd = fd * 10 + (*c - '0');
            enum kind kind = kind_of(fd);
            if (kind == OTHER) continue;
            replaced[replaced_count].fd = fd;
            replaced[replaced_count++].kind = kind;
        }
    raw6(SYS_close, directory, 0, 0, 0, 0, 0);
}

static int is_replaced(int fd) {
    for (int i = 0; i < replaced_count; i++)
        if (replaced[i].fd == fd) return 1;
    return 0;
}

static uint64_t field(const char *line, const char *label, int base) {
    const char *at = strstr(line, label);
    uint64_t value = 0;
    if (!at) return 0;
    at += strlen(label);
    while (*at == ' ') at++;
    for (;; at++) {
        int digit = *at >= '0' && *at <= '9' ? *at - '0' : *at >= 'a' && *at <= 'f' ? *at - 'a' + 10 : base;
        if (digit >= base) return value;
        value = value * (uint64_t)base + (uint64_t)digit;
    }
}

/* Lines such as "tfd:        7 events:       19 data:                7  pos:0 ino:.. sdev:..": decimal, then hexadecimal. */
static void find_watched(int epoll, char *buffer) {
    char path[48];
    text_of(path, "/proc/self/fdinfo/", epoll, "");
    int file = (int)raw6(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file < 0) return;
    long length = 0, n;
    while (length < BUFFER - 1 && (n = raw6(SYS_read, file, (long)buffer + length, BUFFER - 1 - length, 0, 0, 0)) > 0)
        length += n;
    raw6(SYS_close, file, 0, 0, 0, 0, 0);
    buffer[length] = 0;
    for (char *line = strstr(buffer, "tfd:"); line && watched_count < LARGEST; line = strstr(line + 4, "tfd:")) {
        int fd = (int)field(line, "tfd:", 10);
        if (!is_replaced(fd)) continue;
        watched[watched_count].epoll = epoll;
        watched[watched_count].fd = fd;
        watched[watched_count].events = (uint32_t)field(line, "events:", 16);
        watched[watched_count++].data = field(line, "data:", 16);
    }
}

/* Where that is not allowed (any more) the child goes on with what it has. */
static void open_again(int fd, long on_exec) {
    char path[40];
    text_of(path, "/proc/self/fd/", fd, "");
    int fresh = (int)raw6(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (fresh < 0) return;
    raw6(SYS_lseek, fresh, raw6(SYS_lseek, fd, 0, SEEK_CUR, 0, 0, 0), SEEK_SET, 0, 0, 0);
    raw6(SYS_dup3, fresh, fd, on_exec & FD_CLOEXEC ? O_CLOEXEC : 0, 0, 0, 0);
    raw6(SYS_close, fresh, 0, 0, 0, 0, 0);
}

static int replace(int fd, enum kind kind) {
    long flags = raw6(SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0);
    long on_exec = raw6(SYS_fcntl, fd, F_GETFD, 0, 0, 0, 0);
    if (kind == READ_ONLY) {
        open_again(fd, on_exec);
        return 0;
    }
    long fresh = kind == EPOLL ? raw6(SYS_epoll_create1, EPOLL_CLOEXEC, 0, 0, 0, 0, 0)
                               : raw6(SYS_eventfd2, 0, (flags & O_NONBLOCK) | EFD_CLOEXEC, 0, 0, 0, 0);
    if (fresh < 0) return (int)-fresh;
    long error = raw6(SYS_dup3, fresh, fd, on_exec & FD_CLOEXEC ? O_CLOEXEC : 0, 0, 0, 0);
    raw6(SYS_close, fresh, 0, 0, 0, 0, 0);
    return error < 0 ? (int)-error : 0;
}

static int replace_shared_objects(void) {
    static char buffer[BUFFER];
    replaced_count = watched_count = 0;
    find_replaced(buffer);
    for (int i = 0; i < replaced_count; i++)
        if (replaced[i].kind == EPOLL) find_watched(replaced[i].fd, buffer);
    for (int i = 0; i < replaced_count; i++) {
        int error = replace(replaced[i].fd, replaced[i].kind);
        if (error) return error;
    }
    for (int i = 0; i < watched_count; i++) {
        struct epoll_event event = {.events = watched[i].events};
        event.data.u64 = watched[i].data;
        raw6(SYS_epoll_ctl, watched[i].epoll, EPOLL_CTL_ADD, watched[i].fd, (long)&event, 0, 0);
    }
    return 0;
}

int descriptors_in_child(const struct plan *plan) {
    for (int i = 0; i < 3; i++)
        if (plan->standard[i] >= 0) {
            long error = raw6(SYS_dup3, plan->standard[i], i, 0, 0, 0, 0);
            if (error < 0 && error != -EINVAL) return (int)-error; /* EINVAL: it is that already */
        }
    for (int i = 0; i < plan->closed_count; i++) raw6(SYS_close, plan->closed[i], 0, 0, 0, 0, 0);
    if (plan->silenced_count > 0) {
        int null = (int)raw6(SYS_openat, AT_FDCWD, (long)"/dev/null", O_RDWR | O_CLOEXEC, 0, 0, 0);
        if (null < 0) return -null;
        for (int i = 0; i < plan->silenced_count; i++) raw6(SYS_dup3, null, plan->silenced[i], O_CLOEXEC, 0, 0, 0);
        raw6(SYS_close, null, 0, 0, 0, 0, 0);
    }
    return replace_shared_objects();
}
