/* Rules put together at random out of few words, so that many say alike. */
#ifndef PHIMILTER_TESTS_RANDOM_RULES_H
#define PHIMILTER_TESTS_RANDOM_RULES_H

#include "tests/unit/policy_fixture.h"

struct random_source {
	uint64_t state; /* equal states, equal numbers */
};

/* A number below `limit`. */
unsigned random_below(struct random_source *random, unsigned limit);

/* A policy of about `count` rules; fixture_release() it. */
void random_policy(struct random_source *random, size_t count, struct fixture *out);

#endif
