#include "tests/unit/evasion_case.h"

#include <stdio.h>

#include "core/crypto.h"
#include "scanner/scanner.h"
#include "tests/unit/test_scanner.h"

#define ARENA_LIMIT ((size_t)64 * 1024 * 1024)
#define REPORT_SIZE 4000

typedef int scan_function(const struct scanner *scanner, struct bytes content, struct message *m);

static int
scan_message(const struct scanner *scanner, struct bytes content, struct message *m)
{
	ck_assert_int_eq(buffer_append(&m->original, content), 0);
	return scanner_scan_message(scanner, m);
}

static bool
is_found(const struct message *m, const struct evasion_case *wanted)
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		struct bytes text = bytes_slice(m->parts[finding->part].text, finding->start,
		                                finding->length);
		if (finding->type == wanted->type &&
		    (wanted->found == NULL || bytes_equal(text, bytes_of_string(wanted->found))))
			return true;
	}
	return false;
}

static void
check(scan_function *scan, const struct evasion_case *cases, size_t count)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 1 };
	struct configuration *configuration;
	struct diagnostics why;
	struct scanner *scanner;
	char report[REPORT_SIZE] = "";
	size_t used = 0;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "test", &why, &configuration), 0);
	ck_assert_int_eq(scanner_create(configuration, key, &why, &scanner), 0);
	for (size_t i = 0; i < count; i++) {
		struct message *m;
		ck_assert_int_eq(message_create(ARENA_LIMIT, ARENA_LIMIT, &m), 0);
		ck_assert_int_eq(scan(scanner, bytes_of_string(cases[i].content), m), 0);
		if (!is_found(m, &cases[i]) && used < sizeof(report))
			used += (size_t)snprintf(report + used, sizeof(report) - used, "\n  %s",
			                         cases[i].name);
		message_destroy(&m);
	}
	scanner_destroy(&scanner);
	configuration_release(&configuration);
	diagnostics_release(&why);
	ck_assert_msg(used == 0, "got past the scan:%s", report);
}

void
evasion_check_texts(const struct evasion_case *cases, size_t count)
{
	check(scanner_scan_text, cases, count);
}

void
evasion_check_messages(const struct evasion_case *cases, size_t count)
{
	check(scan_message, cases, count);
}
