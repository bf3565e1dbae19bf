/*
 * The cases beside the rules: given a message like this, expect that of it.
 *
 *	tests = (
 *		{
 *			name = "a list to a stranger";
 *			given = {
 *				sender = "nurse@clinic.example";
 *				recipient = "jane@out.example";
 *				phi = true;
 *				findings = ( { type = "mrn"; count = 30; } );
 *			};
 *			expect = { outcome = "hold"; rule = "many-patients"; };
 *		}
 *	);
 *
 * Threads: any.
 */
#ifndef PHIMILTER_TOOLS_POLICY_CASES_H
#define PHIMILTER_TOOLS_POLICY_CASES_H

#include "tools/policy_access.h"

/* One case and what came of it; views live during the call. */
struct policy_case {
	const char *name;
	const struct settings_node *node;
	enum outcome expected, outcome;
	/* Once all is taken out that rules want out, if nothing else is found then; 0: any will do. */
	enum outcome expected_rewritten, rewritten;
	const char *expected_rule; /* NULL: any will do */
	const char *rule;          /* NULL: none */
};

/*
 * Reads every case of the configuration's rule files, in order, and calls `each`
 * (which may be NULL) with the result of it. Fails: ERROR_CONFIG, every mistake
 * said in `why`; ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int policy_cases_run(const struct policy_access *access,
                              void (*each)(const struct policy_case *result, void *context),
                              void *context, struct diagnostics *why);

#endif
