/* phictl hold: legal holds; see phictl-hold(1). */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

#include "core/actor.h"
#include "core/error.h"
#include "tools/audit_print.h"
#include "tools/hold_command.h"
#include "tools/json_text.h"
#include "tools/safe_text.h"
#include "tools/search_query.h"
#include "tools/time_text.h"

#define NAME_LIMIT 64

static const char hold_usage[] =
	"usage: phictl hold place --authority TEXT [--notes TEXT] [--keyword WORDS]...\n"
	"                         [--keywords-from FILE] MATTER [QUESTION...]\n"
	"       phictl hold list [--json]\n"
	"       phictl hold show [--json] MATTER\n"
	"       phictl hold report [--json] [MATTER]\n"
	"       phictl hold release --reason TEXT MATTER\n\n"
	"place    keeps all records, and their sealed originals, that the questions of\n"
	"         `phictl search` find, now and later\n"
	"list     every matter, released ones too\n"
	"show     the records that one is about\n"
	"report   what each that stands keeps, counted, and what it cannot know\n"
	"release  ends it; what another matter is about too stays kept\n\n"
	"  --authority TEXT  who or what orders it, such as a court and its number\n"
	"  --notes TEXT      for whoever reads it later\n"
	"  --keyword WORDS   a word or phrase: also looked for in the text of mail that\n"
	"                    comes from now on. Of several one is enough; questions must\n"
	"                    hold besides\n"
	"  --keywords-from FILE  the same, one a line\n\n"
	"Who placed or released what, and why, is recorded with it.\n"
	"exit status: 0 done; 1 there is no such matter, or one already; 2 error\n";

/* ---- releasing -------------------------------------------------------------------- */

int
hold_release(struct store_access *access, const struct hold_arguments *arguments)
{
	struct hold_found found;
	struct actor actor = actor_find();

	int code = hold_find(access, arguments->name, &found);
	if (code == EXIT_CODE_DONE) {
		struct hold hold = found.hold;
		hold.released = (int64_t)time(NULL);
		hold.released_by = bytes_of_string(actor.text);
		hold.release_reason = bytes_of_string(arguments->reason);
		code = hold_put(access, &hold, "released the hold", arguments->reason);
	}
	hold_found_release(&found);
	return code;
}

/* ---- list and show ---------------------------------------------------------------- */

static json_t *
json_of_questions(const struct hold *hold)
{
	json_t *list = json_array();

	for (size_t i = 0; i < hold->question_count; i++)
		if (json_array_append_new(list, json_text(hold->questions[i])) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static int
print_hold_json(const struct hold *hold)
{
	bool released = hold->released != 0;

	return json_print_line(stdout, json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "matter", json_text(hold->name),
		"authority", json_text(hold->authority), "notes", json_text(hold->notes),
		"placed", json_time(hold->placed), "placed_by", json_text(hold->placed_by),
		"released", released ? json_time(hold->released) : json_null(),
		"released_by", json_text(hold->released_by),
		"release_reason", json_text(hold->release_reason),
		"questions", json_of_questions(hold)));
}

static int
print_hold(const struct hold *hold, void *context)
{
	if (*(const bool *)context)
		return print_hold_json(hold);
	printf("%-20s  %-20s  ", time_text(hold->placed).text,
	       hold->released != 0 ? time_text(hold->released).text : "stands");
	safe_text_print(stdout, hold->name);
	fputs(": ", stdout);
	safe_text_print(stdout, hold->authority);
	putchar('\n');
	return ferror(stdout) ? ERROR_IO : 0;
}

static int
hold_list(struct store_access *access, const struct hold_arguments *arguments)
{
	bool json = arguments->json;

	if (!json)
		printf("%-20s  %-20s  %s\n", "PLACED", "RELEASED", "MATTER: AUTHORITY");
	int err = store_hold_list(access->store, print_hold, &json);
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	return err == 0 ? EXIT_CODE_DONE : store_access_fail(access, err);
}

struct showing {
	const struct search_query *query;
	bool json;
	uint64_t count;
};

static int
show_matching(const struct record *record, void *context)
{
	struct showing *showing = context;

	if (!search_query_matches(showing->query, record))
		return 0;
	showing->count++;
	if (showing->json)
		return audit_print_json(stdout, record);
	audit_print_line(stdout, record);
	return ferror(stdout) ? ERROR_IO : 0;
}

static void
print_matter(const struct hold *hold, bool json)
{
	static const char *const labels[] = { "matter", "authority", "notes", "placed by",
	                                      "released by", "because" };
	const struct bytes texts[] = { hold->name, hold->authority, hold->notes, hold->placed_by,
	                               hold->released_by, hold->release_reason };

	if (json)
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(labels); i++) {
		if (texts[i].length == 0)
			continue;
		printf("%-12s ", labels[i]);
		safe_text_print(stdout, texts[i]);
		putchar('\n');
	}
	for (size_t i = 0; i < hold->question_count; i++) {
		fputs(i == 0 ? "questions    " : " ", stdout);
		safe_text_print(stdout, hold->questions[i]);
	}
	fputs("\n\n", stdout);
	audit_print_heading(stdout);
}

static int
show_found(struct store_access *access, const struct hold_found *found, bool json)
{
	struct showing showing = { .json = json };
	struct search_query *query;

	int err = search_query_parse(access->store, found->questions, found->hold.question_count, 0, &query);
	if (err != 0)
		return store_access_fail(access, err);
	showing.query = query;
	print_matter(&found->hold, json);
	err = store_audit_list(access->store, 1, show_matching, &showing);
	if (!json)
		printf("%" PRIu64 " records\n", showing.count);
	search_query_destroy(&query);
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	return err == 0 ? EXIT_CODE_DONE : store_access_fail(access, err);
}

