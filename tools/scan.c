#include "tools/command.h"

int
command_scan(const struct command_context *context, int argc, char **argv)
{
	(void)context;
	(void)argc;
	return command_fail("%s is not built yet", argv[0]);
}
