/* phictl scan: what the scanner finds in messages, plain texts or rows of JSON. */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "core/error.h"
#include "tools/command.h"
#include "tools/json_rows.h"
#include "tools/scan_engine.h"
#include "tools/scan_output.h"

static const char scan_usage[] =
	"usage: phictl scan [--json] [--explain [--show-values]]\n"
	"                   [--input message|text|jsonl] [FILE...]\n\n"
	"Finds identifiers and health context in each FILE, or in standard input.\n\n"
	"  --input message  a mail message as it travels (default)\n"
	"  --input text     plain text\n"
	"  --input jsonl    a JSON object a line: scans its \"text\", answers with its \"id\"\n"
	"  --json           answer with a JSON object a line instead of a table\n"
	"  --explain        say in words what counted, what did not, and why\n"
	"  --show-values    with the values; without this, with their shape\n\n"
	"Matched text is printed with --show-values only. Exit: 0 no PHI, 1 PHI found,\n2 error.\n";

struct scan_command {
	struct scan_engine engine;
	enum scan_kind kind;
	bool rows; /* the input is rows of JSON, each with a text */
	bool json;
	bool explain;
	bool show_values;
	bool found; /* PHI was found in something */
	bool output_failed; /* told already */
	int result; /* EXIT_CODE_ERROR once anything went wrong */
};

/* Where a text came from, for answers and complaints. */
struct scan_source {
	const char *file;
	size_t line;  /* of a JSON row; 0 for whole files */
	const char *key;
	json_t *name; /* value of `key` in the answer */
};

static int
scan_complain(struct scan_command *command, const struct scan_source *source, const char *problem)
{
	if (source->line > 0)
		command_fail("%s:%zu: %s", source->file, source->line, problem);
	else
		command_fail("%s: %s", source->file, problem);
	command->result = EXIT_CODE_ERROR;
	return ERROR_INVALID;
}

static void
output_fail(struct scan_command *command)
{
	command->result = command_fail_output();
	command->output_failed = true;
}

static int
scan_print(const struct scan_command *command, const struct scan_source *source,
           const struct message *m, const struct scan_explanation *why)
{
	char row[32];
	const char *name = source->file;

	if (command->json)
		return scan_output_json(stdout, source->key, source->name, m, why);
	if (source->line > 0) {
		snprintf(row, sizeof(row), "line %zu", source->line);
		name = json_is_string(source->name) ? json_string_value(source->name) : row;
	}
	if (why != NULL)
		scan_output_explanation(stdout, name, why);
	else
		scan_output_table(stdout, name, m);
	return ferror(stdout) ? ERROR_IO : 0;
}

static int
scan_answer(const struct scan_command *command, const struct scan_source *source, struct message *m)
{
	struct scan_explanation why;

	if (!command->explain)
		return scan_print(command, source, m, NULL);
	int err = scan_explanation_make(m, command->engine.configuration->scanner.phi_threshold,
	                                command->show_values, &why);
	if (err == 0)
		err = scan_print(command, source, m, &why);
	scan_explanation_release(&why);
	return err;
}

/* Scans one text and prints the answer; what fails is told and remembered. */
static void
scan_one(struct scan_command *command, const struct scan_source *source, struct bytes text)
{
	struct message *m;
	int err = scan_engine_run(&command->engine, command->kind, text, &m);

	if (err == 0) {
		command->found |= m->assessment.phi;
		err = scan_answer(command, source, m);
	}
	if (err == ERROR_IO)
		output_fail(command);
	else if (err != 0)
		scan_complain(command, source, error_text(err));
	message_destroy(&m);
}

/* ---- whole files ------------------------------------------------------------------ */

/* All of `file`, at most limits.message_bytes. */
static int
file_read(struct scan_command *command, FILE *file, const struct scan_source *source,
          struct buffer *content)
{
	uint8_t block[65536];
	size_t got;
	int err = 0;

	while (err == 0 && (got = fread(block, 1, sizeof(block), file)) > 0)
		err = buffer_append(content, bytes_make(block, got));
	explicit_bzero(block, sizeof(block));
	if (err == ERROR_LIMIT)
		return scan_complain(command, source, "is larger than limits.message_bytes");
	if (err == 0 && ferror(file))
		return scan_complain(command, source, strerror(errno));
	return err == 0 ? 0 : scan_complain(command, source, error_text(err));
}

