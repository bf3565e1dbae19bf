/* phictl edm: the list of patients for exact data match; see phictl-edm(1). */
#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "scanner/patient_list.h"
#include "scanner/patient_list_builder.h"
#include "tools/command.h"
#include "tools/edm_rows.h"
#include "tools/json_text.h"
#include "tools/time_text.h"

static const char edm_usage[] =
	"usage: phictl edm build [-c CONF] [--input csv|jsonl] [-o FILE] PATIENTS\n"
	"       phictl edm status [-c CONF] [--json]\n"
	"\n"
	"build   makes the list of patients from a table with a head line (CSV) or an\n"
	"        object a line (JSON lines); \"-\" is standard input. All values are hashed\n"
	"        with the key that scanner.patients_key names; none is kept in clear.\n"
	"status  says whether the list that scanner.patients names is in order, and what\n"
	"        it holds\n"
	"\n"
	"  -c CONF      configuration\n"
	"  --input KIND csv or jsonl (default: by the name of PATIENTS)\n"
	"  -o FILE      where the list goes (default: what scanner.patients names)\n"
	"  --json       a JSON object instead of text\n"
	"\n"
	"exit status: 0 done; 1 status: no list is configured, or the daemon's user cannot read it;\n"
	"2 error\n";

struct edm_command {
	struct command_context context;
	struct configuration *configuration;
	const char *output;
	const char *input; /* NULL, "csv" or "jsonl" */
	bool json;
};

/* ---- build --------------------------------------------------------------------- */

/* Whom the list must belong to: the daemon reads it anew at each reload. */
static uid_t
list_owner(const struct configuration *configuration)
{
	const char *user = configuration->daemon.user;
	const struct passwd *entry = geteuid() == 0 && user[0] != '\0' ? getpwnam(user) : NULL;

	return entry != NULL ? entry->pw_uid : (uid_t)-1;
}

static void
counts_print(const char *path, const struct patient_list_counts *counts)
{
	printf("%s: %llu patients, %llu values\n", path, (unsigned long long)counts->patients,
	       (unsigned long long)counts->values);
	if (counts->stopgaps > 0)
		printf("left out: %llu values that more than %d patients share\n",
		       (unsigned long long)counts->stopgaps, PATIENT_STOPGAP_LIMIT);
	if (counts->weak > 0)
		printf("weak: %llu numbers that many other numbers look like; each counts where the text "
		       "says what it is or the same patient's name or birth date is near\n",
		       (unsigned long long)counts->weak);
}

static bool
name_ends(const char *name, const char *ending)
{
	size_t length = strlen(name), tail = strlen(ending);

	return length >= tail && strcmp(name + length - tail, ending) == 0;
}

static bool
is_json(const struct edm_command *command, const char *table)
{
	if (command->input != NULL)
		return strcmp(command->input, "jsonl") == 0;
	return name_ends(table, ".jsonl") || name_ends(table, ".ndjson") || name_ends(table, ".json");
}

static int
table_add(const struct edm_command *command, const char *table, struct patient_list_builder *builder)
{
	bool input = strcmp(table, "-") == 0;
	FILE *file = input ? stdin : fopen(table, "re");
	struct stat status;
	int err;

	if (file == NULL || (fstat(fileno(file), &status) == 0 && S_ISDIR(status.st_mode))) {
		command_fail("%s: %s", table, file == NULL ? strerror(errno) : strerror(EISDIR));
		err = ERROR_IO;
	} else {
		err = edm_rows_add(file, table, is_json(command, table), builder);
	}
	if (file != NULL && !input)
		fclose(file);
	return err;
}

