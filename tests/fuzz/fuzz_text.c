/*
 * Any bytes as the text of a part: all detectors, the lexicon and the score must
 * come back, and whatever they report must stand within the text.
 */
#include <stdlib.h>

#include "core/configuration.h"
#include "core/crypto.h"
#include "core/message.h"
#include "scanner/charset.h"
#include "scanner/scanner.h"
#include "tests/fuzz/fuzz_target.h"

#define TEXT_LIMIT ((size_t)1024 * 1024)
#define ARENA_LIMIT ((size_t)256 * 1024 * 1024)

/* Made once: its patterns take longer to compile than thousands of inputs to scan. */
static const struct scanner *
fuzz_scanner(void)
{
	static struct configuration *configuration;
	static struct scanner *scanner;
	static const uint8_t key[CRYPTO_KEY_SIZE];
	struct diagnostics why = { 0 };

	if (scanner == NULL && (configuration_parse("", "fuzz", &why, &configuration) != 0 ||
	                        scanner_create(configuration, key, &why, &scanner) != 0))
		abort();
	diagnostics_release(&why);
	return scanner;
}

static void
check_place(struct bytes text, size_t start, size_t length)
{
	bool whole = start == 0 && length == 0; /* the part itself, as a biometric record is */

	if ((length == 0 && !whole) || start > text.length || length > text.length - start)
		abort();
}

static void
check_findings(const struct message *m, struct bytes text)
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		check_place(text, finding->start, finding->length);
		if (finding->confidence > 100 || identifier_type_name(finding->type) == NULL)
			abort();
	}
	for (size_t i = 0; i < m->health_count; i++)
		check_place(text, m->health[i].start, m->health[i].length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer decoded = buffer_make(3 * TEXT_LIMIT);
	struct bytes text;
	bool unknown;
	struct message *m;

	/* As the texts of parts are: valid UTF-8 without a NUL. */
	if (size > TEXT_LIMIT || message_create(0, ARENA_LIMIT, &m) != 0 ||
	    charset_decode(bytes_of_string("utf-8"), bytes_make(data, size), &decoded, &text, &unknown) != 0 ||
	    scanner_scan_text(fuzz_scanner(), text, m) != 0)
		abort();
	check_findings(m, text);
	message_destroy(&m);
	buffer_release(&decoded);
	return 0;
}
