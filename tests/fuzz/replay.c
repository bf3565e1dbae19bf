/*
 * Feeds each file of a folder to a fuzz target, so that every build replays
 * the seeds, and whatever a fuzzer once found, without libFuzzer.
 *
 * usage: replay [FOLDER]   (default: the FUZZ_SEEDS it was compiled with)
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/buffer.h"
#include "tests/fuzz/fuzz_target.h"

#define SEED_LIMIT ((size_t)1024 * 1024)
#define PATH_SIZE 4096

/* 0, or -1 when the file cannot be read whole. */
static int
read_file(const char *path, struct buffer *out)
{
	uint8_t chunk[4096];
	size_t length;
	int err = 0;
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return -1;
	while (err == 0 && (length = fread(chunk, 1, sizeof(chunk), file)) > 0)
		err = buffer_append(out, bytes_make(chunk, length));
	if (ferror(file))
		err = -1;
	fclose(file);
	return err;
}

/* An exact copy on the heap, so that a sanitizer sees a read behind its end. */
static void
feed(struct bytes seed)
{
	uint8_t *copy = malloc(seed.length + (seed.length == 0));
	if (copy == NULL)
		abort();
	if (seed.length > 0)
		memcpy(copy, seed.data, seed.length);
	LLVMFuzzerTestOneInput(copy, seed.length);
	free(copy);
}

static int
replay(const char *folder, const char *name)
{
	char path[PATH_SIZE];
	struct buffer seed = buffer_make(SEED_LIMIT);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	int err = read_file(path, &seed);
	if (err == 0)
		feed(buffer_bytes(&seed));
	else
		fprintf(stderr, "%s: cannot be read\n", path);
	buffer_release(&seed);
	return err;
}

int
main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : SOURCE_DIR "/" FUZZ_SEEDS;
	unsigned count = 0;
	int err = 0;
	DIR *directory = opendir(folder);
	if (directory == NULL) {
		fprintf(stderr, "%s: cannot be opened\n", folder);
		return EXIT_FAILURE;
	}
	const struct dirent *entry;
	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		err |= replay(folder, entry->d_name);
		count++;
	}
	closedir(directory);
	printf("%u inputs of %s replayed\n", count, folder);
	return err == 0 && count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
