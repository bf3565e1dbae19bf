#define ZSTD_STATIC_LINKING_ONLY /* for memory of our own, which is wiped */
#include "encryption/escrow_pack.h"

#include <malloc.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "core/error.h"

/* Faster than a disk writes; more would gain little on mail, most of which is base64. */
#define LEVEL 3

static void *
allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void
wipe_and_free(void *context, void *memory)
{
	(void)context;
	if (memory != NULL)
		explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

static const ZSTD_customMem wiped_memory = { allocate, wipe_and_free, NULL };

int
escrow_pack(struct bytes original, struct buffer *out)
{
	int err = buffer_reserve(out, original.length);
	if (err != 0 || original.length == 0)
		return err;
	ZSTD_CCtx *context = ZSTD_createCCtx_advanced(wiped_memory);
	if (context == NULL)
		return ERROR_MEMORY;
	size_t length = ZSTD_compressCCtx(context, out->data + out->length, original.length - 1,
	                                  original.data, original.length, LEVEL);
	ZSTD_freeCCtx(context);
	/* It does not become smaller: it stays as it is. */
	if (ZSTD_isError(length))
		return ZSTD_getErrorCode(length) == ZSTD_error_dstSize_tooSmall ?
		       buffer_append(out, original) : ERROR_CRYPTO;
	out->length += length;
	return 0;
}

static bool
has_digest(struct bytes content, const uint8_t digest[CRYPTO_DIGEST_SIZE], int *err)
{
	uint8_t computed[CRYPTO_DIGEST_SIZE];

	*err = crypto_digest(&content, 1, computed);
	return *err == 0 && memcmp(computed, digest, sizeof(computed)) == 0;
}

/* Expands one frame of exactly `size` bytes behind the end of `out`, which stays as long as it is. */
static int
expand(struct bytes content, size_t size, struct buffer *out)
{
	if (ZSTD_getFrameContentSize(content.data, content.length) != size ||
	    ZSTD_findFrameCompressedSize(content.data, content.length) != content.length)
		return ERROR_CORRUPT;
	int err = buffer_reserve(out, size);
	if (err != 0)
		return err;
	ZSTD_DCtx *context = ZSTD_createDCtx_advanced(wiped_memory);
	if (context == NULL)
		return ERROR_MEMORY;
	size_t length = ZSTD_decompressDCtx(context, out->data + out->length, size, content.data,
	                                    content.length);
	ZSTD_freeDCtx(context);
	return length == size ? 0 : ERROR_CORRUPT;
}

int
escrow_unpack(struct bytes content, uint64_t size, const uint8_t digest[CRYPTO_DIGEST_SIZE],
              struct buffer *out)
{
	int err;

	if (has_digest(content, digest, &err))
		return buffer_append(out, content);
	if (err == 0)
		err = expand(content, size, out);
	if (err != 0)
		return err;
	if (has_digest(bytes_make(out->data + out->length, size), digest, &err)) {
		out->length += size;
		return 0;
	}
	explicit_bzero(out->data + out->length, size);
	return err != 0 ? err : ERROR_CORRUPT;
}
