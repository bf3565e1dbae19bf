/*
 * What form the content of a part has, told by its first bytes and not by the label that
 * whoever sent it chose.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_POLICY_CONTENT_FORM_H
#define PHIMILTER_POLICY_CONTENT_FORM_H

#include "core/message.h"

enum content_form {
	CONTENT_FORM_TEXT = 1,
	CONTENT_FORM_HTML,
	CONTENT_FORM_PDF,
	CONTENT_FORM_OFFICE,     /* OLE, OOXML, OpenDocument, RTF */
	CONTENT_FORM_ARCHIVE,
	CONTENT_FORM_IMAGE,
	CONTENT_FORM_DICOM,
	CONTENT_FORM_EXECUTABLE, /* programs and scripts */
	CONTENT_FORM_OTHER,
	CONTENT_FORM_LIMIT
};

const char *content_form_name(unsigned form); /* "text", "html", "pdf", ...; NULL when unknown */

enum content_form content_form_find(const struct part *part);

/* Bytes of that form, for the cases of `phictl policy test`. */
struct bytes content_form_sample(enum content_form form);

#endif
