/* phictl scan: what the scanner finds in messages, plain texts or rows of JSON. */
#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/crypto.h"
#include "core/error.h"
#include "scanner/part_reader.h"
#include "scanner/scanner.h"
#include "tools/command.h"
#include "tools/scan_output.h"

static const char scan_usage[] =
	"usage: phictl scan [--json] [--input message|text|jsonl] [FILE...]\n\n"
	"Finds identifiers and health context in each FILE, or in standard input.\n\n"
	"  --input message  a mail message as it travels (default)\n"
	"  --input text     plain text\n"
	"  --input jsonl    a JSON object a line: scans its \"text\", answers with its \"id\"\n"
	"  --json           answer with a JSON object a line instead of a table\n\n"
	"Matched text is never printed. Exit: 0 no PHI, 1 PHI found, 2 error.\n";

enum scan_input { SCAN_MESSAGE, SCAN_TEXT, SCAN_JSONL };

struct scan_command {
	struct configuration *configuration;
	struct scanner *scanner;
	enum scan_input input;
	bool json;
	bool found; /* PHI was found in something */
	int result; /* EXIT_CODE_ERROR once anything went wrong */
};

/* Where a text came from, for answers and complaints. */
struct scan_source {
	const char *file;
	size_t line;  /* of a JSON row; 0 for whole files */
	const char *key;
	json_t *name; /* value of `key` in the answer */
};

/* Beside its text a message's arena holds copies, findings and tables. */
#define SCAN_ARENA_FACTOR 4
#define SCAN_ARENA_LEAST ((size_t)256 * 1024 * 1024)

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

static int
scan_answer(const struct scan_command *command, const struct scan_source *source,
            const struct message *m)
{
	char row[32];
	const char *name = source->file;

	if (command->json)
		return scan_output_json(stdout, source->key, source->name, m);
	if (source->line > 0) {
		snprintf(row, sizeof(row), "line %zu", source->line);
		name = json_is_string(source->name) ? json_string_value(source->name) : row;
	}
	scan_output_table(stdout, name, m);
	return ferror(stdout) ? ERROR_IO : 0;
}

/* Where the body begins: behind the first empty line, or at the end. */
static size_t
body_start_find(struct bytes original)
{
	size_t start = 0;

	while (start < original.length) {
		const uint8_t *end = memchr(original.data + start, '\n', original.length - start);
		size_t next = end ? (size_t)(end - original.data) + 1 : original.length;
		struct bytes line = bytes_slice(original, start, next - start);
		if (bytes_equal(line, bytes_of_string("\n")) || bytes_equal(line, bytes_of_string("\r\n")))
			return next;
		start = next;
	}
	return original.length;
}

static int
scan_fill(const struct scan_command *command, struct bytes text, struct message *m)
{
	if (command->input != SCAN_MESSAGE)
		return scanner_scan_text(command->scanner, text, m);
	int err = buffer_append(&m->original, text);
	if (err != 0)
		return err;
	m->body_start = body_start_find(text);
	return scanner_scan_message(command->scanner, m);
}

/* Scans one text and prints the answer; what fails is told and remembered. */
static void
scan_one(struct scan_command *command, const struct scan_source *source, struct bytes text)
{
	struct message *m;
	size_t arena = text.length * SCAN_ARENA_FACTOR;
	int err = message_create((size_t)command->configuration->limits.message_bytes,
	                         arena > SCAN_ARENA_LEAST ? arena : SCAN_ARENA_LEAST, &m);

	if (err == 0)
		err = scan_fill(command, text, m);
	if (err == 0) {
		command->found |= m->assessment.phi;
		err = scan_answer(command, source, m);
	}
	if (err != 0)
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
	struct buffer content = buffer_make((size_t)command->configuration->limits.message_bytes);
	struct scan_source source = { .file = name, .key = "file", .name = json_string(name) };

	if (source.name == NULL)
		scan_complain(command, &source, "its name is not UTF-8");
	else if (file_read(command, file, &source, &content) == 0)
		scan_one(command, &source, buffer_bytes(&content));
	json_decref(source.name);
	buffer_release(&content);
}

/* ---- rows of JSON ------------------------------------------------------------------ */

