/* Replays every detector's table of known good and bad texts through the whole engine. */
#include <stdio.h>

#include "core/configuration.h"
#include "core/crypto.h"
#include "core/error.h"
#include "scanner/cue.h"
#include "scanner/detector.h"
#include "scanner/scanner.h"
#include "tests/unit/test_scanner.h"

#define CASE_ARENA ((size_t)16 * 1024 * 1024)

static const uint8_t case_key[CRYPTO_KEY_SIZE] = { 1, 2, 3 };

static bool
finding_is(const struct message *m, const struct finding *finding, const struct detector_case *known)
{
	struct bytes text = m->parts[finding->part].text;

	return finding->type == known->type &&
	       bytes_equal(bytes_slice(text, finding->start, finding->length),
	                   bytes_of_string(known->found));
}

/* A good case needs exactly its text found as its type; a bad one nothing of the detector's category. */
static bool
case_holds(const struct detector *detector, const struct detector_case *known,
           const struct message *m)
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		if (known->found != NULL && finding_is(m, finding, known))
			return true;
		if (known->found == NULL && identifier_type_category(finding->type) == detector->category)
			return false;
	}
	return known->found == NULL;
}

static void
case_complain(const struct detector *detector, size_t number, const struct detector_case *known,
              const struct message *m)
{
	fprintf(stderr, "%s case %zu \"%s\": wanted %s \"%s\", found:", detector->name, number,
	        known->text, known->found ? identifier_type_name(known->type) : "nothing",
	        known->found ? known->found : "");
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		fprintf(stderr, " %s \"%.*s\"", identifier_type_name(finding->type),
		        (int)finding->length, m->parts[finding->part].text.data + finding->start);
	}
	fputc('\n', stderr);
}

static size_t
detector_replay(const struct scanner *scanner, const struct detector *detector)
{
	size_t failed = 0;

	for (size_t i = 0; i < detector->case_count; i++) {
		const struct detector_case *known = &detector->cases[i];
		struct message *m;
		ck_assert_int_eq(message_create(CASE_ARENA, CASE_ARENA, &m), 0);
		ck_assert_int_eq(scanner_scan_text(scanner, bytes_of_string(known->text), m), 0);
		if (!case_holds(detector, known, m)) {
			case_complain(detector, i, known, m);
			failed++;
		}
		message_destroy(&m);
	}
	return failed;
}

START_TEST(every_known_case_holds)
{
	struct configuration *configuration;
	struct scanner *scanner;
	struct diagnostics why;
	size_t failed = 0;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "defaults", &why, &configuration), 0);
	int err = scanner_create(configuration, case_key, &why, &scanner);
	ck_assert_msg(err == 0, "%s: %s", error_text(err), diagnostics_line(&why, 0));
	for (size_t i = 0; i < DETECTOR_COUNT; i++)
		if (detectors[i] != NULL)
			failed += detector_replay(scanner, detectors[i]);
	ck_assert_uint_eq(failed, 0);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
	diagnostics_release(&why);
}
END_TEST

static void
cues_check(const struct detector *detector, const struct cue_table *table)
{
	for (size_t i = 1; i < table->count; i++)
		for (size_t before = 0; before < i; before++)
			UNIT_EXPECT(strcmp(table->cues[i].text, table->cues[before].text) != 0,
			            "%s: \"%s\" stands twice in one list", detector->name, table->cues[i].text);
}

START_TEST(every_cue_stands_once)
{
	size_t tables = 0;

	for (size_t i = 0; i < DETECTOR_COUNT; i++)
		for (size_t k = 0; detectors[i] != NULL && k < detectors[i]->pattern_count; k++) {
			if (detectors[i]->patterns[k].words == NULL)
				continue;
			cues_check(detectors[i], detectors[i]->patterns[k].words);
			tables++;
		}
	ck_assert_uint_gt(tables, 20);
}
END_TEST

Suite *
detector_cases_suite(void)
{
	return UNIT_SUITE("detector cases", every_known_case_holds, every_cue_stands_once);
}
