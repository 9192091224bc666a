"""The layouts of Furcula's shared memory, version 1: those of the Java classes named at each part.

Offsets and sizes are in bytes, and numbers in native byte order: a segment never leaves its host.
A test compares every number with Java's. ``python3 -m furcula.layout`` prints them.
"""

VERSION = 1
MAGIC = 0x46555243554C4100  # "FURCULA" and a zero, big-endian

# SegmentHeader.TYPE_*
TYPE_ARENA = 1
TYPE_ARRAY = 2
TYPE_QUEUE = 3
TYPE_IMAGE = 4
TYPE_MEMORY = 5

# SegmentHeader: the first bytes of every segment
HEADER_BYTES = 64
HEADER_MAGIC = 0  # u64
HEADER_VERSION = 8  # u32
HEADER_TYPE = 12  # u32
HEADER_ID = 16  # 2 * u64, the high one first
HEADER_CREATOR = 32  # u64, an owner word; 0 if the segment has a name
HEADER_KIND = 40  # u32, what it is, if it has a name
HEADER_PARAMETER = 48  # i64, and of which size, if it has a name

# OwnerWord: who holds a word; 0 is nobody
OWNER_WAITERS = 1
OWNER_THREAD_SHIFT = 1
OWNER_THREAD_BITS = 17
OWNER_START_SHIFT = 18
OWNER_START_BITS = 22
OWNER_PID_SHIFT = 40

# SharedObject and SharedArray: relative to the block; each begins with its lock, an owner word
VALUE_BYTES = 16
VALUE_VALUE = 8  # i32, i64 or f64
ARRAY_LENGTH = 8  # i64, in elements
ARRAY_DATA = 64

# SharedMemory: how long the data is, is the header's parameter
MEMORY_DATA = 4096

# ImageLayout: a sealed copy-on-write image
IMAGE_KIND = 64  # i32
IMAGE_DATA_BYTES = 72  # i64
IMAGE_DATA = 4096
IMAGE_OBJECT = 0
IMAGE_BYTES = 1
IMAGE_LONGS = 2
IMAGE_DOUBLES = 3

# QueueLayout
QUEUE_MAX_ITEMS = 64  # i64
QUEUE_MAX_BYTES = 72  # i64
QUEUE_CLOSED = 80  # i32
QUEUE_PUT_LOCK = 128  # u64, an owner word
QUEUE_PUT_COUNT = 256  # i64
QUEUE_PUT_STATE = 264  # 2 states
QUEUE_FILE_END = 312  # i64
QUEUE_TAKE_LOCK = 384  # u64, an owner word
QUEUE_TAKE_COUNT = 512  # i64
QUEUE_TAKE_STATE = 520  # 2 states
QUEUE_TAKERS_ASLEEP = 640  # i32
QUEUE_PUTTERS_ASLEEP = 768  # i32
QUEUE_HEADER_BYTES = 4096

STATE_BYTES = 24
STATE_EXTENT = 0  # i64
STATE_POSITION = 8  # i64
STATE_SUM = 16  # i64
EXTENT_SIZE = 0  # i64
EXTENT_NEXT = 8  # i64
EXTENT_RECORDS = 64
RECORD_MESSAGE = 4  # behind its length, i32
RECORD_GO_ON = -1


def table():
    """All of the numbers above, by name."""
    return {name: value for name, value in globals().items() if name.isupper()}


if __name__ == "__main__":
    for each in table().items():
        print(*each)
