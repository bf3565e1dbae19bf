#include "milter/configuration_record.h"

#include <stdio.h>

#include "config.h"
#include "core/configuration_files.h"
#include "core/error.h"

/* The files' text, with what stands before it, as long as a string of a record may be. */
#define TEXT_LIMIT ((size_t)48 * 1024)
#define BEGIN_SIZE 128

/* Anything that makes a difference to decisions, as one text that can be compared. */
static int
text_make(const struct snapshot *snapshot, struct buffer *out)
{
	const size_t rules = policy_rule_count(snapshot->policy);
	char begin[BEGIN_SIZE];

	snprintf(begin, sizeof(begin), "phimilter " PACKAGE_VERSION ", %zu rule%s%s, ", rules,
	         rules == 1 ? "" : "s", snapshot->configuration->policy.shadow ? " in shadow mode" : "");
	int err = buffer_append_string(out, begin);
	return err != 0 ? err : configuration_files_write(snapshot->configuration->files, out);
}

/* Whether the record says `text`. */
static int
record_says(const struct record *record, void *context)
{
	return record->kind == RECORD_CONFIGURATION && bytes_equal(record->reason, *(struct bytes *)context);
}

/* Whether the last record of a configuration says `text`: 1, 0 or a negative error. */
static int
is_last(struct store *store, struct bytes text)
{
	struct search_term term;
	uint64_t sequence;

	int err = store_search_term(store, SEARCH_KIND,
	                            bytes_of_string(record_kind_name(RECORD_CONFIGURATION)), &term);
	if (err == 0)
		err = store_search_last(store, &term, &sequence);
	if (err != 0 || sequence == 0)
		return err;
	return store_audit_get(store, sequence, record_says, &text);
}

int
configuration_record_append(struct store *store, const struct snapshot *snapshot, const char *actor)
{
	struct buffer text = buffer_make(TEXT_LIMIT);
	struct record record = { .kind = RECORD_CONFIGURATION, .actor = bytes_of_string(actor) };

	int err = text_make(snapshot, &text);
	if (err == 0)
		err = is_last(store, buffer_bytes(&text));
	record.reason = buffer_bytes(&text);
	if (err == 0)
		err = store_append(store, &record);
	buffer_release(&text);
	return err > 0 ? 0 : err;
}
