/* phictl eval: how well the scanner does on labelled corpora. */
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "tools/command.h"
#include "tools/eval_errors.h"
#include "tools/eval_output.h"
#include "tools/scan_engine.h"

static const char eval_usage[] =
	"usage: phictl eval [--json] [--errors] [--show-values] [CORPUS.jsonl...]\n\n"
	"Scans each row of labelled corpora, or of standard input, and says how much of\n"
	"what is marked was found and how much of what was found is marked. The form of\n"
	"a row is described in phictl-eval(1).\n\n"
	"  --json         answer with a JSON object a line instead of tables\n"
	"  --errors       list each miss and each false alarm first\n"
	"  --show-values  with their text; without this, with its shape\n\n"
	"Exit: 0 done, 2 error.\n";

struct eval_command {
	struct scan_engine engine;
	struct eval_errors errors;
	bool list_errors;
	struct eval_figures figures; /* of the file at hand */
	struct eval_figures total;
	size_t files;
	bool output_failed; /* told already */
	int result;
};

static void
output_fail(struct eval_command *command)
{
	command->result = command_fail_output();
	command->output_failed = true;
}

/* ---- a row -------------------------------------------------------------------------- */

static int
row_score(struct eval_command *command, const struct eval_row *row, const struct message *m)
{
	struct eval_places places;
	int err = eval_places_find(row, m, &places);

	if (err == 0) {
		eval_score_row(row, &places, m, &command->figures);
		if (command->list_errors)
			err = eval_errors_print(&command->errors, row, &places, m);
	}
	eval_places_release(&places);
	return err;
}

static int
row_take(void *context, const struct json_row *source)
{
	struct eval_command *command = context;
	struct message *m = NULL;
	struct eval_row row;
	int err = eval_row_read(source, &row);

	if (err == 0) {
		err = scan_engine_run(&command->engine, row.is_message ? SCAN_MESSAGE : SCAN_TEXT,
		                      row.text, &m);
		if (err == 0)
			err = row_score(command, &row, m);
		if (err == ERROR_IO)
			output_fail(command);
		else if (err != 0)
			json_row_complain(source, "%s", error_text(err));
	}
	message_destroy(&m);
	eval_row_release(&row);
	return err;
}

/* ---- a file --------------------------------------------------------------------------- */

static void
figures_print(struct eval_command *command, const char *name, const struct eval_figures *figures)
{
	int err = 0;

	if (command->errors.json)
		err = eval_output_json(stdout, name, figures);
	else
		eval_output_table(stdout, name, figures);
	if (err == ERROR_IO || ferror(stdout))
		output_fail(command);
	else if (err != 0)
		command->result = command_fail("eval: %s", error_text(err));
}

static void
eval_stream(struct eval_command *command, FILE *file, const char *name)
{
	/* A bar and a list on one terminal would only spoil each other. */
	bool bar = !(command->list_errors && isatty(STDOUT_FILENO));

	memset(&command->figures, 0, sizeof(command->figures));
	if (json_rows_read(file, name, bar ? "measuring" : NULL, row_take, command) != 0)
		command->result = EXIT_CODE_ERROR;
	if (!command->output_failed)
		figures_print(command, name, &command->figures);
	eval_figures_add(&command->total, &command->figures);
	command->files++;
}

static void
eval_path(struct eval_command *command, const char *path)
{
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		command->result = command_fail("%s: %m", path);
		return;
	}
	eval_stream(command, file, path);
	fclose(file);
}

/* ---- the command ------------------------------------------------------------------------ */

/* 0, or the exit code + 1 when there is nothing more to do. */
static int
eval_options(struct eval_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "errors", no_argument, NULL, 'e' },
		{ "show-values", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	optind = 1;
	while ((option = command_option("", argc, argv, "jeh", options)) != -1) {
		switch (option) {
		case 'j':
			command->errors.json = true;
			break;
		case 'e':
			command->list_errors = true;
			break;
		case 'v':
			command->errors.show_values = true;
			break;
		default:
			fputs(eval_usage, option == 'h' ? stdout : stderr);
			return 1 + (option == 'h' ? EXIT_CODE_DONE : EXIT_CODE_ERROR);
		}
	}
	return 0;
}

int
command_eval(const struct command_context *context, int argc, char **argv)
{
	struct eval_command command = { .errors.out = stdout };
	int done = eval_options(&command, argc, argv);

	if (done != 0)
		return done - 1;
	if (command.errors.show_values && !command.list_errors)
		return command_fail("eval: --show-values is for the list that --errors prints");
	command.result = scan_engine_create(context, "eval", &command.engine);
	if (command.result == 0 && optind == argc)
		eval_stream(&command, stdin, "-");
	for (int i = optind; i < argc && command.engine.scanner != NULL && !command.output_failed; i++)
		eval_path(&command, argv[i]);
	if (command.files > 1 && !command.output_failed)
		figures_print(&command, NULL, &command.total);
	if (!command.output_failed && fflush(stdout) != 0)
		output_fail(&command);
	scan_engine_release(&command.engine);
	return command.result;
}
