#include "tools/audit_arguments.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "tools/command.h"

enum audit_option {
	OPTION_SINCE = 256, OPTION_UNTIL, OPTION_QUEUE_ID, OPTION_MESSAGE_ID, OPTION_SENDER,
	OPTION_RECIPIENT, OPTION_OUTCOME, OPTION_KIND, OPTION_PHI, OPTION_JSON, OPTION_LIMIT,
	OPTION_HEAD, OPTION_CHECKPOINT, OPTION_KEY, OPTION_PUBLIC_KEY, OPTION_REASON,
};

static const struct option audit_options[] = {
	{ "since", required_argument, NULL, OPTION_SINCE },
	{ "until", required_argument, NULL, OPTION_UNTIL },
	{ "queue-id", required_argument, NULL, OPTION_QUEUE_ID },
	{ "message-id", required_argument, NULL, OPTION_MESSAGE_ID },
	{ "sender", required_argument, NULL, OPTION_SENDER },
	{ "recipient", required_argument, NULL, OPTION_RECIPIENT },
	{ "outcome", required_argument, NULL, OPTION_OUTCOME },
	{ "kind", required_argument, NULL, OPTION_KIND },
	{ "phi", no_argument, NULL, OPTION_PHI },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	{ "head", required_argument, NULL, OPTION_HEAD },
	{ "checkpoint", required_argument, NULL, OPTION_CHECKPOINT },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "public-key", required_argument, NULL, OPTION_PUBLIC_KEY },
	{ "output", required_argument, NULL, 'o' },
	{ "reason", required_argument, NULL, OPTION_REASON },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

int
audit_number_parse(const char *text, uint64_t *out)
{
	char *end;

	errno = 0;
	unsigned long long number = strtoull(text, &end, 10);
	if (errno != 0 || !byte_is_digit((uint8_t)text[0]) || *end != '\0' || number == 0)
		return ERROR_INVALID;
	*out = number;
	return 0;
}

static int
refuse(const char *option, const char *value, const char *expected)
{
	command_fail("audit: --%s \"%s\": %s", option, value, expected);
	return ERROR_INVALID;
}

/* An option that filters. Fails: ERROR_INVALID, already said. */
static int
filter_option_take(int option, char *value, struct audit_filter *filter)
{
	static const char time_expected[] = "give a date (2026-01-31), a time (2026-01-31T12:00:00Z) "
	                                    "or an age (90m, 12h, 7d)";
	int64_t now = (int64_t)time(NULL);

	switch (option) {
	case OPTION_SINCE:
		return audit_time_parse(value, now, &filter->since) == 0 ? 0 :
		       refuse("since", value, time_expected);
	case OPTION_UNTIL:
		return audit_time_parse(value, now, &filter->until) == 0 ? 0 :
		       refuse("until", value, time_expected);
	case OPTION_OUTCOME:
		filter->outcome = outcome_find(bytes_of_string(value));
		return filter->outcome != 0 ? 0 :
		       refuse("outcome", value, "give " AUDIT_OUTCOMES);
	case OPTION_KIND:
		filter->kind = record_kind_find(value);
		return filter->kind != 0 ? 0 :
		       refuse("kind", value, "give " AUDIT_KINDS);
	case OPTION_QUEUE_ID: filter->queue_id = value; return 0;
	case OPTION_MESSAGE_ID: filter->message_id = value; return 0;
	case OPTION_SENDER: filter->sender = value; return 0;
	case OPTION_RECIPIENT: filter->recipient = value; return 0;
	default: filter->phi = true; return 0;
	}
}

/* Where the value of an option goes that is kept as it is; NULL for others. */
static const char **
text_option(int option, struct audit_arguments *out, unsigned *bit)
{
	switch (option) {
	case OPTION_HEAD: *bit = AUDIT_HEAD; return &out->head;
	case OPTION_CHECKPOINT: *bit = AUDIT_CHECKPOINT; return &out->checkpoint;
	case OPTION_KEY: *bit = AUDIT_KEY; return &out->key;
	case OPTION_PUBLIC_KEY: *bit = AUDIT_PUBLIC_KEY; return &out->public_key;
	case OPTION_REASON: *bit = AUDIT_REASON; return &out->reason;
	case 'o': *bit = AUDIT_OUTPUT; return &out->output;
	default: return NULL;
	}
}

static int
option_take(int option, char *value, unsigned takes, struct audit_arguments *out)
{
	unsigned bit;

	/* What has been verified before is named by a checkpoint, not by a time. */
	if (option == OPTION_SINCE && (takes & AUDIT_SINCE_CHECKPOINT)) {
		out->given |= AUDIT_SINCE_CHECKPOINT;
		out->checkpoint = value;
		return 0;
	}
	const char **text = text_option(option, out, &bit);
	if (text != NULL) {
		out->given |= bit;
		*text = value;
		return 0;
	}
	switch (option) {
	case OPTION_JSON: out->json = true; return 0;
	case 'h': out->help = true; return 0;
	case '?': return ERROR_INVALID; /* said by command_option() */
	case OPTION_LIMIT:
		out->given |= AUDIT_LIMIT;
		return audit_number_parse(value, &out->limit) == 0 ? 0 :
		       refuse("limit", value, "give a number from 1");
	default:
		out->given |= AUDIT_FILTER;
		return filter_option_take(option, value, &out->filter);
	}
}

/* Whether the arguments are ones the command takes; says what is wrong if not. */
static int
arguments_check(const char *command, unsigned takes, const struct audit_arguments *arguments)
{
	static const struct {
		unsigned bit;
		const char *wrong;
	} unwanted[] = {
		{ AUDIT_FILTER, "takes no filter" },
		{ AUDIT_LIMIT, "takes no --limit" },
		{ AUDIT_HEAD, "takes no --head" },
		{ AUDIT_CHECKPOINT, "takes no --checkpoint" },
		{ AUDIT_KEY, "takes no --key" },
		{ AUDIT_PUBLIC_KEY, "takes no --public-key" },
		{ AUDIT_OUTPUT, "takes no --output" },
		{ AUDIT_REASON, "takes no --reason" },
		{ AUDIT_OPERAND, "takes options only" },
	};
	unsigned excess = arguments->given & ~takes;

	for (size_t i = 0; i < ARRAY_LENGTH(unwanted); i++) {
		if ((excess & unwanted[i].bit) == 0)
			continue;
		command_fail("audit %s %s; phictl audit --help says more", command, unwanted[i].wrong);
		return ERROR_INVALID;
	}
	return 0;
}

int
audit_arguments_parse(int argc, char **argv, unsigned takes, struct audit_arguments *out)
{
	int option;

	*out = (struct audit_arguments){ .reason = "" };
	while ((option = command_option("audit", argc, argv, "ho:", audit_options)) != -1)
		if (option_take(option, optarg, takes, out) != 0)
			return ERROR_INVALID;
	if (optind < argc) {
		out->given |= AUDIT_OPERAND;
		out->what = argv[optind++];
	}
	if (optind < argc) {
		command_fail("audit: \"%s\" is one argument too many", argv[optind]);
		return ERROR_INVALID;
	}
	return out->help ? 0 : arguments_check(argv[0], takes, out);
}
