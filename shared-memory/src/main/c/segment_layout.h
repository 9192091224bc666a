/*
 * The layouts of Furcula's shared memory, version 1, for C11. Native byte order: a segment never leaves its host.
 * They are those of the Java classes named at each structure; a test compares every offset.
 *
 * Words that several processes use are to be accessed with atomic operations of the ordering that the Java class names.
 */
#ifndef FURCULA_SEGMENT_LAYOUT_H
#define FURCULA_SEGMENT_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define FURCULA_VERSION 1
#define FURCULA_MAGIC UINT64_C(0x46555243554C4100) /* "FURCULA" and a zero, big-endian */

enum furcula_segment_type {
    FURCULA_TYPE_ARENA = 1,
    FURCULA_TYPE_ARRAY = 2,
    FURCULA_TYPE_QUEUE = 3,
    FURCULA_TYPE_IMAGE = 4,
    FURCULA_TYPE_MEMORY = 5
};

/* SharedMemory: where the data of a block begins; how long it is, is the header's parameter. */
#define FURCULA_MEMORY_DATA 4096

/* SegmentHeader: the first bytes of every segment. MAGIC is read first, with acquire. */
struct furcula_segment_header {
    uint64_t magic;
    uint32_t version;
    uint32_t type;
    uint64_t id_high;
    uint64_t id_low;
    uint64_t creator;  /* an owner word; 0 if the segment has a name */
    uint32_t kind;     /* what it is, if it has a name */
    uint32_t gap;
    int64_t parameter; /* and of which size, if it has a name */
    uint8_t reserved[8];
};
_Static_assert(offsetof(struct furcula_segment_header, creator) == 32, "CREATOR");
_Static_assert(sizeof(struct furcula_segment_header) == 64, "SegmentHeader.SIZE_BYTES");

/* OwnerWord: who holds a word; 0 is nobody. */
#define FURCULA_OWNER_WAITERS UINT64_C(1)
#define FURCULA_OWNER_THREAD_SHIFT 1
#define FURCULA_OWNER_THREAD_BITS 17
#define FURCULA_OWNER_START_SHIFT 18 /* start time of the process: clock ticks since boot */
#define FURCULA_OWNER_START_BITS 22
#define FURCULA_OWNER_PID_SHIFT 40

static inline uint64_t furcula_owner(uint64_t pid, uint64_t start_ticks, uint64_t thread) {
    return pid << FURCULA_OWNER_PID_SHIFT
         | (start_ticks & ((UINT64_C(1) << FURCULA_OWNER_START_BITS) - 1)) << FURCULA_OWNER_START_SHIFT
         | (thread & ((UINT64_C(1) << FURCULA_OWNER_THREAD_BITS) - 1)) << FURCULA_OWNER_THREAD_SHIFT;
}

/* SharedObject: a value, at its offset in an arena. */
struct furcula_value {
    uint64_t lock; /* an owner word */
    union {
        int32_t as_int; /* also booleans: 0 or 1 */
        int64_t as_long;
        double as_double;
    } value;
};
_Static_assert(offsetof(struct furcula_value, value) == 8, "VALUE");
_Static_assert(sizeof(struct furcula_value) == 16, "SharedObject.VALUE_BYTES");

/* SharedArray: an array, at its offset in an arena or behind the header of its own segment. */
struct furcula_array {
    uint64_t lock; /* an owner word */
    int64_t length; /* in elements */
    uint8_t reserved[48];
    _Alignas(8) uint8_t data[];
};
_Static_assert(offsetof(struct furcula_array, data) == 64, "DATA");

/* ImageLayout: a sealed copy-on-write image. */
enum furcula_image_kind {
    FURCULA_IMAGE_OBJECT = 0, /* one codec message */
    FURCULA_IMAGE_BYTES = 1,
    FURCULA_IMAGE_LONGS = 2,
    FURCULA_IMAGE_DOUBLES = 3
};

struct furcula_image {
    struct furcula_segment_header header;
    int32_t kind;
    int32_t reserved;
    int64_t data_bytes;
    uint8_t gap[4096 - 80];
    _Alignas(8) uint8_t data[];
};
_Static_assert(offsetof(struct furcula_image, data) == 4096, "DATA");

/* QueueLayout */
struct furcula_queue_state {
    int64_t extent;   /* offset of the extent in the segment */
    int64_t position; /* offset of the next record in the extent */
    int64_t bytes;    /* sum of all records put or taken so far */
};

struct furcula_queue {
    struct furcula_segment_header header;
    int64_t max_items;
    int64_t max_bytes;
    int32_t closed;
    _Alignas(128) uint64_t put_lock; /* an owner word */
    _Alignas(128) int64_t put_count;
    struct furcula_queue_state put_state[2];
    int64_t file_end;
    _Alignas(128) uint64_t take_lock; /* an owner word */
    _Alignas(128) int64_t take_count;
    struct furcula_queue_state take_state[2];
    _Alignas(128) int32_t takers_asleep;
    _Alignas(128) int32_t putters_asleep;
};
_Static_assert(offsetof(struct furcula_queue, put_lock) == 128, "PUT_LOCK");
_Static_assert(offsetof(struct furcula_queue, putters_asleep) == 768, "PUTTERS_ASLEEP");

#define FURCULA_QUEUE_HEADER_BYTES 4096 /* where the first extent begins */
#define FURCULA_QUEUE_GO_ON (-1)

struct furcula_queue_extent {
    int64_t size; /* in bytes, this header included */
    int64_t next; /* offset of the next extent in the segment */
    uint8_t reserved[48];
    _Alignas(8) uint8_t records[];
};
_Static_assert(offsetof(struct furcula_queue_extent, records) == 64, "records");

struct furcula_queue_record {
    int32_t length; /* of the message in bytes, or FURCULA_QUEUE_GO_ON */
    uint8_t message[];
};
_Static_assert(offsetof(struct furcula_queue_record, message) == 4, "message");

#endif