static int
hold_show(struct store_access *access, const struct hold_arguments *arguments)
{
	struct hold_found found;

	int code = hold_find(access, arguments->name, &found);
	if (code == EXIT_CODE_DONE)
		code = show_found(access, &found, arguments->json);
	hold_found_release(&found);
	return code;
}

/* ---- arguments -------------------------------------------------------------------- */

static const struct hold_command {
	const char *name;
	int (*run)(struct store_access *access, const struct hold_arguments *arguments);
	enum store_mode mode;
	bool authority, reason, matter, questions;
	bool any; /* all matters without one */
} hold_commands[] = {
	{ "place", hold_place, STORE_APPEND, .authority = true, .matter = true, .questions = true },
	{ "list", hold_list, STORE_READ },
	{ "show", hold_show, STORE_READ, .matter = true },
	{ "report", hold_report, STORE_READ, .any = true },
	{ "release", hold_release, STORE_APPEND, .reason = true, .matter = true },
};

/* Says what is wrong with the arguments, if anything. Fails: ERROR_INVALID. */
static int
check_arguments(const struct hold_command *command, const struct hold_arguments *arguments)
{
	const char *const texts[] = { arguments->authority, arguments->notes, arguments->reason };
	const char *wrong = NULL;

	if (command->authority != (arguments->authority[0] != '\0'))
		wrong = command->authority ? "needs --authority TEXT" : "takes no --authority";
	else if (command->reason != (arguments->reason[0] != '\0'))
		wrong = command->reason ? "needs --reason TEXT" : "takes no --reason";
	else if (!command->any && command->matter != (arguments->name != NULL))
		wrong = command->matter ? "needs the name of a matter" : "takes no matter";
	else if (!command->questions && arguments->keywords.count > 0)
		wrong = "takes no --keyword";
	else if (command->questions != (arguments->count + arguments->keywords.count > 0))
		wrong = command->questions ? "needs questions, as `phictl search` takes them, or --keyword" :
		                             "takes one matter";
	else if (arguments->name != NULL && (arguments->name[0] == '\0' || strlen(arguments->name) > NAME_LIMIT))
		wrong = "takes a matter's name of 1 to 64 bytes";
	for (size_t i = 0; i < ARRAY_LENGTH(texts) && wrong == NULL; i++)
		if (strlen(texts[i]) >= HOLD_TEXT_LIMIT)
			wrong = "takes texts of less than 4096 bytes";
	if (wrong == NULL)
		return 0;
	command_fail("hold %s %s", command->name, wrong);
	return ERROR_INVALID;
}

static int
parse_arguments(int argc, char **argv, struct hold_arguments *out)
{
	static const struct option options[] = {
		{ "authority", required_argument, NULL, 'a' }, { "notes", required_argument, NULL, 'n' },
		{ "reason", required_argument, NULL, 'r' }, { "json", no_argument, NULL, 'j' },
		{ "keyword", required_argument, NULL, 'k' },
		{ "keywords-from", required_argument, NULL, 'f' }, { 0 },
	};
	int option, err = 0;

	*out = (struct hold_arguments){ .authority = "", .notes = "", .reason = "" };
	optind = 1;
	while (err == 0 && (option = command_option("hold", argc, argv, "", options)) != -1) {
		switch (option) {
		case 'a': out->authority = optarg; break;
		case 'n': out->notes = optarg; break;
		case 'r': out->reason = optarg; break;
		case 'j': out->json = true; break;
		case 'k': err = hold_keywords_add(&out->keywords, bytes_of_string(optarg)); break;
		case 'f': err = hold_keywords_read(&out->keywords, optarg); break;
		default: err = ERROR_INVALID; /* said by command_option() */
		}
	}
	out->name = optind < argc ? argv[optind++] : NULL;
	out->questions = argv + optind;
	out->count = (size_t)(argc - optind);
	return err;
}

struct hold_work {
	const struct hold_command *command;
	struct hold_arguments arguments;
};

static int
hold_work_run(struct store_access *access, void *context)
{
	const struct hold_work *work = context;

	return work->command->run(access, &work->arguments);
}

int
command_hold(const struct command_context *context, int argc, char **argv)
{
	struct hold_work work = { 0 };
	const char *name = argc > 1 ? argv[1] : "";
	int code;

	if (command_helps(hold_usage, argc, argv, &code))
		return code;
	for (size_t i = 0; i < ARRAY_LENGTH(hold_commands); i++)
		if (strcmp(name, hold_commands[i].name) == 0)
			work.command = &hold_commands[i];
	if (work.command == NULL)
		return command_fail("hold has no \"%s\"; phictl hold --help lists what it has", name);
	/* Keywords must not come into a core file. */
	if (prctl(PR_SET_DUMPABLE, 0) != 0)
		return command_fail("hold: %m");
	int err = parse_arguments(argc - 1, argv + 1, &work.arguments);
	if (err == 0)
		err = check_arguments(work.command, &work.arguments);
	else if (err == ERROR_MEMORY)
		command_fail("hold: %s", error_text(err));
	code = err == 0 ? store_access_run(context, work.command->mode, hold_work_run, &work) : EXIT_CODE_ERROR;
	hold_keywords_release(&work.arguments.keywords);
	return code;
}
