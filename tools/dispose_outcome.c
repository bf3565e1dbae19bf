/* What became of the records of a disposal: counted, and as the list that is signed for. */
#include <inttypes.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/dispose_command.h"
#include "tools/json_text.h"

int
dispose_digest_add(struct crypto_digest_context *digest, const struct record *record)
{
	char line[2 * MESSAGE_DIGEST_SIZE + 32], hex[2 * MESSAGE_DIGEST_SIZE + 1];

	hex_encode(bytes_make(record->digest, sizeof(record->digest)), hex);
	snprintf(line, sizeof(line), "%" PRIu64 " %s\n", record->sequence, hex);
	return crypto_digest_add(digest, bytes_of_string(line));
}

int
dispose_tally_add(struct dispose_tally *tally, const struct record *record)
{
	struct bytes name = record->retention_class;
	size_t i = 0;

	while (i < tally->class_count && !bytes_equal(name, bytes_of_string(tally->classes[i].name)))
		i++;
	struct dispose_class *class = &tally->classes[i];
	if (i == DISPOSE_CLASSES)
		return ERROR_LIMIT;
	if (i == tally->class_count) {
		class->name = strndup(name.length > 0 ? (const char *)name.data : "", name.length);
		if (class->name == NULL)
			return ERROR_MEMORY;
		tally->class_count++;
	}
	class->records++;
	class->bytes += record->size;
	class->originals += record->escrow_id.length > 0;
	return 0;
}

void
dispose_tally_release(struct dispose_tally *tally)
{
	for (size_t i = 0; i < tally->class_count; i++)
		free(tally->classes[i].name);
	tally->class_count = 0;
}

struct listing {
	FILE *out;
	struct dispose_tally *tally;
	struct crypto_digest_context *digest;
};

/* All of it stays as it is once the disposal is done, so that the list can be made again. */
static json_t *
json_of_item(const struct disposal_item *item, const struct record *record)
{
	char hex[2 * MESSAGE_DIGEST_SIZE + 1];

	hex_encode(bytes_make(record->digest, sizeof(record->digest)), hex);
	return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:s, s:I, s:o}",
	                 "record", (json_int_t)item->sequence, "fate", disposal_fate_name(item->fate),
	                 "hold", item->hold[0] ? json_text(bytes_of_string(item->hold)) : json_null(),
	                 "made", json_time(record->time), "class", json_text(record->retention_class),
	                 "retain_until", json_time(record->retain_until), "sha256", hex,
	                 "size", (json_int_t)record->size,
	                 "escrow_id", record->escrow_id.length > 0 ? json_text(record->escrow_id) :
	                                                             json_null());
}

static int
list_line(struct listing *listing, const char *line)
{
	int err = crypto_digest_add(listing->digest, bytes_of_string(line));

	if (err == 0)
		err = crypto_digest_add(listing->digest, bytes_of_string("\n"));
	if (err == 0 && listing->out != NULL && fprintf(listing->out, "%s\n", line) < 0)
		err = ERROR_IO;
	return err;
}

static int
list_item(const struct disposal_item *item, const struct record *record, void *context)
{
	struct listing *listing = context;
	json_t *object = json_of_item(item, record);
	char *line = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;

	int err = line != NULL ? list_line(listing, line) : ERROR_MEMORY;
	free(line);
	json_decref(object);
	listing->tally->fates[item->fate]++;
	if (err == 0 && item->fate == DISPOSAL_DESTROYED)
		err = dispose_tally_add(listing->tally, record);
	return err;
}

int
dispose_list_write(struct store *store, uint64_t number, FILE *out, struct dispose_tally *tally,
                   uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	struct listing listing = { .out = out, .tally = tally };

	int err = crypto_digest_create(&listing.digest);
	if (err == 0)
		err = dispose_walk(store, number, list_item, &listing);
	if (err == 0)
		err = crypto_digest_finish(listing.digest, digest);
	crypto_digest_destroy(&listing.digest);
	return err;
}
