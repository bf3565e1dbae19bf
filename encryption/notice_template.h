/*
 * A template of the portal notice: text with placeholders such as {{link}}.
 * Read once into pieces; a placeholder that does not exist, or is not closed,
 * is refused with its file and line. Internal to the room.
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_ENCRYPTION_NOTICE_TEMPLATE_H
#define PHIMILTER_ENCRYPTION_NOTICE_TEMPLATE_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "core/diagnostics.h"

#define NOTICE_TEMPLATE_LIMIT ((size_t)64 * 1024) /* bytes of one template */
#define NOTICE_PLACEHOLDER_LIMIT 64               /* placeholders in one template */

enum notice_field {
	NOTICE_LINK,         /* {{link}}: where the message can be read */
	NOTICE_SENDER,       /* {{sender}}: the sender's address */
	NOTICE_DATE,         /* {{date}}: when the message was sent, UTC */
	NOTICE_ORGANIZATION, /* {{organization}}: site.authserv, or the host's name */
	NOTICE_REFERENCE,    /* {{reference}}: the escrow id, for questions to the sender's help desk */
	NOTICE_EXPIRES,      /* {{expires}}: until when the link opens it */
	NOTICE_FIELD_LIMIT
};

struct notice_template;

/*
 * Compiles `text`, which must be UTF-8 and outlive the template. Complaints
 * name `file` and `setting`. Fails: ERROR_CONFIG, ERROR_MEMORY.
 */
MUST_USE int notice_template_create(struct bytes text, const char *file, const char *setting,
                                    struct diagnostics *why, struct notice_template **out);
void notice_template_destroy(struct notice_template **notice_template);

/*
 * Appends the text with the fields' values, which are escaped when `html`.
 * Fails: ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int notice_template_render(const struct notice_template *notice_template,
                                    const struct bytes values[NOTICE_FIELD_LIMIT], bool html,
                                    struct buffer *out);

#endif