static void
scan_row(struct scan_command *command, struct scan_source *source, struct bytes line)
{
	json_error_t problem;
	json_t *row = json_loadb((const char *)line.data, line.length, JSON_ALLOW_NUL, &problem);
	json_t *text = json_object_get(row, "text");
	json_t *id = json_object_get(row, "id");

	if (row == NULL) {
		char complaint[64]; /* jansson's own text would quote the row */
		snprintf(complaint, sizeof(complaint), "is not valid JSON near column %d", problem.column);
		scan_complain(command, source, complaint);
	} else if (!json_is_string(text)) {
		scan_complain(command, source, "must be an object with a string called \"text\"");
	} else {
		source->name = id ? id : json_null();
		scan_one(command, source,
		         bytes_make(json_string_value(text), json_string_length(text)));
	}
	json_decref(row);
}

static bool
line_is_blank(struct bytes line)
{
	for (size_t i = 0; i < line.length; i++)
		if (!byte_is_space(line.data[i]))
			return false;
	return true;
}

static uint64_t
file_size(FILE *file)
{
	struct stat status;

	if (fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0)
		return 0;
	return (uint64_t)status.st_size;
}

static void
scan_rows(struct scan_command *command, FILE *file, const char *name)
{
	struct scan_source source = { .file = name, .key = "id" };
	uint64_t total = file_size(file), done = 0;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	while ((length = getline(&line, &capacity, file)) > 0) {
		struct bytes row = bytes_make(line, (size_t)length);
		source.line++;
		done += row.length;
		if (!line_is_blank(row))
			scan_row(command, &source, row);
		if (total >= done)
			command_progress("scanning", done, total);
	}
	command_progress("scanning", 0, 0);
	source.line = 0;
	if (ferror(file))
		scan_complain(command, &source, strerror(errno));
	if (line != NULL)
		explicit_bzero(line, capacity);
	free(line);
}

/* ---- the command --------------------------------------------------------------------- */

static void
scan_stream(struct scan_command *command, FILE *file, const char *name)
{
	if (command->input == SCAN_JSONL)
		scan_rows(command, file, name);
	else
		scan_whole(command, file, name);
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
input_find(const char *name, enum scan_input *out)
{
	static const char *const names[] = {
		[SCAN_MESSAGE] = "message", [SCAN_TEXT] = "text", [SCAN_JSONL] = "jsonl",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (strcmp(name, names[i]) == 0) {
			*out = (enum scan_input)i;
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
		{ "input", required_argument, NULL, 'i' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	optind = 1;
	while ((option = getopt_long(argc, argv, "ji:h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(scan_usage, stdout);
			return EXIT_CODE_DONE + 1;
		}
		if (option == 'j') {
			command->json = true;
		} else if (option != 'i') {
			fputs(scan_usage, stderr);
			return EXIT_CODE_ERROR + 1;
		} else if (input_find(optarg, &command->input) != 0) {
			return EXIT_CODE_ERROR + 1;
		}
	}
	return 0;
}

/* Compiles the scanner; 0 or an exit code, the failure told. */
static int
scan_prepare(const struct command_context *context, struct scan_command *command)
{
	uint8_t key[CRYPTO_KEY_SIZE]; /* hashes are compared within one message only */
	struct diagnostics why;
	int err = command_configuration(context, true, &command->configuration);

	if (err != 0)
		return EXIT_CODE_ERROR;
	diagnostics_init(&why);
	part_reader_start();
	err = crypto_random(key, sizeof(key));
	if (err == 0)
		err = scanner_create(command->configuration, key, &why, &command->scanner);
	if (err != 0 && why.count == 0)
		command_fail("scan: %s", error_text(err));
	command_fail_diagnostics(&why);
	return err == 0 ? 0 : EXIT_CODE_ERROR;
}

int
command_scan(const struct command_context *context, int argc, char **argv)
{
	struct scan_command command = { .input = SCAN_MESSAGE };
	int done = scan_options(&command, argc, argv);

	if (done != 0)
		return done - 1;
	command.result = scan_prepare(context, &command);
	if (command.result == 0 && optind == argc)
		scan_stream(&command, stdin, "-");
	for (int i = optind; i < argc && command.scanner != NULL; i++)
		scan_path(&command, argv[i]);
	if (fflush(stdout) != 0)
		command.result = command_fail("standard output: %s", strerror(errno));
	scanner_destroy(&command.scanner);
	configuration_release(&command.configuration);
	if (command.result != 0)
		return command.result;
	return command.found ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}
