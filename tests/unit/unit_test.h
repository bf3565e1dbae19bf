/*
 * What every unit test program shares: a main() that runs suites and nothing
 * else, so that a module's tests are one file with one function.
 */
#ifndef PHIMILTER_TESTS_UNIT_TEST_H
#define PHIMILTER_TESTS_UNIT_TEST_H

#include <check.h>
#include <stdlib.h>

/* Runs each suite; the program's exit status is 0 when all pass. */
#define UNIT_TEST_MAIN(...)                                                    \
	int main(void)                                                         \
	{                                                                      \
		Suite *(*const suites[])(void) = { __VA_ARGS__ };              \
		SRunner *runner = srunner_create(NULL);                        \
		for (size_t i = 0; i < sizeof(suites) / sizeof(*suites); i++)  \
			srunner_add_suite(runner, suites[i]());                \
		srunner_run_all(runner, CK_ENV);                               \
		int failed = srunner_ntests_failed(runner);                    \
		srunner_free(runner);                                          \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                   \
	}

/*
 * For loops of many thousand turns. Check notes each ck_assert() it passes in a file, and
 * reads all of it when the test has ended: that takes longer than what is tested. This one
 * speaks only where it fails, with what follows as printf() has it.
 */
#define UNIT_EXPECT(condition, ...)             \
	do {                                    \
		if (!(condition))               \
			ck_abort_msg(__VA_ARGS__); \
	} while (0)

#define UNIT_TIMEOUT 300 /* seconds, on a busy machine and under sanitizers */

/* A case, each test of which runs between setup() and teardown(); either may be NULL. */
static inline TCase *
unit_case(const char *name, SFun setup, SFun teardown, const TTest *const *tests, size_t count)
{
	TCase *tcase = tcase_create(name);
	tcase_set_timeout(tcase, UNIT_TIMEOUT);
	tcase_add_checked_fixture(tcase, setup, teardown);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	return tcase;
}

static inline Suite *
unit_suite(const char *name, TCase *tcase)
{
	Suite *suite = suite_create(name);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* The tests are the arguments behind. */
#define UNIT_CASE(name, setup, teardown, ...)                                             \
	unit_case((name), (setup), (teardown), (const TTest *const[]){ __VA_ARGS__ },     \
	          sizeof((const TTest *const[]){ __VA_ARGS__ }) / sizeof(TTest *))

/* A suite of one case, with a fixture around each test and without. */
#define UNIT_SUITE_WITH(name, setup, teardown, ...) \
	unit_suite((name), UNIT_CASE((name), (setup), (teardown), __VA_ARGS__))
#define UNIT_SUITE(name, ...) UNIT_SUITE_WITH((name), NULL, NULL, __VA_ARGS__)

#endif
