#include "tests/unit/evasion_case.h"

#include <stdio.h>

#include "core/crypto.h"
#include "core/error.h"
#include "scanner/part_source.h"
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

/* Every finding of the type that has a place goes. False where one has none, and so all stays. */
static bool
take_out(const struct configuration *configuration, struct message *m, size_t part,
         enum identifier_type type, struct buffer *out)
{
	struct part_source *source;

	int err = part_source_open(configuration, m, part, &source);
	for (size_t i = 0; i < m->finding_count && err == 0; i++)
		if (m->findings[i].part == part && m->findings[i].type == type)
			err = part_source_take_out(source, m->findings[i].start, m->findings[i].length);
	ck_assert_msg(err == 0 || err == ERROR_NOT_FOUND, "%s", error_text(err));
	if (err != 0)
		return false;
	ck_assert_int_eq(part_source_write(source, "[removed]", out), 0);
	return true;
}

/*
 * Whether something of the type is still found where all of it was taken out: who
 * hides well enough to be left behind would leave the building.
 */
static bool
is_left(const struct scanner *scanner, const struct configuration *configuration, struct message *m,
        enum identifier_type type)
{
	bool left = false;

	for (size_t part = 0; part < m->part_count && !left; part++) {
		if (m->parts[part].kind == PART_HEADERS)
			continue; /* changed by the field */
		struct buffer text = buffer_make(ARENA_LIMIT);
		struct message *rest;
		ck_assert_int_eq(message_create(ARENA_LIMIT, ARENA_LIMIT, &rest), 0);
		if (m->parts[part].kind == PART_HTML)
			ck_assert_int_eq(buffer_append_string(&text, "Content-Type: text/html; charset=utf-8\n\n"), 0);
		else
			ck_assert_int_eq(buffer_append_string(&text, "Content-Type: text/plain; charset=utf-8\n\n"), 0);
		bool taken = take_out(configuration, m, part, type, &text);
		if (taken)
			ck_assert_int_eq(scan_message(scanner, buffer_bytes(&text), rest), 0);
		for (size_t i = 0; i < rest->finding_count && taken; i++)
			left = left || rest->findings[i].type == type;
		message_destroy(&rest);
		buffer_release(&text);
	}
	return left;
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
		if (is_left(scanner, configuration, m, cases[i].type) && used < sizeof(report))
			used += (size_t)snprintf(report + used, sizeof(report) - used, "\n  %s (taken out)",
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
