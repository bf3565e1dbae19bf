/*
 * Any bytes as a message: the part reader must come back with parts whose text
 * is valid UTF-8 without NUL, whatever they are, and must not fail. The same
 * goes for the view of each text, every byte of which stands within the text.
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/message.h"
#include "scanner/charset.h"
#include "scanner/part_reader.h"
#include "scanner/text_view.h"
#include "tests/fuzz/fuzz_target.h"

#define ORIGINAL_LIMIT ((size_t)1024 * 1024)
#define ARENA_LIMIT ((size_t)256 * 1024 * 1024)

/* Limits low enough for small inputs to reach them. */
static const char fuzz_settings[] =
	"limits = { header_bytes = 4096; header_count = 20; mime_depth = 5; mime_parts = 20;"
	" decoded_bytes = 65536; text_bytes = 32768; };";

static struct configuration *
fuzz_configuration(void)
{
	struct diagnostics why = { 0 };
	struct configuration *configuration;
	if (configuration_parse(fuzz_settings, "fuzz", &why, &configuration) != 0)
		abort();
	diagnostics_release(&why);
	part_reader_start();
	return configuration;
}

static void
check_view(struct arena *arena, struct bytes text)
{
	struct text_view view;
	uint32_t start, length;
	if (text_view_make(arena, text, &view) != 0 ||
	    charset_utf8_prefix(view.bytes) != view.bytes.length)
		abort();
	for (size_t i = 0; i < view.bytes.length; i++) {
		text_view_locate(&view, i, view.bytes.length - i, &start, &length);
		if (start > text.length || length > text.length - start)
			abort();
	}
}

static void
check_parts(const struct message *m)
{
	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *part = &m->parts[i];
		if (part->path == NULL || part->content_type == NULL ||
		    part_kind_name(part->kind) == NULL || part->head.length > PART_HEAD_SIZE ||
		    charset_utf8_prefix(part->text) != part->text.length)
			abort();
		check_view(m->arena, part->text);
	}
	for (size_t i = 0; i < m->unscannable_count; i++) {
		if (unscannable_reason_name(m->unscannables[i].reason) == NULL)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct message *m;
	struct configuration *configuration = fuzz_configuration();
	if (size > ORIGINAL_LIMIT || message_create(ORIGINAL_LIMIT, ARENA_LIMIT, &m) != 0)
		abort();
	if (buffer_append(&m->original, bytes_make(data, size)) != 0 ||
	    part_reader_read(configuration, m) != 0)
		abort();
	check_parts(m);
	message_destroy(&m);
	configuration_release(&configuration);
	return 0;
}