static void
scan_whole(struct scan_command *command, FILE *file, const char *name)
{
	struct buffer content = buffer_make((size_t)command->engine.configuration->limits.message_bytes);
	struct scan_source source = { .file = name, .key = "file", .name = json_string(name) };

	if (source.name == NULL)
		scan_complain(command, &source, "its name is not UTF-8");
	else if (file_read(command, file, &source, &content) == 0)
		scan_one(command, &source, buffer_bytes(&content));
	json_decref(source.name);
	buffer_release(&content);
}

/* ---- rows of JSON ------------------------------------------------------------------ */

static int
scan_row(void *context, const struct json_row *row)
{
	struct scan_command *command = context;
	json_t *text = json_object_get(row->object, "text");
	json_t *id = json_object_get(row->object, "id");
	const struct scan_source source = {
		.file = row->file, .line = row->line, .key = "id", .name = id ? id : json_null(),
	};

	if (!json_is_string(text))
		return json_row_complain(row, "must be an object with a string called \"text\"");
	scan_one(command, &source, bytes_make(json_string_value(text), json_string_length(text)));
	return command->output_failed ? ERROR_IO : 0;
}

/* ---- the command --------------------------------------------------------------------- */

static void
scan_stream(struct scan_command *command, FILE *file, const char *name)
{
	if (!command->rows)
		scan_whole(command, file, name);
	else if (json_rows_read(file, name, "scanning", scan_row, command) != 0)
		command->result = EXIT_CODE_ERROR;
}

static void
scan_path(struct scan_command *command, const char *path)
{
	const struct scan_source source = { .file = path };
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		scan_complain(command, &source, strerror(errno));
		return;
	}
	scan_stream(command, file, path);
	fclose(file);
}

static int
input_find(const char *name, struct scan_command *command)
{
	static const struct {
		const char *name;
		enum scan_kind kind;
		bool rows;
	} inputs[] = {
		{ "message", SCAN_MESSAGE, false }, { "text", SCAN_TEXT, false }, { "jsonl", SCAN_TEXT, true },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(inputs); i++) {
		if (strcmp(name, inputs[i].name) == 0) {
			command->kind = inputs[i].kind;
			command->rows = inputs[i].rows;
			return 0;
		}
	}
	return command_fail("scan: --input %s: must be message, text or jsonl", name);
}

/* Options into `command`; 0, or the exit code + 1 when there is nothing more to do. */
static int
scan_options(struct scan_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "explain", no_argument, NULL, 'e' },
		{ "show-values", no_argument, NULL, 'v' },
		{ "input", required_argument, NULL, 'i' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	optind = 1;
	while ((option = command_option("", argc, argv, "jevi:h", options)) != -1) {
		if (option == 'h') {
			fputs(scan_usage, stdout);
			return EXIT_CODE_DONE + 1;
		}
		if (option == 'j') {
			command->json = true;
		} else if (option == 'e') {
			command->explain = true;
		} else if (option == 'v') {
			command->show_values = true;
		} else if (option != 'i') {
			fputs(scan_usage, stderr);
			return EXIT_CODE_ERROR + 1;
		} else if (input_find(optarg, command) != 0) {
			return EXIT_CODE_ERROR + 1;
		}
	}
	if (command->show_values && !command->explain)
		return command_fail("scan: --show-values needs --explain") + 1;
	return 0;
}

int
command_scan(const struct command_context *context, int argc, char **argv)
{
	struct scan_command command = { .kind = SCAN_MESSAGE };
	int done = scan_options(&command, argc, argv);

	if (done != 0)
		return done - 1;
	command.result = scan_engine_create(context, "scan", &command.engine);
	if (command.result == 0 && optind == argc)
		scan_stream(&command, stdin, "-");
	for (int i = optind; i < argc && command.engine.scanner != NULL && !command.output_failed; i++)
		scan_path(&command, argv[i]);
	if (!command.output_failed && fflush(stdout) != 0)
		output_fail(&command);
	scan_engine_release(&command.engine);
	if (command.result != 0)
		return command.result;
	return command.found ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}
