/* phictl hold report: what each matter keeps, and what it cannot know. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "tools/hold_command.h"
#include "tools/json_text.h"
#include "tools/retention_end.h"
#include "tools/safe_text.h"
#include "tools/search_query.h"
#include "tools/time_text.h"

struct matter {
	struct hold_found found;
	struct search_query *query;
	size_t keywords;
	uint64_t messages, bytes, originals;
	uint64_t due;       /* but for holds */
	int64_t first, last;
	uint64_t noted;     /* that had one of its keywords when they came */
	uint64_t unread;    /* of all that came since: with parts that could not be read */
};

struct report {
	const struct store_access *access;
	const char *name;   /* the only one wanted; NULL: all that stand */
	int64_t now;
	struct matter *matters;
	size_t count;
};

/* ---- counting ------------------------------------------------------------------------ */

static int
matter_take(const struct hold *hold, void *context)
{
	struct report *report = context;
	bool wanted = report->name != NULL ? bytes_equal(hold->name, bytes_of_string(report->name)) :
	                                     hold->released == 0;

	if (!wanted)
		return 0;
	struct matter *grown = reallocarray(report->matters, report->count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	report->matters = grown;
	struct matter *matter = &grown[report->count++];
	*matter = (struct matter){ .keywords = hold_count_keywords(hold) };
	int err = hold_found_keep(hold, &matter->found);
	if (err == 0)
		err = search_query_parse(report->access->store, matter->found.questions,
		                         hold->question_count, 0, &matter->query);
	return err == ERROR_INVALID ? ERROR_CORRUPT : err;
}

static bool
was_unreadable(const struct record *record)
{
	for (unsigned reason = 1; reason < UNSCANNABLE_REASON_LIMIT; reason++)
		if (record->unscannable[reason] > 0)
			return true;
	return false;
}

static void
matter_count(const struct report *report, struct matter *matter, const struct record *record)
{
	matter->unread += record->time >= matter->found.hold.placed && was_unreadable(record);
	if (!search_query_matches(matter->query, record))
		return;
	matter->messages++;
	matter->bytes += record->size;
	matter->originals += record->escrow_id.length > 0;
	matter->due += retention_end(report->access->configuration, record) <= report->now;
	matter->noted += search_query_notes_keyword(matter->query, record);
	if (matter->first == 0 || record->time < matter->first)
		matter->first = record->time;
	if (record->time > matter->last)
		matter->last = record->time;
}

static int
count(const struct record *record, void *context)
{
	const struct report *report = context;

	for (size_t i = 0; i < report->count && record->kind == RECORD_DECISION; i++)
		matter_count(report, &report->matters[i], record);
	return 0;
}

static void
report_release(struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		search_query_destroy(&report->matters[i].query);
		hold_found_release(&report->matters[i].found);
	}
	free(report->matters);
}

/* ---- printing ------------------------------------------------------------------------ */

static int
print_json(const struct matter *m)
{
	const struct hold *hold = &m->found.hold;

	return json_print_line(stdout, json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:o, s:o, s:I, s:I, s:I}",
		"matter", json_text(hold->name), "authority", json_text(hold->authority),
		"placed", json_time(hold->placed), "placed_by", json_text(hold->placed_by),
		"released", hold->released != 0 ? json_time(hold->released) : json_null(),
		"messages", (json_int_t)m->messages, "bytes", (json_int_t)m->bytes,
		"originals", (json_int_t)m->originals, "due_but_for_holds", (json_int_t)m->due,
		"first", m->first != 0 ? json_time(m->first) : json_null(),
		"last", m->last != 0 ? json_time(m->last) : json_null(),
		"keywords", (json_int_t)m->keywords, "messages_with_keyword", (json_int_t)m->noted,
		"unreadable_since", (json_int_t)m->unread));
}

static void
print_keywords(const struct matter *m)
{
	if (m->keywords == 0)
		return;
	printf("keywords     %zu; of what came since it was placed, %" PRIu64 " of these messages had one\n"
	       "             %" PRIu64 " messages since had parts that could not be read, and words in "
	       "them are not known\n"
	       "             of mail before, no text is kept: it is here only by other questions, or where "
	       "a\n             value that was found, an address or a domain is a keyword\n",
	       m->keywords, m->noted, m->unread);
}

static void
print_text(const struct matter *m)
{
	const struct hold *hold = &m->found.hold;

	fputs("matter       ", stdout);
	safe_text_print(stdout, hold->name);
	fputs("\nauthority    ", stdout);
	safe_text_print(stdout, hold->authority);
	printf("\nplaced       %s by ", time_text(hold->placed).text);
	safe_text_print(stdout, hold->placed_by);
	if (hold->released != 0) {
		printf("\nreleased     %s by ", time_text(hold->released).text);
		safe_text_print(stdout, hold->released_by);
	}
	printf("\n%s        %" PRIu64 " messages, %" PRIu64 " bytes, %" PRIu64 " sealed originals\n",
	       hold->released != 0 ? "about" : "keeps", m->messages, m->bytes, m->originals);
	if (m->messages > 0)
		printf("             from %s to %s; %" PRIu64 " would be due but for holds\n",
		       time_text(m->first).text, time_text(m->last).text, m->due);
	print_keywords(m);
}

static int
print_all(const struct report *report, bool json)
{
	int err = 0;

	for (size_t i = 0; i < report->count && err == 0; i++) {
		if (json) {
			err = print_json(&report->matters[i]);
			continue;
		}
		if (i > 0)
			putchar('\n');
		print_text(&report->matters[i]);
	}
	if (err == ERROR_MEMORY)
		return command_fail("%s", error_text(err));
	return ferror(stdout) || fflush(stdout) != 0 ? command_fail_output() : EXIT_CODE_DONE;
}

int
hold_report(struct store_access *access, const struct hold_arguments *arguments)
{
	struct report report = { .access = access, .name = arguments->name, .now = (int64_t)time(NULL) };
	int code;

	int err = store_hold_list(access->store, matter_take, &report);
	if (err == 0 && report.count > 0)
		err = store_audit_list(access->store, 1, count, &report);
	if (err != 0) {
		code = store_access_fail(access, err);
	} else if (report.count == 0 && report.name != NULL) {
		command_fail("hold: there is no matter \"%s\"", report.name);
		code = EXIT_CODE_FOUND;
	} else {
		code = print_all(&report, arguments->json);
	}
	report_release(&report);
	return code;
}
