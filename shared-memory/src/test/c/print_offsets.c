/* Prints the table of layouts, one "NAME number" per line, for comparison with Java's. */
#include "segment_layout.h"

#include <inttypes.h>
#include <stdio.h>

#define NUMBER(name, value) printf("%s %" PRId64 "\n", name, (int64_t) (value))
#define OFFSET(name, type, field) NUMBER(name, offsetof(struct type, field))

int main(void) {
    NUMBER("VERSION", FURCULA_VERSION);
    NUMBER("MAGIC", FURCULA_MAGIC);
    NUMBER("TYPE_ARENA", FURCULA_TYPE_ARENA);
    NUMBER("TYPE_ARRAY", FURCULA_TYPE_ARRAY);
    NUMBER("TYPE_QUEUE", FURCULA_TYPE_QUEUE);
    NUMBER("TYPE_IMAGE", FURCULA_TYPE_IMAGE);
    NUMBER("TYPE_MEMORY", FURCULA_TYPE_MEMORY);
    NUMBER("MEMORY_DATA", FURCULA_MEMORY_DATA);

    NUMBER("HEADER_BYTES", sizeof(struct furcula_segment_header));
    OFFSET("HEADER_MAGIC", furcula_segment_header, magic);
    OFFSET("HEADER_VERSION", furcula_segment_header, version);
    OFFSET("HEADER_TYPE", furcula_segment_header, type);
    OFFSET("HEADER_ID", furcula_segment_header, id_high);
    OFFSET("HEADER_CREATOR", furcula_segment_header, creator);
    OFFSET("HEADER_KIND", furcula_segment_header, kind);
    OFFSET("HEADER_PARAMETER", furcula_segment_header, parameter);

    NUMBER("OWNER_WAITERS", FURCULA_OWNER_WAITERS);
    NUMBER("OWNER_THREAD_SHIFT", FURCULA_OWNER_THREAD_SHIFT);
    NUMBER("OWNER_THREAD_BITS", FURCULA_OWNER_THREAD_BITS);
    NUMBER("OWNER_START_SHIFT", FURCULA_OWNER_START_SHIFT);
    NUMBER("OWNER_START_BITS", FURCULA_OWNER_START_BITS);
    NUMBER("OWNER_PID_SHIFT", FURCULA_OWNER_PID_SHIFT);

    NUMBER("VALUE_BYTES", sizeof(struct furcula_value));
    OFFSET("VALUE_VALUE", furcula_value, value);
    OFFSET("ARRAY_LENGTH", furcula_array, length);
    OFFSET("ARRAY_DATA", furcula_array, data);

    OFFSET("IMAGE_KIND", furcula_image, kind);
    OFFSET("IMAGE_DATA_BYTES", furcula_image, data_bytes);
    OFFSET("IMAGE_DATA", furcula_image, data);
    NUMBER("IMAGE_OBJECT", FURCULA_IMAGE_OBJECT);
    NUMBER("IMAGE_BYTES", FURCULA_IMAGE_BYTES);
    NUMBER("IMAGE_LONGS", FURCULA_IMAGE_LONGS);
    NUMBER("IMAGE_DOUBLES", FURCULA_IMAGE_DOUBLES);

    OFFSET("QUEUE_MAX_ITEMS", furcula_queue, max_items);
    OFFSET("QUEUE_MAX_BYTES", furcula_queue, max_bytes);
    OFFSET("QUEUE_CLOSED", furcula_queue, closed);
    OFFSET("QUEUE_PUT_LOCK", furcula_queue, put_lock);
    OFFSET("QUEUE_PUT_COUNT", furcula_queue, put_count);
    OFFSET("QUEUE_PUT_STATE", furcula_queue, put_state);
    OFFSET("QUEUE_FILE_END", furcula_queue, file_end);
    OFFSET("QUEUE_TAKE_LOCK", furcula_queue, take_lock);
    OFFSET("QUEUE_TAKE_COUNT", furcula_queue, take_count);
    OFFSET("QUEUE_TAKE_STATE", furcula_queue, take_state);
    OFFSET("QUEUE_TAKERS_ASLEEP", furcula_queue, takers_asleep);
    OFFSET("QUEUE_PUTTERS_ASLEEP", furcula_queue, putters_asleep);
    NUMBER("QUEUE_HEADER_BYTES", FURCULA_QUEUE_HEADER_BYTES);

    NUMBER("STATE_BYTES", sizeof(struct furcula_queue_state));
    OFFSET("STATE_EXTENT", furcula_queue_state, extent);
    OFFSET("STATE_POSITION", furcula_queue_state, position);
    OFFSET("STATE_SUM", furcula_queue_state, bytes);
    OFFSET("EXTENT_SIZE", furcula_queue_extent, size);
    OFFSET("EXTENT_NEXT", furcula_queue_extent, next);
    OFFSET("EXTENT_RECORDS", furcula_queue_extent, records);
    OFFSET("RECORD_MESSAGE", furcula_queue_record, message);
    NUMBER("RECORD_GO_ON", FURCULA_QUEUE_GO_ON);
    return 0;
}
