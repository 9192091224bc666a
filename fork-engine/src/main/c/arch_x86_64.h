/*
 * What is special to x86-64 Linux: raw system calls, which processor state tells what, and the two clones. For another
 * architecture write a file with the same functions and choose it in engine.h.
 *
 * Raw system calls return -errno and never touch errno, which belongs to the code that a signal has interrupted.
 */
#ifndef FURCULA_ARCH_X86_64_H
#define FURCULA_ARCH_X86_64_H

static inline long raw6(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

/* Where a signal has stopped a thread. */
enum place { PLACE_RUNNING, PLACE_FUTEX, PLACE_SYSCALL };

/*
 * SA_RESTART makes the kernel rewind a system call that a signal has interrupted: the instruction pointer is at the
 * syscall instruction and rax is the call's number. Calls that are not restarted stand behind it, with -EINTR; a futex
 * wait with a time limit is one. Its number is lost, its other arguments are still in their registers: an aligned word,
 * an operation that waits, a time limit.
 */
static inline enum place place_of(const ucontext_t *context) {
    const greg_t *registers = context->uc_mcontext.gregs;
    const unsigned char *pc = (const unsigned char *)registers[REG_RIP];
    long rax = registers[REG_RAX];
    if (pc[0] == 0x0f && pc[1] == 0x05) return rax == SYS_futex ? PLACE_FUTEX : PLACE_SYSCALL;
    if (pc[-2] != 0x0f || pc[-1] != 0x05 || rax != -EINTR) return PLACE_RUNNING;
    long operation = registers[REG_RSI] & ~(long)FUTEX_CLOCK_REALTIME;
    int waits = (operation == FUTEX_WAIT_PRIVATE || operation == FUTEX_WAIT_BITSET_PRIVATE)
                && registers[REG_RDI] > 4096 && (registers[REG_RDI] & 3) == 0 && registers[REG_R10] != 0;
    return waits ? PLACE_FUTEX : PLACE_SYSCALL;
}

/* Where the word is that a thread at PLACE_FUTEX sleeps on. */
static inline uintptr_t futex_word(const ucontext_t *context) { return (uintptr_t)context->uc_mcontext.gregs[REG_RDI]; }

/*
 * Whether a thread at PLACE_FUTEX goes on sleeping if it is let run: it was interrupted before it has slept, or rewound
 * while it did, and the word may have changed since.
 */
static inline int still_sleeps(const ucontext_t *context) {
    const greg_t *registers = context->uc_mcontext.gregs;
    const volatile unsigned *word = (const volatile unsigned *)registers[REG_RDI];
    return *word == (unsigned)registers[REG_RDX];
}

static inline char *stack_pointer(const ucontext_t *context) { return (char *)context->uc_mcontext.gregs[REG_RSP]; }

/*
 * A thread's variables of one module, or NULL if it has none yet. glibc's thread control block begins with a pointer to
 * itself and one to the dynamic thread vector: pairs of words, the first of which counts the others, the second is the
 * generation, and each after that points to a module's block, or is -1.
 */
static inline char *thread_locals(const char *thread_pointer, size_t module) {
    char *const *vector = ((char *const *const *)thread_pointer)[1];
    size_t count = (size_t)vector[-2];
    char *block = module <= count ? vector[2 * module] : NULL;
    return block == (char *)-1 ? NULL : block;
}

/*
 * A copy of this process with the calling thread alone; 0 in the copy. Not fork(): glibc's child side would declare
 * the stacks of all other threads free, and we are going to run them again.
 */
static inline long clone_process(long flags, int *own_tid_field, int *pidfd) {
    return raw6(SYS_clone, flags | SIGCHLD | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_PIDFD, 0, (long)pidfd,
                (long)own_tid_field, 0, 0);
}

/*
 * A kernel thread with a given thread pointer that calls entry(argument) on a stack of its own, and never returns. The
 * kernel writes its id to tid_field, in both, and clears it when the thread ends, as for pthread_create.
 */
static inline long clone_thread(char *stack_top, void *thread_pointer, int *tid_field, void (*entry)(void *),
                                void *argument) {
    unsigned long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                          CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    void **stack = (void **)(((unsigned long)stack_top - 16) & ~15UL);
    long result;
    stack[0] = argument;
    register void *r10 __asm__("r10") = tid_field;
    register void *r8 __asm__("r8") = thread_pointer;
    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "mov (%%rsp), %%rdi\n\t" /* the child: rsp is the new stack, the other registers are ours */
                     "call *%[entry]\n\t"
                     "hlt\n"
                     "1:"
                     : "=a"(result)
                     : "a"(SYS_clone), "D"(flags), "S"(stack), "d"(tid_field), "r"(r10), "r"(r8), [entry] "r"(entry)
                     : "rcx", "r11", "memory");
    return result;
}

/* Goes on where a signal has stopped this thread: the kernel restores registers, floating point and signal mask. */
__attribute__((noreturn)) static inline void resume_context(const ucontext_t *context) {
    /* At the entry of a handler, rsp is at the frame: the return address, then the ucontext. */
    __asm__ volatile("mov %0, %%rsp\n\tmov %1, %%eax\n\tsyscall\n\thlt" ::"r"(context), "i"(SYS_rt_sigreturn)
                     : "memory");
    __builtin_unreachable();
}

#endif
