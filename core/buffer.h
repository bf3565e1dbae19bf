/*
 * A growing run of bytes with a cap fixed at creation and memory that is wiped
 * whenever it is given back.
 *
 * Ownership: the struct is the caller's, its memory the buffer's.
 * Threads: one thread at a time.
 */
#ifndef PHIMILTER_CORE_BUFFER_H
#define PHIMILTER_CORE_BUFFER_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/memory_pool.h"

struct buffer {
	uint8_t *data;
	size_t length;   /* bytes in use */
	size_t capacity; /* bytes allocated */
	size_t limit;    /* most bytes it may ever hold */
	struct memory_pool *pool; /* where it gets larger memory from, up to a piece; may be NULL.
	                             Then nothing may be written but by buffer_append(). */
};

/* An empty buffer that never holds more than `limit` bytes; allocates nothing. */
struct buffer buffer_make(size_t limit);

/* Wipes and frees; the buffer is empty again with its old limit and pool. */
void buffer_release(struct buffer *buffer);

/* Wipes the content but keeps the memory for reuse. */
void buffer_clear(struct buffer *buffer);

/* Fails: ERROR_LIMIT, ERROR_MEMORY; the content is then unchanged. */
MUST_USE int buffer_append(struct buffer *buffer, struct bytes bytes);
MUST_USE int buffer_append_string(struct buffer *buffer, const char *string);
MUST_USE int buffer_append_byte(struct buffer *buffer, uint8_t byte);

/* Room for `more` bytes without another allocation. Fails as buffer_append(). */
MUST_USE int buffer_reserve(struct buffer *buffer, size_t more);

static inline struct bytes
buffer_bytes(const struct buffer *buffer)
{
	return bytes_make(buffer->data, buffer->length);
}

#endif
