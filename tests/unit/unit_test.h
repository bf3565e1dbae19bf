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

/* A suite with one case: `static const TTest *const tests[]` of it. */
static inline Suite *
unit_suite(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	tcase_set_timeout(tcase, 120);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	return suite;
}

#define UNIT_SUITE(name, ...)                                                      \
	unit_suite((name), (const TTest *const[]){ __VA_ARGS__ },                  \
	           sizeof((const TTest *const[]){ __VA_ARGS__ }) / sizeof(TTest *))

#endif
