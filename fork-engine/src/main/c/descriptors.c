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
 * They are found in the parent, all of whose threads are stopped: for the kernel a folder /proc/self of a new process is
 * work, and paths of files can be remembered from one fork to the next. Runs while nothing may use malloc.
 */
#include "engine.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

enum { BUFFER = 8192, MOST = 1 << 14, LARGEST_FD = 1 << 16, PATH_BYTES = 1 << 20, LONGEST_PATH = 1024 };

enum kind { OTHER, EPOLL, EVENT, READ_ONLY };

static struct { int fd; enum kind kind; } replaced[MOST];
static struct { int epoll, fd; uint32_t events; uint64_t data; } watched[MOST];
static int replaced_count, watched_count;
static char buffer[BUFFER];

/* Of a descriptor that is read only: the file that it was when it was last looked at, and its path. */
static struct { dev_t device; ino_t inode; int path; } files[LARGEST_FD];
static char paths[PATH_BYTES];
static int paths_length = 1; /* 0: no path */

static long link_of(int fd, char *target, size_t room) {
    char path[40];
    text_of(path, "/proc/self/fd/", fd, "");
    long length = raw6(SYS_readlinkat, AT_FDCWD, (long)path, (long)target, (long)room - 1, 0, 0);
    target[length > 0 ? length : 0] = 0;
    return length;
}

static void remember_path(int fd, const struct stat *file) {
    if (files[fd].path && files[fd].device == file->st_dev && files[fd].inode == file->st_ino) return;
    if (paths_length + LONGEST_PATH > PATH_BYTES) { /* of files that are long closed, or of too many */
        memset(files, 0, sizeof files);
        paths_length = 1;
    }
    long length = link_of(fd, paths + paths_length, LONGEST_PATH);
    int whole = length > 0 && length < LONGEST_PATH - 1;
    files[fd].device = file->st_dev;
    files[fd].inode = file->st_ino;
    files[fd].path = whole ? paths_length : 0;
    if (whole) paths_length += (int)length + 1;
}

static enum kind kind_of(int fd) {
    struct stat file;
    if (fstat(fd, &file) != 0) return OTHER;
    if (S_ISREG(file.st_mode)) {
        if ((raw6(SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0) & (O_ACCMODE | O_PATH)) != O_RDONLY) return OTHER;
        remember_path(fd, &file);
        return READ_ONLY;
    }
    if (file.st_mode & S_IFMT) return OTHER;
    char target[32]; /* no file, socket or pipe */
    link_of(fd, target, sizeof target);
    if (!strcmp(target, "anon_inode:[eventpoll]")) return EPOLL;
    return strcmp(target, "anon_inode:[eventfd]") ? OTHER : EVENT;
}

