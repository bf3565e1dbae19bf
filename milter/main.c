/* phimilter(8): options, the check of the configuration, and off to daemon_run(). */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "config.h"
#include "core/error.h"
#include "core/log.h"
#include "core/memory_pool.h"
#include "milter/daemon.h"
#include "milter/listener.h"
#include "milter/signals.h"
#include "scanner/part_reader.h"
#include "store/store.h"

static void
usage(FILE *out)
{
	fputs("usage: phimilter [-ft] [-c FILE]\n"
	      "       phimilter --help | --version\n\n"
	      "  -c FILE  configuration (default " PKGSYSCONFDIR "/phimilter.conf)\n"
	      "  -f       stay in the foreground\n"
	      "  -t       check configuration, rules, keys and templates, then exit\n\n"
	      "The manual is phimilter(8).\n", out);
}

/* Those of the keys that stay when the store's key file is changed. */
static int
names_read(const struct configuration *configuration, struct diagnostics *why,
           struct daemon_keys *keys)
{
	struct store_names names;

	int err = store_read_names(configuration, &keys->store, why, &names);
	memcpy(keys->value.bytes, names.value, sizeof(keys->value.bytes));
	memcpy(keys->split.bytes, names.split, sizeof(keys->split.bytes));
	explicit_bzero(&names, sizeof(names));
	return err;
}

/* The store's key keys the value hashes, and lists are made of groups of people, so both are
 * read before the rest is compiled. */
static int
keys_read(const char *path, struct diagnostics *why, struct daemon_keys *keys)
{
	struct configuration *configuration;

	int err = configuration_load(path, why, &configuration);
	if (err != 0)
		return err;
	err = secret_key_read(configuration, why, &keys->store);
	if (err == 0)
		err = names_read(configuration, why, keys);
	int asked = groups_begin(configuration, why, &keys->group);
	if (err == 0)
		err = asked;
	configuration_release(&configuration);
	return err;
}

/* That a reload finds them: the daemon does not stay where it was started, phictl(1) does. */
static int
check_paths(const struct configuration *configuration, struct diagnostics *why)
{
	const struct {
		const char *setting;
		const char *path; /* "" for none */
	} files[] = {
		{ "site.tls_domains_file", configuration->site.tls_domains_file },
		{ "escrow.notice_text", configuration->escrow.notice_text },
		{ "escrow.notice_html", configuration->escrow.notice_html },
		{ "scanner.patients", configuration->scanner.patients },
		{ "scanner.patients_key", configuration->scanner.patients_key },
		{ "store.key_file", configuration->store.key_file },
		{ "ldap.password_file", configuration->ldap.password_file },
		{ "ldap.ca_file", configuration->ldap.ca_file },
		{ "daemon.pid_file", configuration->daemon.pid_file },
	};
	const struct {
		const char *setting;
		const struct string_list *paths;
	} lists[] = {
		{ "escrow.officers", &configuration->escrow.officers },
		{ "scanner.lexicons", &configuration->scanner.lexicons },
	};
	int result = directory_check_path(configuration, "store.directory",
	                                  configuration->store.directory, why);

	result |= directory_check_path(configuration, "escrow.directory",
	                               configuration->escrow.directory, why);
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		if (files[i].path[0] != '\0')
			result |= directory_check_path(configuration, files[i].setting, files[i].path, why);
	for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
		for (size_t j = 0; j < lists[i].paths->count; j++)
			result |= directory_check_path(configuration, lists[i].setting,
			                               lists[i].paths->items[j], why);
	return result != 0 ? ERROR_CONFIG : 0;
}

/* What the configuration asks of this machine; every mistake is said. */
static int
check_places(const struct configuration *configuration, struct diagnostics *why)
{
	struct identity identity;
	int results[3];

	results[0] = identity_find(configuration, why, &identity);
	results[1] = listener_check_place(configuration, why);
	results[2] = check_paths(configuration, why);
	for (size_t i = 0; i < ARRAY_LENGTH(results); i++)
		if (results[i] != 0)
			return results[i];
	return 0;
}

/* Everything that can be known to be wrong before serving. */
static int
check(const char *path, struct daemon_keys *keys, struct snapshot **snapshot)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = keys_read(path, &why, keys);
	/* Without a key the rest is checked all the same, so that all mistakes are said at once. */
	int compiled = err == 0 || err == ERROR_KEY ? snapshot_create(path, &keys->value, &why, snapshot) : 0;
	if (*snapshot != NULL)
		compiled = check_places((*snapshot)->configuration, &why);
	if (err == 0)
		err = compiled;
	daemon_log_failure(err, &why);
	return err;
}

static int
finish_check(int err, const char *path, struct daemon_keys *keys, struct snapshot **snapshot)
{
	explicit_bzero(keys, sizeof(*keys));
	snapshot_release(snapshot);
	if (err == 0)
		printf("%s: the configuration is good\n", path);
	return daemon_exit_status(err);
}

int
main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct daemon_options options = { .configuration_file = PKGSYSCONFDIR "/phimilter.conf" };
	struct snapshot *snapshot = NULL;
	struct daemon_keys keys = { 0 };
	bool test = false;

	for (int option; (option = getopt_long(argc, argv, "c:fthV", long_options, NULL)) != -1;) {
		switch (option) {
		case 'c': options.configuration_file = optarg; break;
		case 'f': options.foreground = true; break;
		case 't': test = true; break;
		case 'h': usage(stdout); return EX_OK;
		case 'V': puts("phimilter " PACKAGE_VERSION); return EX_OK;
		default: usage(stderr); return EX_USAGE;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return EX_USAGE;
	}
	if (process_harden() != 0) {
		log_event(LOG_SEVERITY_ERROR, "core-dumps-not-disabled", log_number("pid", getpid()));
		return EX_OSERR;
	}
	memory_keep();
	part_reader_start();
	int err = daemon_catch_bus_error();
	if (err == 0 && !test)
		err = signals_hold_reload();
	if (err == 0)
		err = check(options.configuration_file, &keys, &snapshot);
	if (err != 0 || test)
		return finish_check(err, options.configuration_file, &keys, &snapshot);
	daemon_run(&options, snapshot, &keys);
}
