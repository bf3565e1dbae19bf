/* Whatever condition_implies() sees, the outlines let through. */
#include "policy/implication.h"
#include "policy/outline.h"
#include "policy/policy_parts.h"
#include "tests/unit/random_rules.h"
#include "tests/unit/test_policy.h"

START_TEST(nothing_is_missed)
{
	struct random_source random = { .state = (uint64_t)_i };
	struct fixture fixture;
	size_t implied = 0, passed = 0, pairs = 0;

	random_policy(&random, 120, &fixture);
	const struct policy *policy = fixture.policy;
	for (size_t i = 0; i < policy->rule_count; i++) {
		uint32_t narrow = policy->rules[i].root;
		struct outline outline = outline_make(&policy->program, narrow);
		for (size_t j = 0; j < policy->rule_count; j++) {
			uint32_t wide = policy->rules[j].root;
			struct outline other = outline_make(&policy->program, wide);
			bool implies = condition_implies(&policy->program, narrow, wide);
			bool may = outline_may_imply(&outline, &other);
			ck_assert_msg(may || !implies, "%d: rules %s and %s", _i,
			              policy->rules[i].name, policy->rules[j].name);
			implied += implies && i != j;
			passed += may;
			pairs++;
		}
	}
	ck_assert_msg(implied > 100, "%zu pairs imply one another", implied);
	ck_assert_msg(passed < pairs / 2, "%zu of %zu pairs pass", passed, pairs);
	fixture_release(&fixture);
}
END_TEST

Suite *
outline_suite(void)
{
	Suite *suite = suite_create("outline");
	TCase *tcase = tcase_create("random");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, nothing_is_missed, 0, 20);
	suite_add_tcase(suite, tcase);
	return suite;
}
