/*
 * The scanner as the subcommands use it: compiled once from the configuration,
 * then run over one message or text after the other.
 *
 * Ownership: the engine's contents belong to the caller until released.
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_SCAN_ENGINE_H
#define PHIMILTER_TOOLS_SCAN_ENGINE_H

#include "core/message.h"
#include "scanner/scanner.h"
#include "tools/command.h"

enum scan_kind {
	SCAN_MESSAGE, /* as it travels: header section, empty line, body; CRLF or LF */
	SCAN_TEXT,    /* plain text, which becomes one part called "text" */
};

struct scan_engine {
	struct configuration *configuration;
	struct scanner *scanner;
};

/*
 * Reads the configuration (all defaults where there is none) and compiles.
 * `command` is the subcommand's name, for complaints. 0, or EXIT_CODE_ERROR
 * with the failure told; release it either way.
 */
MUST_USE int scan_engine_create(const struct command_context *context, const char *command,
                                struct scan_engine *out);
void scan_engine_release(struct scan_engine *engine);

/*
 * Scans `text`, which must outlive the message; the caller destroys it.
 * Fails: as message_create() and scanner_scan_message().
 */
MUST_USE int scan_engine_run(const struct scan_engine *engine, enum scan_kind kind,
                             struct bytes text, struct message **out);

#endif
