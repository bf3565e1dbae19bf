#include "tools/scan_engine.h"

#include "core/crypto.h"
#include "core/error.h"
#include "scanner/part_reader.h"

/* Beside its text a message's arena holds copies, findings and tables. */
#define SCAN_ARENA_FACTOR 4
#define SCAN_ARENA_LEAST ((size_t)256 * 1024 * 1024)

int
scan_engine_create(const struct command_context *context, const char *command,
                   struct scan_engine *out)
{
	uint8_t key[CRYPTO_KEY_SIZE]; /* hashes are compared within one message only */
	struct diagnostics why;

	*out = (struct scan_engine){ 0 };
	int err = command_configuration(context, true, &out->configuration);
	if (err != 0)
		return EXIT_CODE_ERROR;
	diagnostics_init(&why);
	part_reader_start();
	err = crypto_random(key, sizeof(key));
	if (err == 0)
		err = scanner_create(out->configuration, key, &why, &out->scanner);
	if (err != 0 && why.count == 0)
		command_fail("%s: %s", command, error_text(err));
	command_fail_diagnostics(&why);
	return err == 0 ? 0 : EXIT_CODE_ERROR;
}

void
scan_engine_release(struct scan_engine *engine)
{
	scanner_destroy(&engine->scanner);
	configuration_release(&engine->configuration);
}

/* Where the body begins: behind the first empty line, or at the end. */
static size_t
body_start_find(struct bytes original)
{
	size_t start = 0;

	while (start < original.length) {
		const uint8_t *end = memchr(original.data + start, '\n', original.length - start);
		size_t next = end ? (size_t)(end - original.data) + 1 : original.length;
		struct bytes line = bytes_slice(original, start, next - start);
		if (bytes_equal(line, bytes_of_string("\n")) || bytes_equal(line, bytes_of_string("\r\n")))
			return next;
		start = next;
	}
	return original.length;
}

static int
scan_fill(const struct scan_engine *engine, enum scan_kind kind, struct bytes text,
          struct message *m)
{
	if (kind == SCAN_TEXT)
		return scanner_scan_text(engine->scanner, text, m);
	int err = buffer_append(&m->original, text);
	if (err != 0)
		return err;
	m->body_start = body_start_find(text);
	return scanner_scan_message(engine->scanner, m);
}

int
scan_engine_run(const struct scan_engine *engine, enum scan_kind kind, struct bytes text,
                struct message **out)
{
	size_t arena = text.length * SCAN_ARENA_FACTOR;
	int err = message_create((size_t)engine->configuration->limits.message_bytes,
	                         arena > SCAN_ARENA_LEAST ? arena : SCAN_ARENA_LEAST, out);

	if (err == 0)
		err = scan_fill(engine, kind, text, *out);
	if (err != 0)
		message_destroy(out);
	return err;
}