static int
list_build(const struct edm_command *command, const struct secret_key *key, const char *table)
{
	struct patient_list_counts counts;
	struct patient_list_builder *builder;
	int err = patient_list_builder_create(key, &builder);

	if (err != 0)
		return command_fail("edm: %s", error_text(err));
	err = table_add(command, table, builder);
	if (err == 0) {
		err = patient_list_builder_write(builder, command->output,
		                                 list_owner(command->configuration), time(NULL), &counts);
		if (err == 0)
			counts_print(command->output, &counts);
		else if (err == ERROR_IO && errno == EINVAL)
			command_fail("%s: is not a regular file", command->output);
		else
			command_fail("%s: %s", command->output, err == ERROR_IO ? strerror(errno) : error_text(err));
	}
	patient_list_builder_destroy(&builder);
	return err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

static int
edm_build(struct edm_command *command, int count, char **arguments)
{
	struct configuration *configuration = command->configuration;
	struct diagnostics why;
	struct secret_key key;

	if (count != 1) {
		fputs(edm_usage, stderr);
		return EXIT_CODE_ERROR;
	}
	if (command->output == NULL)
		command->output = configuration->scanner.patients;
	if (command->output[0] == '\0')
		return command_fail("edm: where the list goes is missing: set scanner.patients or give -o FILE");
	diagnostics_init(&why);
	int err = secret_key_read_file(configuration, "scanner.patients_key",
	                               configuration->scanner.patients_key, &why, &key);
	command_fail_diagnostics(&why);
	int result = err == 0 ? list_build(command, &key, arguments[0]) : EXIT_CODE_ERROR;
	secret_key_wipe(&key);
	return result;
}

/* ---- status -------------------------------------------------------------------- */

static int
facts_print_json(const char *path, const struct patient_list_facts *facts)
{
	json_t *values = json_object();

	for (unsigned field = 1; field < PATIENT_FIELD_LIMIT && values != NULL; field++)
		json_object_set_new(values, patient_field_name(field), json_integer((json_int_t)facts->values[field]));
	return json_print_line(stdout, json_pack("{s:o, s:o, s:I, s:I, s:o}", "file",
	                                         json_text(bytes_of_string(path)), "built",
	                                         json_time(facts->built), "patients",
	                                         (json_int_t)facts->patients, "bytes",
	                                         (json_int_t)facts->bytes, "values", values));
}

static int
facts_print(const char *path, const struct patient_list_facts *facts)
{
	printf("%s: in order\n%-12s%s\n%-12s%llu\n%-12s%llu\n", path, "built", time_text(facts->built).text,
	       "patients", (unsigned long long)facts->patients, "bytes", (unsigned long long)facts->bytes);
	for (unsigned field = 1; field < PATIENT_FIELD_LIMIT; field++)
		printf("%-12s%llu\n", patient_field_name(field), (unsigned long long)facts->values[field]);
	return 0;
}

/* Whether the daemon, no longer root at a reload, may read `path`; says so when not. */
static bool
daemon_may_read(const struct configuration *configuration, const char *path)
{
	const char *user = configuration->daemon.user;
	const struct passwd *entry = user[0] != '\0' ? getpwnam(user) : NULL;
	struct stat status;

	if (entry == NULL || entry->pw_uid == 0 || stat(path, &status) != 0 ||
	    status.st_uid == entry->pw_uid || status.st_mode & S_IROTH ||
	    (status.st_gid == entry->pw_gid && status.st_mode & S_IRGRP))
		return true;
	command_fail("%s: cannot be read by %s, so a reload will fail; give it away with: chown %s %s",
	             path, user, user, path);
	return false;
}

static int
edm_status(struct edm_command *command, int count, char **arguments)
{
	const char *path = command->configuration->scanner.patients;
	struct patient_list *list;
	struct diagnostics why;

	(void)arguments;
	if (count != 0) {
		fputs(edm_usage, stderr);
		return EXIT_CODE_ERROR;
	}
	if (path[0] == '\0') {
		command_fail("edm: scanner.patients is not set: no list is in use");
		return EXIT_CODE_FOUND;
	}
	diagnostics_init(&why);
	int err = patient_list_open(command->configuration, &why, &list);
	if (err != 0 && why.count == 0)
		command_fail("edm: %s", error_text(err));
	command_fail_diagnostics(&why);
	if (err != 0)
		return EXIT_CODE_ERROR;
	const struct patient_list_facts facts = patient_list_facts(list);
	patient_list_close(&list);
	err = command->json ? facts_print_json(path, &facts) : facts_print(path, &facts);
	if (err != 0 || fflush(stdout) != 0)
		return command_fail("standard output: %s", err ? error_text(err) : strerror(errno));
	bool good = daemon_may_read(command->configuration, path);
	good &= daemon_may_read(command->configuration, command->configuration->scanner.patients_key);
	return good ? EXIT_CODE_DONE : EXIT_CODE_FOUND;
}

/* ---- the command ----------------------------------------------------------------- */

static const struct {
	const char *name;
	int (*run)(struct edm_command *command, int count, char **arguments);
} commands[] = {
	{ "build", edm_build },
	{ "status", edm_status },
};

/* Options into `command`; 0, or the exit code + 1 when there is nothing more to do. */
static int
edm_options(struct edm_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "input", required_argument, NULL, 'i' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	optind = 1;
	while ((option = command_option("", argc, argv, "c:jo:h", options)) != -1) {
		if (option == 'h') {
			fputs(edm_usage, stdout);
			return EXIT_CODE_DONE + 1;
		}
		if (option == 'c') {
			command->context.configuration_file = optarg;
			command->context.configuration_given = true;
		} else if (option == 'j') {
			command->json = true;
		} else if (option == 'o') {
			command->output = optarg;
		} else if (option != 'i') {
			fputs(edm_usage, stderr);
			return EXIT_CODE_ERROR + 1;
		} else if (strcmp(optarg, "csv") != 0 && strcmp(optarg, "jsonl") != 0) {
			return command_fail("edm: --input %s: must be csv or jsonl", optarg) + 1;
		} else {
			command->input = optarg;
		}
	}
	return 0;
}

int
command_edm(const struct command_context *context, int argc, char **argv)
{
	struct edm_command command = { .context = *context };
	int done = edm_options(&command, argc, argv);

	if (done != 0)
		return done - 1;
	if (optind >= argc) {
		fputs(edm_usage, stderr);
		return EXIT_CODE_ERROR;
	}
	const char *name = argv[optind];
	for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
		if (strcmp(name, commands[i].name) != 0)
			continue;
		if (command_configuration(&command.context, true, &command.configuration) != 0)
			return EXIT_CODE_ERROR;
		int result = commands[i].run(&command, argc - optind - 1, argv + optind + 1);
		configuration_release(&command.configuration);
		return result;
	}
	return command_fail("edm: unknown command \"%s\"; phictl edm --help lists them", name);
}
