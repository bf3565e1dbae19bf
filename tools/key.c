/* phictl key: makes the secret keys that phimilter.conf(5) names. */
#include <string.h>

#include "core/error.h"
#include "tools/command.h"

static const char key_usage[] =
	"usage: phictl key create FILE\n\n"
	"Creates FILE, readable by its owner alone, with a new random 256-bit key.\n"
	"An existing file is never overwritten: what an old key sealed only it can open.\n";

int
command_key(const struct command_context *context, int argc, char **argv)
{
	(void)context;
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(key_usage, stdout);
		return EXIT_CODE_DONE;
	}
	if (argc != 3 || strcmp(argv[1], "create") != 0) {
		fputs(key_usage, stderr);
		return EXIT_CODE_ERROR;
	}
	int err = secret_key_create(argv[2]);
	if (err == ERROR_EXISTS)
		return command_fail("%s: exists already and was left as it is", argv[2]);
	if (err == ERROR_IO)
		return command_fail("%s: %m", argv[2]);
	if (err != 0)
		return command_fail("%s: %s", argv[2], error_text(err));
	return EXIT_CODE_DONE;
}
