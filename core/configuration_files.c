#include "core/configuration_files.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/crypto.h"
#include "core/error.h"
#include "core/input_file.h"

/* Bytes that names and their digests may take together, so that the text fits into a record. */
#define NAMED_BYTES ((size_t)32 * 1024)

#define HEX_SIZE (2 * CRYPTO_DIGEST_SIZE + 1)
#define NUMBER_TEXT 64

struct configuration_file {
	char *path;
	uint8_t digest[CRYPTO_DIGEST_SIZE];
};

struct configuration_files {
	struct configuration_file *items;
	size_t count;
	size_t capacity;
};

static bool
is_noted(const struct configuration_files *files, const struct configuration_file *file)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->items[i].path, file->path) == 0 &&
		    memcmp(files->items[i].digest, file->digest, sizeof(file->digest)) == 0)
			return true;
	return false;
}

/* Takes over the path, unless it fails. */
static int
file_add(struct configuration_files *files, const struct configuration_file *file)
{
	if (files->count == files->capacity) {
		size_t capacity = files->capacity > 0 ? 2 * files->capacity : 16;
		struct configuration_file *grown = reallocarray(files->items, capacity, sizeof(*grown));
		if (grown == NULL)
			return ERROR_MEMORY;
		files->items = grown;
		files->capacity = capacity;
	}
	files->items[files->count++] = *file;
	return 0;
}

int
configuration_files_create(struct configuration_files **out)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? 0 : ERROR_MEMORY;
}

int
configuration_files_add(struct configuration_files *files, const char *path,
                        const uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	struct configuration_file file = { .path = realpath(path, NULL) };
	int err = 0;

	if (file.path == NULL)
		file.path = strdup(path);
	if (file.path == NULL)
		return ERROR_MEMORY;
	memcpy(file.digest, digest, sizeof(file.digest));
	bool noted = is_noted(files, &file);
	if (!noted)
		err = file_add(files, &file);
	if (noted || err != 0)
		free(file.path);
	return err;
}

int
configuration_file_read(const struct configuration *configuration, const char *path,
                        struct buffer *out)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	size_t before = out->length;

	int err = input_file_read(path, out);
	if (err != 0)
		return err;
	struct bytes text = bytes_slice(buffer_bytes(out), before, SIZE_MAX);
	err = crypto_digest(&text, 1, digest);
	return err != 0 ? err : configuration_files_add(configuration->files, path, digest);
}

/* Over each name, with its NUL, and its digest. */
static int
digest_all(const struct configuration_files *files, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct crypto_digest_context *context;

	int err = crypto_digest_create(&context);
	if (err == 0)
		err = crypto_digest_begin(context);
	for (size_t i = 0; err == 0 && i < files->count; i++) {
		const struct configuration_file *file = &files->items[i];
		err = crypto_digest_add(context, bytes_make((const uint8_t *)file->path,
		                                            strlen(file->path) + 1));
		if (err == 0)
			err = crypto_digest_add(context, bytes_make(file->digest, sizeof(file->digest)));
	}
	if (err == 0)
		err = crypto_digest_finish(context, out);
	crypto_digest_destroy(&context);
	return err;
}

static int
write_digest(const uint8_t digest[CRYPTO_DIGEST_SIZE], struct buffer *out)
{
	char hex[HEX_SIZE];

	hex_encode(bytes_make(digest, CRYPTO_DIGEST_SIZE), hex);
	return buffer_append_string(out, hex);
}

static int
write_count(const char *format, size_t count, struct buffer *out)
{
	char text[NUMBER_TEXT];

	snprintf(text, sizeof(text), format, count);
	return buffer_append_string(out, text);
}

/* Names the file, if there is room for it; `*named` counts. */
static int
write_file(const struct configuration_file *file, size_t end, size_t *named, struct buffer *out)
{
	if (out->length + strlen(file->path) + HEX_SIZE > end)
		return 0;
	int err = buffer_append_string(out, (*named)++ == 0 ? ": " : "; ");
	if (err == 0)
		err = buffer_append_string(out, file->path);
	if (err == 0)
		err = buffer_append_byte(out, ' ');
	return err != 0 ? err : write_digest(file->digest, out);
}

int
configuration_files_write(const struct configuration_files *files, struct buffer *out)
{
	uint8_t whole[CRYPTO_DIGEST_SIZE];
	size_t end = out->length + NAMED_BYTES, named = 0;

	int err = digest_all(files, whole);
	if (err == 0)
		err = write_count(files->count == 1 ? "%zu file, sha256 " : "%zu files, sha256 ",
		                  files->count, out);
	if (err == 0)
		err = write_digest(whole, out);
	for (size_t i = 0; err == 0 && i < files->count; i++)
		err = write_file(&files->items[i], end, &named, out);
	if (err == 0 && named < files->count)
		err = write_count("; and %zu more", files->count - named, out);
	return err;
}

void
configuration_files_destroy(struct configuration_files **files)
{
	if (files == NULL || *files == NULL)
		return;
	for (size_t i = 0; i < (*files)->count; i++)
		free((*files)->items[i].path);
	free((*files)->items);
	free(*files);
	*files = NULL;
}
