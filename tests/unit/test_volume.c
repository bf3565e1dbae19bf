/* How much PHI each sender sent in the last hour. */
#include <stdio.h>

#include "core/error.h"
#include "milter/volume.h"
#include "tests/unit/unit_test.h"

#define START ((int64_t)1800000000) /* a whole number of steps */
#define MINUTE 60

static const struct {
	const char *sender;
	int64_t after; /* seconds behind START */
	uint32_t count;
	uint64_t sum;
} steps[] = {
	{ "jane@example.com", 0, 0, 0 },
	{ "jane@example.com", 0, 3, 3 },
	{ "john@example.com", 0, 1, 1 },
	{ "JANE@Example.com", 10 * MINUTE, 2, 5 },
	{ "jane@example.com", 59 * MINUTE, 0, 5 },
	{ "jane@example.com", 60 * MINUTE, 0, 2 },
	{ "jane@example.com", 30 * MINUTE, 1, 3 }, /* another thread was faster */
	{ "jane@example.com", 69 * MINUTE, 0, 3 },
	{ "jane@example.com", 70 * MINUTE, 0, 1 },
	{ "jane@example.com", 24 * 60 * MINUTE, 0, 0 },
	{ "jane@example.com", 24 * 60 * MINUTE, UINT32_MAX, UINT32_MAX },
	{ "jane@example.com", 24 * 60 * MINUTE, 9, UINT32_MAX },
	{ "john@example.com", 24 * 60 * MINUTE, 4, 4 },
};

START_TEST(an_hour_is_counted)
{
	struct volume *volume;

	ck_assert_int_eq(volume_create(&volume), 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		uint64_t sum = volume_add(volume, bytes_of_string(steps[i].sender), START + steps[i].after,
		                          steps[i].count);
		ck_assert_msg(sum == steps[i].sum, "step %zu: %lu", i, (unsigned long)sum);
	}
	volume_destroy(&volume);
	volume_destroy(&volume);
	volume_destroy(NULL);
}
END_TEST

/* However many there are, the table does not grow, and who sends now is known. */
START_TEST(a_flood_of_senders_is_borne)
{
	struct volume *volume;
	char sender[32];

	ck_assert_int_eq(volume_create(&volume), 0);
	for (unsigned i = 0; i < 100000; i++) {
		snprintf(sender, sizeof(sender), "x%u@example.com", i);
		uint64_t first = volume_add(volume, bytes_of_string(sender), START + i / 1000, 1);
		uint64_t then = volume_add(volume, bytes_of_string(sender), START + i / 1000, 1);
		UNIT_EXPECT(first == 1 && then == 2, "%s sent %lu, then %lu", sender, (unsigned long)first,
		            (unsigned long)then);
	}
	volume_destroy(&volume);
}
END_TEST

static Suite *
volume_suite(void)
{
	return UNIT_SUITE("volume", an_hour_is_counted, a_flood_of_senders_is_borne);
}

UNIT_TEST_MAIN(volume_suite)
