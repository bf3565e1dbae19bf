#include "core/buffer.h"

#include <stdlib.h>

#include "core/error.h"

#define BUFFER_FIRST_CAPACITY 256

struct buffer
buffer_make(size_t limit)
{
	return (struct buffer){ .limit = limit };
}

void
buffer_release(struct buffer *buffer)
{
	if (buffer->data != NULL)
		explicit_bzero(buffer->data, buffer->length);
	free(buffer->data);
	*buffer = buffer_make(buffer->limit);
}

void
buffer_clear(struct buffer *buffer)
{
	if (buffer->data != NULL)
		explicit_bzero(buffer->data, buffer->length);
	buffer->length = 0;
}

int
buffer_reserve(struct buffer *buffer, size_t more)
{
	if (more > buffer->limit - buffer->length)
		return ERROR_LIMIT;
	size_t need = buffer->length + more;
	if (need <= buffer->capacity)
		return 0;
	size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST_CAPACITY;
	while (capacity < need)
		capacity = capacity > buffer->limit / 2 ? buffer->limit : capacity * 2;
	/* realloc() would leave the old bytes behind in freed memory. */
	uint8_t *grown = malloc(capacity);
	if (grown == NULL)
		return ERROR_MEMORY;
	if (buffer->length > 0) {
		memcpy(grown, buffer->data, buffer->length);
		explicit_bzero(buffer->data, buffer->length);
	}
	free(buffer->data);
	buffer->data = grown;
	buffer->capacity = capacity;
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
