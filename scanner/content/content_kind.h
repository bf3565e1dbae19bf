/*
 * What a part is, told by its bytes: labels are the sender's and often wrong.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CONTENT_CONTENT_KIND_H
#define PHIMILTER_SCANNER_CONTENT_CONTENT_KIND_H

#include "core/bytes.h"

enum content_kind {
	CONTENT_TEXT,      /* characters in some charset */
	CONTENT_IMAGE,     /* a picture: looked at by its detector */
	CONTENT_SIGNATURE, /* a detached CMS signature: holds nothing of the message */
	CONTENT_ENCRYPTED, /* CMS enveloped, authEnveloped or encrypted data */
	CONTENT_OPAQUE,    /* anything else */
};

/* `content` is transfer-decoded. Nothing at all is text. */
enum content_kind content_kind_find(struct bytes content);

/* Text or not, it is of a format whose words no plain reading finds: PDF, archive, RTF ... */
bool content_has_format(struct bytes content);

/* Whether UTF-8 text starts as HTML does. */
bool content_is_html(struct bytes text);

/* What is in UTF-8 text for a program to read, and not for us. */
struct content_hidden {
	bool encrypted; /* a block in ASCII armor (RFC 9580 6.2, RFC 7468) */
	bool encoded;   /* data in yEnc or BinHex (RFC 1741), or a uuencoded file */
};

struct content_hidden content_hidden_find(struct bytes text);

#endif
