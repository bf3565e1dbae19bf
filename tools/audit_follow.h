/* `phictl audit follow`: records to a site's other systems; see phictl-events(1). */
#ifndef PHIMILTER_TOOLS_AUDIT_FOLLOW_H
#define PHIMILTER_TOOLS_AUDIT_FOLLOW_H

#include "tools/command.h"

/* argv[0] is "follow"; returns the exit code. */
int audit_follow(const struct command_context *context, int argc, char **argv);

#endif
