/*
 * Which Java thread a kernel thread is, told from its memory alone: in a signal handler, where GetEnv is not safe. A thread
 * that is being born has no thread-local variables of libjvm's yet; GetEnv would allocate them, and malloc waits for ever
 * for a lock that the thread itself had when the signal came, or one that has been stopped.
 */
#include "engine.h"
#include <link.h>
#include <stddef.h>

extern void *vm_function(void);

static size_t module;        /* libjvm's number among those that have thread-local variables */
static char *own_block;      /* the caller's */
static size_t block_bytes;
static ptrdiff_t variable;   /* where in a block the thread's JavaThread, or other Thread of the JVM's, is pointed to */
static ptrdiff_t distance;   /* from a JavaThread to its JNIEnv */
static const void *functions; /* what a JNIEnv begins with */

static int find_module(struct dl_phdr_info *info, size_t size, void *vm_address) {
    (void)size;
    int is_vm = 0;
    size_t bytes = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && (uintptr_t)vm_address >= from && (uintptr_t)vm_address < from + part->p_memsz) is_vm = 1;
        if (part->p_type == PT_TLS) bytes = part->p_memsz;
    }
    if (!is_vm) return 0;
    module = info->dlpi_tls_modid;
    own_block = info->dlpi_tls_data;
    block_bytes = bytes;
    return 1;
}

int identity_prepare(JNIEnv *env, void *java_thread) {
    distance = (char *)env - (char *)java_thread;
    functions = *(void **)env;
    dl_iterate_phdr(find_module, vm_function());
    for (size_t at = 0; own_block && at + sizeof(void *) <= block_bytes; at += sizeof(void *))
        if (*(void **)(own_block + at) == java_thread) {
            variable = (ptrdiff_t)at;
            return 0;
        }
    return ENXIO;
}

JNIEnv *env_of_java_thread(void *java_thread) { return (JNIEnv *)((char *)java_thread + distance); }

/* Asks the kernel to read it for a call that then has no effect, since ~0 is nothing that it could do. */
static int is_readable(const void *address) {
    return raw6(SYS_rt_sigprocmask, ~0L, (long)address, 0, 8, 0, 0) != -EFAULT;
}

JNIEnv *env_of_kernel_thread(char *thread_pointer) {
    char *block = thread_locals(thread_pointer, module);
    char *thread = block ? *(char **)(block + variable) : NULL;
    if (!thread) return NULL;
    const void *begin = thread + distance; /* of a Thread that is no JavaThread, and may be smaller, anything */
    return is_readable(begin) && *(void *const *)begin == functions ? (JNIEnv *)begin : NULL;
}
