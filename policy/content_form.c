#include "config.h" /* memmem() */

#include "policy/content_form.h"

const char *
content_form_name(unsigned form)
{
	static const char *const names[CONTENT_FORM_LIMIT] = {
		[CONTENT_FORM_TEXT] = "text",       [CONTENT_FORM_HTML] = "html",
		[CONTENT_FORM_PDF] = "pdf",         [CONTENT_FORM_OFFICE] = "office",
		[CONTENT_FORM_ARCHIVE] = "archive", [CONTENT_FORM_IMAGE] = "image",
		[CONTENT_FORM_DICOM] = "dicom",     [CONTENT_FORM_EXECUTABLE] = "executable",
		[CONTENT_FORM_OTHER] = "other",
	};
	return form < CONTENT_FORM_LIMIT ? names[form] : NULL;
}

/* Two bytes are in many texts, so those count in what is no text alone. */
struct signature {
	enum content_form form;
	const char *bytes;
	size_t length;
	size_t offset;
	bool in_text;
};

#define MARK(form, string, at) { CONTENT_FORM_##form, (string), sizeof(string) - 1, (at), true }
#define SHORT(form, string) { CONTENT_FORM_##form, (string), sizeof(string) - 1, 0, false }

static const struct signature signatures[] = {
	MARK(PDF, "%PDF-", 0),
	MARK(OFFICE, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 0),
	MARK(OFFICE, "{\\rtf", 0),
	MARK(ARCHIVE, "PK\x03\x04", 0),
	MARK(ARCHIVE, "PK\x05\x06", 0),
	MARK(ARCHIVE, "Rar!\x1A\x07", 0),
	MARK(ARCHIVE, "7z\xBC\xAF\x27\x1C", 0),
	MARK(ARCHIVE, "\x1F\x8B", 0),
	MARK(ARCHIVE, "BZh", 0),
	MARK(ARCHIVE, "\xFD" "7zXZ", 0),
	MARK(ARCHIVE, "\x28\xB5\x2F\xFD", 0),
	MARK(ARCHIVE, "ustar", 257),
	MARK(DICOM, "DICM", 128),
	MARK(IMAGE, "\x89PNG\r\n\x1A\n", 0),
	MARK(IMAGE, "\xFF\xD8\xFF", 0),
	MARK(IMAGE, "GIF8", 0),
	MARK(IMAGE, "II*\0", 0),
	MARK(IMAGE, "MM\0*", 0),
	MARK(IMAGE, "WEBP", 8),
	MARK(IMAGE, "ftyphei", 4),
	MARK(IMAGE, "ftypavif", 4),
	SHORT(IMAGE, "BM"),
	MARK(EXECUTABLE, "\x7F" "ELF", 0),
	MARK(EXECUTABLE, "\xCA\xFE\xBA\xBE", 0),
	MARK(EXECUTABLE, "\xCF\xFA\xED\xFE", 0),
	MARK(EXECUTABLE, "#!", 0),
	SHORT(EXECUTABLE, "MZ"),
};

/* A ZIP archive that office programs make; its first entries tell. */
static bool
is_office_archive(struct bytes head)
{
	static const char *const entries[] = {
		"[Content_Types].xml", "_rels/", "word/", "xl/", "ppt/", "mimetypeapplication/vnd.oasis",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(entries); i++)
		if (memmem(head.data, head.length, entries[i], strlen(entries[i])) != NULL)
			return true;
	return false;
}

/* Whatever it is called, no text has a NUL. UTF-16 has, and no two ASCII letters side by side. */
static bool
is_no_text(const struct part *part)
{
	return part->kind == PART_BINARY ||
	       (part->head.length > 0 && memchr(part->head.data, 0, part->head.length) != NULL);
}

static bool
has_signature(const struct part *part, const struct signature *signature)
{
	struct bytes there = bytes_slice(part->head, signature->offset, signature->length);

	return (signature->in_text || is_no_text(part)) &&
	       bytes_equal(there, bytes_make(signature->bytes, signature->length));
}

enum content_form
content_form_find(const struct part *part)
{
	for (size_t i = 0; i < ARRAY_LENGTH(signatures); i++) {
		if (!has_signature(part, &signatures[i]))
			continue;
		bool zip = signatures[i].form == CONTENT_FORM_ARCHIVE && part->head.data[0] == 'P';
		return zip && is_office_archive(part->head) ? CONTENT_FORM_OFFICE : signatures[i].form;
	}
	if (part->kind == PART_HTML)
		return CONTENT_FORM_HTML;
	return part->kind == PART_TEXT || part->kind == PART_HEADERS ? CONTENT_FORM_TEXT
	                                                             : CONTENT_FORM_OTHER;
}

struct bytes
content_form_sample(enum content_form form)
{
	static const uint8_t dicom[132] = { [128] = 'D', [129] = 'I', [130] = 'C', [131] = 'M' };

	if (form == CONTENT_FORM_DICOM)
		return bytes_make(dicom, sizeof(dicom));
	for (size_t i = 0; i < ARRAY_LENGTH(signatures); i++)
		if (signatures[i].form == form && signatures[i].offset == 0)
			return bytes_make(signatures[i].bytes, signatures[i].length);
	return bytes_make(NULL, 0);
}
