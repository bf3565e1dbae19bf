#include "store/hold_table.h"

#include "core/error.h"
#include "store/codec.h"
#include "store/search_index.h"
#include "store/slice.h"

#define HOLD_ROW_LIMIT ((size_t)8 * 1024 * 1024)

/* A row's place, which its seal is bound to. */
struct hold_place {
	uint8_t memory[sizeof(HOLD_PLACE) - 1 + SEARCH_TERM_SIZE];
};

static struct bytes
hold_place_make(struct bytes key, struct hold_place *memory)
{
	memcpy(memory->memory, HOLD_PLACE, sizeof(HOLD_PLACE) - 1);
	memcpy(memory->memory + sizeof(HOLD_PLACE) - 1, key.data, SEARCH_TERM_SIZE);
	return bytes_make(memory->memory, sizeof(memory->memory));
}

static void
hold_walk(struct codec *codec, struct hold *hold)
{
	struct bytes *questions = (struct bytes *)hold->questions;

	codec_string(codec, &hold->name);
	codec_string(codec, &hold->authority);
	codec_string(codec, &hold->notes);
	codec_i64(codec, &hold->placed);
	codec_string(codec, &hold->placed_by);
	codec_i64(codec, &hold->released);
	codec_string(codec, &hold->released_by);
	codec_string(codec, &hold->release_reason);
	codec_array(codec, (void **)&questions, &hold->question_count, sizeof(*questions));
	for (size_t i = 0; i < hold->question_count; i++)
		codec_string(codec, &questions[i]);
	hold->questions = questions;
}

bool
hold_question_keyword(struct bytes question, struct bytes *keyword)
{
	static const char key[] = "keyword:";
	struct bytes begin = bytes_slice(question, 0, sizeof(key) - 1);

	*keyword = bytes_slice(question, begin.length, SIZE_MAX);
	return bytes_equal(begin, bytes_of_string(key));
}

static int
hold_row_show(const struct store_keys *keys, struct bytes key, struct bytes value,
              int (*each)(const struct hold *hold, void *context), void *context)
{
	struct buffer plain = buffer_make(HOLD_ROW_LIMIT);
	struct arena *arena = NULL;
	struct hold hold = { 0 };
	struct hold_place place;

	int err = key.length == SEARCH_TERM_SIZE ? 0 : ERROR_CORRUPT;
	if (err == 0)
		err = keyring_open(keys, STORE_SEAL_AUDIT, hold_place_make(key, &place), value, &plain);
	if (err == 0)
		err = arena_create(HOLD_ROW_LIMIT, &arena);
	if (err == 0) {
		struct codec codec = codec_reader(buffer_bytes(&plain), arena);
		hold_walk(&codec, &hold);
		err = codec_finish(&codec);
	}
	if (err == 0)
		err = each(&hold, context);
	arena_destroy(&arena);
	buffer_release(&plain);
	return err;
}

static int
note_released(const struct hold *hold, void *context)
{
	*(bool *)context = hold->released != 0;
	return 0;
}

/* Whether what is there by the key lets the matter in; two officers may be at it at once. */
static int
check_before(struct database_transaction *transaction, const struct store_keys *keys,
             struct bytes key, bool releases)
{
	struct bytes value;
	bool released;

	if (!database_get(transaction, DATABASE_HOLD, key, &value))
		return releases ? ERROR_NOT_FOUND : 0;
	if (!releases)
		return ERROR_EXISTS;
	int err = hold_row_show(keys, key, value, note_released, &released);
	return err != 0 ? err : released ? ERROR_STATE : 0;
}

void
hold_table_put(struct database_transaction *transaction, const struct store_keys *keys,
               struct crypto_mac_context *terms, const struct hold *hold)
{
	struct buffer plain = buffer_make(HOLD_ROW_LIMIT), sealed = buffer_make(HOLD_ROW_LIMIT);
	struct codec codec = codec_writer(&plain);
	struct hold walked = *hold;
	struct search_term term;
	struct hold_place place;

	int err = search_term_make(terms, SEARCH_HOLD, hold->name, &term);
	struct bytes key = bytes_make(term.bytes, sizeof(term.bytes));
	if (err == 0)
		err = check_before(transaction, keys, key, hold->released != 0);
	hold_walk(&codec, &walked);
	if (err == 0)
		err = codec_finish(&codec);
	if (err == 0)
		err = keyring_seal(keys, STORE_SEAL_AUDIT, hold_place_make(key, &place), buffer_bytes(&plain), &sealed);
	database_fail(transaction, err);
	database_put(transaction, DATABASE_HOLD, key, buffer_bytes(&sealed));
	buffer_release(&plain);
	buffer_release(&sealed);
}

int
hold_table_get(struct database_transaction *transaction, const struct store_keys *keys,
               struct crypto_mac_context *terms, struct bytes name,
               int (*each)(const struct hold *hold, void *context), void *context)
{
	struct search_term term;
	struct bytes value, key = bytes_make(term.bytes, sizeof(term.bytes));

	int err = search_term_make(terms, SEARCH_HOLD, name, &term);
	if (err != 0)
		return err;
	if (!database_get(transaction, DATABASE_HOLD, key, &value))
		return transaction->error != 0 ? transaction->error : ERROR_NOT_FOUND;
	return hold_row_show(keys, key, value, each, context);
}

int
hold_table_each(struct database_transaction *transaction, const struct store_keys *keys,
                int (*each)(const struct hold *hold, void *context), void *context)
{
	struct database_cursor cursor;
	int err = 0;

	bool more = database_seek(transaction, DATABASE_HOLD, bytes_make(NULL, 0), &cursor);
	for (; more && err == 0; more = database_next(&cursor))
		err = hold_row_show(keys, cursor.key, cursor.value, each, context);
	database_cursor_close(&cursor);
	return transaction->error != 0 ? transaction->error : err;
}

struct listing {
	const struct store_keys *keys;
	int (*each)(const struct hold *hold, void *context);
	void *context;
};

static int
listing_show(const struct slice_row *row, void *context)
{
	const struct listing *listing = context;

	return hold_row_show(listing->keys, row->key, row->value, listing->each, listing->context);
}

int
hold_table_list(struct database *database, const struct store_keys *keys,
                int (*each)(const struct hold *hold, void *context), void *context)
{
	struct listing listing = { keys, each, context };

	return slice_each(database, DATABASE_HOLD, bytes_make(NULL, 0), listing_show, &listing);
}
