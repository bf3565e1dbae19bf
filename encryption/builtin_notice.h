/*
 * The templates that are used where the admin names none: data/notice.txt and
 * data/notice.html, which are installed too, to start one's own from.
 *
 * Internal to the room. Threads: constants.
 */
#ifndef PHIMILTER_ENCRYPTION_BUILTIN_NOTICE_H
#define PHIMILTER_ENCRYPTION_BUILTIN_NOTICE_H

#include "core/bytes.h"

struct bytes builtin_notice_text(void);
struct bytes builtin_notice_html(void);

#endif
