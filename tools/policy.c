/* phictl policy: checks, tries and explains rules; see phictl-policy(1). */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "tools/audit_filter.h"
#include "tools/policy_command.h"
#include "tools/store_access.h"

static const char policy_usage[] =
	"usage: phictl policy check [RULES]\n"
	"       phictl policy test [RULES]\n"
	"       phictl policy explain [--rules RULES] RECORD\n"
	"       phictl policy explain [--rules RULES] --to ADDRESS... [--from ADDRESS]\n"
	"                             [--user NAME] [--client ADDRESS] FILE\n"
	"       phictl policy diff [OLD] NEW\n"
	"       phictl policy replay [--since TIME] [RULES]\n\n"
	"check    every mistake at once, and what looks wrong though it is no mistake\n"
	"test     runs the cases that stand beside the rules (tests = ...)\n"
	"explain  why a message was, or would be, treated so, and what would change it\n"
	"diff     which rules, lists and conditions differ\n"
	"replay   what the rules would have done with recorded mail; nothing is changed\n\n"
	"RULES is a file of rules; of a whole configuration its rules are taken. Without\n"
	"it they are those of the configuration (-c).\n"
	"  --since TIME   2026-01-31, 2026-01-31T12:00:00Z, or an age: 90m, 12h, 7d\n\n"
	"exit status: 0 done; 1 check warns, a test failed, diff or replay found a\n"
	"difference; 2 error\n";

enum policy_option {
	OPTION_RULES = 256, OPTION_FROM, OPTION_TO, OPTION_USER, OPTION_CLIENT, OPTION_SINCE,
};

static const struct option policy_options[] = {
	{ "rules", required_argument, NULL, OPTION_RULES },
	{ "from", required_argument, NULL, OPTION_FROM },
	{ "to", required_argument, NULL, OPTION_TO },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "client", required_argument, NULL, OPTION_CLIENT },
	{ "since", required_argument, NULL, OPTION_SINCE },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

#define BIT(option) (1u << ((option) - OPTION_RULES))
#define ENVELOPE_OPTIONS (BIT(OPTION_FROM) | BIT(OPTION_TO) | BIT(OPTION_USER) | BIT(OPTION_CLIENT))

static const struct policy_part {
	const char *name;
	int (*run)(const struct command_context *context, const struct policy_arguments *arguments);
	unsigned options;
	int least, most; /* operands */
} policy_parts[] = {
	{ "check", policy_check, 0, 0, 1 },
	{ "test", policy_test, 0, 0, 1 },
	{ "explain", policy_explain_command, BIT(OPTION_RULES) | ENVELOPE_OPTIONS, 1, 1 },
	{ "diff", policy_diff, 0, 1, 2 },
	{ "replay", policy_replay, BIT(OPTION_SINCE), 0, 1 },
};

/* Fails: ERROR_INVALID, already said. */
static int
option_take(int option, struct policy_arguments *out)
{
	switch (option) {
	case OPTION_RULES: out->rules = optarg; return 0;
	case OPTION_FROM: out->from = optarg; return 0;
	case OPTION_TO: out->to[out->to_count++] = optarg; return 0;
	case OPTION_USER: out->user = optarg; return 0;
	case OPTION_CLIENT: out->client = optarg; return 0;
	default: /* OPTION_SINCE */
		if (audit_time_parse(optarg, (int64_t)time(NULL), &out->since) == 0)
			return 0;
		command_fail("policy: --since \"%s\": give a date (2026-01-31), a time "
		             "(2026-01-31T12:00:00Z) or an age (90m, 12h, 7d)", optarg);
		return ERROR_INVALID;
	}
}

/* 0; ERROR_INVALID, already said; or 1 when help was asked for. */
static int
arguments_parse(int argc, char **argv, const struct policy_part *part, struct policy_arguments *out)
{
	int option;

	optind = 1;
	while ((option = command_option("policy", argc, argv, "h", policy_options)) != -1) {
		if (option == '?')
			return ERROR_INVALID; /* said by command_option() */
		if (option == 'h')
			return 1;
		if (!(part->options & BIT(option))) {
			command_fail("policy %s takes no such option; phictl policy --help says more",
			             part->name);
			return ERROR_INVALID;
		}
		if (option_take(option, out) != 0)
			return ERROR_INVALID;
	}
	out->operand_count = argc - optind;
	if (out->operand_count < part->least || out->operand_count > part->most) {
		command_fail("policy %s: too %s arguments; phictl policy --help says more", part->name,
		             out->operand_count < part->least ? "few" : "many");
		return ERROR_INVALID;
	}
	for (int i = 0; i < out->operand_count; i++)
		out->operands[i] = argv[optind + i];
	return 0;
}

struct policy_work {
	const struct command_context *context;
	const struct policy_part *part;
	const struct policy_arguments *arguments;
};

static int
policy_work_run(void *context)
{
	const struct policy_work *work = context;

	return work->part->run(work->context, work->arguments);
}

static int
policy_run(const struct command_context *context, const struct policy_part *part, int argc,
           char **argv)
{
	struct policy_arguments arguments = { .to = calloc((size_t)argc, sizeof(char *)) };
	struct policy_work work = { context, part, &arguments };
	int code = EXIT_CODE_ERROR;

	int err = arguments.to ? arguments_parse(argc, argv, part, &arguments) : ERROR_MEMORY;
	if (err == 1) {
		fputs(policy_usage, stdout);
		code = EXIT_CODE_DONE;
	} else if (err == 0) {
		code = store_access_guard(policy_work_run, &work);
	}
	if (fflush(stdout) != 0)
		code = command_fail("standard output: %m");
	free(arguments.to);
	return code;
}

int
command_policy(const struct command_context *context, int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		fputs(policy_usage, stdout);
		return EXIT_CODE_DONE;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(policy_parts); i++)
		if (strcmp(policy_parts[i].name, name) == 0)
			return policy_run(context, &policy_parts[i], argc - 1, argv + 1);
	if (*name != '\0')
		return command_fail("policy has no \"%s\"; phictl policy --help lists what it has", name);
	fputs(policy_usage, stderr);
	return EXIT_CODE_ERROR;
}
