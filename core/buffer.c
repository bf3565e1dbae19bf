#include "core/buffer.h"

#include <stdlib.h>

#include "core/error.h"

#define BUFFER_FIRST_CAPACITY 256

/* Less than this is not worth a piece of the pool. */
#define POOLED_FROM ((size_t)64 * 1024)

struct buffer
buffer_make(size_t limit)
{
	return (struct buffer){ .limit = limit };
}

/* No other capacity is a piece's where there is a pool: see capacity_for(). */
static bool
is_piece(const struct buffer *buffer)
{
	return buffer->pool != NULL && buffer->capacity == MEMORY_POOL_PIECE;
}

static void
memory_release(struct buffer *buffer)
{
	if (buffer->data != NULL)
		explicit_bzero(buffer->data, buffer->length);
	if (is_piece(buffer))
		memory_pool_give(buffer->pool, buffer->data);
	else
		free(buffer->data);
}

void
buffer_release(struct buffer *buffer)
{
	memory_release(buffer);
	*buffer = (struct buffer){ .limit = buffer->limit, .pool = buffer->pool };
}

void
buffer_clear(struct buffer *buffer)
{
	if (buffer->data != NULL)
		explicit_bzero(buffer->data, buffer->length);
	buffer->length = 0;
}

static size_t
capacity_for(const struct buffer *buffer, size_t need)
{
	size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST_CAPACITY;

	if (buffer->pool != NULL && need >= POOLED_FROM && need <= MEMORY_POOL_PIECE)
		return MEMORY_POOL_PIECE;
	while (capacity < need)
		capacity = capacity > buffer->limit / 2 ? buffer->limit : capacity * 2;
	return capacity;
}

int
buffer_reserve(struct buffer *buffer, size_t more)
{
	if (more > buffer->limit - buffer->length)
		return ERROR_LIMIT;
	size_t need = buffer->length + more;
	if (need <= buffer->capacity)
		return 0;
	struct buffer grown = *buffer;
	grown.capacity = capacity_for(buffer, need);
	/* realloc() would leave the old bytes behind in freed memory. */
	grown.data = is_piece(&grown) ? memory_pool_take(buffer->pool) : malloc(grown.capacity);
	if (grown.data == NULL)
		return ERROR_MEMORY;
	if (buffer->length > 0)
		memcpy(grown.data, buffer->data, buffer->length);
	memory_release(buffer);
	*buffer = grown;
	return 0;
}

int
buffer_append(struct buffer *buffer, struct bytes bytes)
{
	int err = buffer_reserve(buffer, bytes.length);
	if (err != 0)
		return err;
	if (bytes.length > 0)
		memcpy(buffer->data + buffer->length, bytes.data, bytes.length);
	buffer->length += bytes.length;
	return 0;
}

int
buffer_append_string(struct buffer *buffer, const char *string)
{
	return buffer_append(buffer, bytes_of_string(string));
}

int
buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
	return buffer_append(buffer, bytes_make(&byte, 1));
}
