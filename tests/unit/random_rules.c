#include "tests/unit/random_rules.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#define DEPTH 2
#define RULE_SIZE 4096

#define NAMES \
	"lists: { people = ( \"a@in\", \"b@out\", \"c@x\" ); };" \
	"conditions: { big = { size_over = 15; }; lists = { recipient = \"$people\"; }; };"

unsigned
random_below(struct random_source *random, unsigned limit)
{
	/* Knuth's MMIX generator; its upper bits are the good ones. */
	random->state = random->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(random->state >> 33) % limit;
}

static const char *
random_word(struct random_source *random, const char *const *words, size_t count)
{
	return words[random_below(random, (unsigned)count)];
}

#define RANDOM_WORD(random, words) random_word((random), (words), ARRAY_LENGTH(words))

static void
condition_write(struct random_source *random, unsigned depth, FILE *out)
{
	static const char *const questions[] = {
		"phi = true;", "phi = false;", "phi_confidence = 60;", "phi_confidence = 80;",
		"size_over = 10;", "size_over = 20;", "size_under = 20;", "recipients_over = 1;",
		"outside_recipients_over = 1;", "always = true;", "time = \"sun\";",
		"sender = \"a@in\";", "sender = ( \"a@in\", \"b@in\" );", "sender = \"$people\";",
		"recipient = \"a@out\";", "recipient = ( \"a@out\", \"b@out\", \"@x\" );",
		"recipient = \"$people\";", "recipient = \"outside\";", "recipient_tls = true;",
		"recipient_domain = \"out\";", "recipient_domain = ( \"x\", \"out\" );",
		"direction = \"outbound\";", "findings = ( { type = \"mrn\"; } );",
		"findings = ( { type = \"mrn\"; count = 2; }, { type = \"ssn\"; } );",
		"health = ( { count = 1; } );", "condition = \"big\";",
		"condition = ( \"big\", \"lists\" );", "near = ( { type = \"mrn\"; words = 3; } );",
		"near = ( { same = \"part\"; } );", "unscannable = ( \"charset\", \"depth\" );",
		"unscannable = true;", "hourly_phi_recipients_over = 1;",
	};
	static const char *const groups[] = { "all = (", "any = (", "not =" };
	unsigned group = random_below(random, depth > 0 ? 5 : 1);

	if (group < 2 || depth == 0) {
		fputs(RANDOM_WORD(random, questions), out);
		return;
	}
	fprintf(out, "%s { ", groups[group - 2]);
	condition_write(random, depth - 1, out);
	if (group < 4) {
		fputs(" }, { ", out);
		condition_write(random, depth - 1, out);
	}
	fputs(group < 4 ? " } ); " : " }; ", out);
}

static void
rule_write(struct random_source *random, size_t number, char rule[RULE_SIZE])
{
	static const char *const actions[] = { "pass", "tls", "portal", "hold", "reject", "defer" };
	static const char *const extras[] = { "", "", "", "shadow = true;", "tag_subject = \"[x]\";",
	                                      "strip_headers = \"X-Internal\";" };
	FILE *out = fmemopen(rule, RULE_SIZE, "w");

	ck_assert_ptr_nonnull(out);
	fprintf(out, "{ name = \"r%zu\"; when = { ", number);
	condition_write(random, DEPTH, out);
	fprintf(out, " }; action = \"%s\"; %s }", RANDOM_WORD(random, actions),
	        RANDOM_WORD(random, extras));
	ck_assert_int_eq(fclose(out), 0);
}

/* Rules at random may be mistaken: conditions that exclude one another. */
static bool
rule_is_good(const char *rule)
{
	char text[RULE_SIZE + 512];
	struct configuration *configuration = NULL;
	struct policy *policy = NULL;
	struct diagnostics why;

	snprintf(text, sizeof(text), "%s rules = ( %s );", NAMES, rule);
	diagnostics_init(&why);
	int err = configuration_parse(text, "random.conf", &why, &configuration);
	if (err == 0)
		err = policy_create(configuration, &why, &policy);
	policy_destroy(&policy);
	configuration_release(&configuration);
	diagnostics_release(&why);
	return err == 0;
}

void
random_policy(struct random_source *random, size_t count, struct fixture *out)
{
	char *text = NULL, rule[RULE_SIZE];
	const char *between = "";
	size_t size;
	FILE *file = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(file);
	fputs(NAMES "rules = (", file);
	for (size_t i = 0; i < count; i++) {
		rule_write(random, i, rule);
		if (!rule_is_good(rule))
			continue;
		fprintf(file, "%s%s", between, rule);
		between = ",\n";
	}
	fputs(");", file);
	ck_assert_int_eq(fclose(file), 0);
	fixture_make(text, out);
	free(text);
}