/* One more than the largest number that a descriptor of this process can have. */
static int descriptor_limit(void) {
    int file = (int)raw6(SYS_openat, AT_FDCWD, (long)"/proc/self/status", O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file < 0) return LARGEST_FD;
    long length = raw6(SYS_read, file, (long)buffer, BUFFER - 1, 0, 0, 0);
    raw6(SYS_close, file, 0, 0, 0, 0, 0);
    buffer[length > 0 ? length : 0] = 0;
    const char *size = strstr(buffer, "FDSize:\t");
    int limit = 0;
    for (const char *digit = size ? size + 8 : ""; *digit >= '0' && *digit <= '9'; digit++)
        limit = limit * 10 + (*digit - '0');
    return limit > 0 && limit < LARGEST_FD ? limit : LARGEST_FD;
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
static void find_watched(int epoll) {
    char path[48];
    text_of(path, "/proc/self/fdinfo/", epoll, "");
    int file = (int)raw6(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file < 0) return;
    long length = 0, n;
    while (length < BUFFER - 1 && (n = raw6(SYS_read, file, (long)buffer + length, BUFFER - 1 - length, 0, 0, 0)) > 0)
        length += n;
    raw6(SYS_close, file, 0, 0, 0, 0, 0);
    buffer[length] = 0;
    for (char *line = strstr(buffer, "tfd:"); line && watched_count < MOST; line = strstr(line + 4, "tfd:")) {
        int fd = (int)field(line, "tfd:", 10);
        if (!is_replaced(fd)) continue;
        watched[watched_count].epoll = epoll;
        watched[watched_count].fd = fd;
        watched[watched_count].events = (uint32_t)field(line, "events:", 16);
        watched[watched_count++].data = field(line, "data:", 16);
    }
}

void descriptors_in_parent(void) {
    replaced_count = watched_count = 0;
    int limit = descriptor_limit();
    for (int fd = 0; fd < limit && replaced_count < MOST; fd++) {
        enum kind kind = kind_of(fd);
        if (kind == OTHER) continue;
        replaced[replaced_count].fd = fd;
        replaced[replaced_count++].kind = kind;
    }
    for (int i = 0; i < replaced_count; i++)
        if (replaced[i].kind == EPOLL) find_watched(replaced[i].fd);
}

/* ---- in the child ---- */

static int open_file(const char *path) {
    return (int)raw6(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0, 0, 0);
}

/* By its path, if that still leads to the same file; else through the kernel's list, which takes longer. */
static int open_same(int fd) {
    struct stat file;
    if (files[fd].path) {
        int fresh = open_file(paths + files[fd].path);
        if (fresh >= 0 && fstat(fresh, &file) == 0 && file.st_dev == files[fd].device && file.st_ino == files[fd].inode)
            return fresh;
        if (fresh >= 0) raw6(SYS_close, fresh, 0, 0, 0, 0, 0);
    }
    char path[40];
    text_of(path, "/proc/self/fd/", fd, "");
    return (int)raw6(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
}

/* Where that is not allowed (any more) the child goes on with what it has. */
static void open_again(int fd, long flags, long on_exec) {
    int fresh = open_same(fd);
    if (fresh < 0) return;
    raw6(SYS_fcntl, fresh, F_SETFL, flags, 0, 0, 0);
    raw6(SYS_lseek, fresh, raw6(SYS_lseek, fd, 0, SEEK_CUR, 0, 0, 0), SEEK_SET, 0, 0, 0);
    raw6(SYS_dup3, fresh, fd, on_exec & FD_CLOEXEC ? O_CLOEXEC : 0, 0, 0, 0);
    raw6(SYS_close, fresh, 0, 0, 0, 0, 0);
}

static int replace(int fd, enum kind kind) {
    long flags = raw6(SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0);
    long on_exec = raw6(SYS_fcntl, fd, F_GETFD, 0, 0, 0, 0);
    if (kind == READ_ONLY) {
        open_again(fd, flags, on_exec);
        return 0;
    }
    long fresh = kind == EPOLL ? raw6(SYS_epoll_create1, EPOLL_CLOEXEC, 0, 0, 0, 0, 0)
                               : raw6(SYS_eventfd2, 0, (flags & O_NONBLOCK) | EFD_CLOEXEC, 0, 0, 0, 0);
    if (fresh < 0) return (int)-fresh;
    long error = raw6(SYS_dup3, fresh, fd, on_exec & FD_CLOEXEC ? O_CLOEXEC : 0, 0, 0, 0);
    raw6(SYS_close, fresh, 0, 0, 0, 0, 0);
    return error < 0 ? (int)-error : 0;
}

/* Closed, or something else already. */
static int is_given_up(const struct plan *plan, int fd) {
    if (fd < 3 && plan->standard[fd] >= 0) return 1;
    for (int i = 0; i < plan->closed_count; i++)
        if (plan->closed[i] == fd) return 1;
    return 0;
}

static int replace_shared_objects(const struct plan *plan) {
    for (int i = 0; i < replaced_count; i++) {
        if (is_given_up(plan, replaced[i].fd)) continue;
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
    return replace_shared_objects(plan);
}
