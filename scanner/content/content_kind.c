#include "config.h" /* memmem() */

#include "scanner/content/content_kind.h"

#include "core/attributes.h"
#include "scanner/byte_block.h"

/* How much of a content is looked at to tell text from the rest. */
#define SAMPLE_SIZE 4096

/* One control character in so many is still text, and a few are in any. */
#define TEXT_PER_CONTROL 50
#define FEW_CONTROLS 2

/* Where the ContentInfo's object identifier must stand (RFC 5652 section 3). */
#define CMS_HEAD_SIZE 64

struct signature {
	const char *bytes;
	size_t length;
	size_t offset;
};

#define SIGNATURE(string, at) { (string), sizeof(string) - 1, (at) }

static bool
has_signature(struct bytes content, const struct signature *signatures, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bytes there = bytes_slice(content, signatures[i].offset, signatures[i].length);
		if (bytes_equal(there, bytes_make(signatures[i].bytes, signatures[i].length)))
			return true;
	}
	return false;
}

/* ---- text ----------------------------------------------------------------- */

static bool
is_control(uint8_t c)
{
	return c == 0x7F || (c < 0x20 && !byte_is_space(c) && c != '\b' && c != 0x1B);
}

static bool
has_wide_mark(struct bytes content)
{
	static const struct signature marks[] = {
		SIGNATURE("\xFF\xFE", 0),
		SIGNATURE("\xFE\xFF", 0),
		SIGNATURE("\0\0\xFE\xFF", 0),
	};
	return has_signature(content, marks, ARRAY_LENGTH(marks));
}

static bool
is_text(struct bytes content)
{
	struct bytes sample = bytes_slice(content, 0, SAMPLE_SIZE);
	size_t controls = 0, nuls[2] = { 0, 0 };
	for (size_t i = 0; i < sample.length; i++) {
		if (sample.data[i] == 0)
			nuls[i & 1]++;
		else if (is_control(sample.data[i]))
			controls++;
	}
	/* UTF-16 without a mark: every other byte of its ASCII is 0. */
	bool wide = (nuls[0] == 0 || nuls[1] == 0) && (nuls[0] + nuls[1]) * 3 > sample.length;
	if (!wide)
		controls += nuls[0] + nuls[1];
	return has_wide_mark(content) || controls <= FEW_CONTROLS + sample.length / TEXT_PER_CONTROL;
}

bool
content_is_html(struct bytes text)
{
	static const char *const starts[] = {
		"<!doctype html", "<html", "<head", "<body", "<title", "<meta ", "<script", "<style",
		"<table", "<div", "<p>", "<p ", "<br", "<font", "<span", "<center", "<h1", "<h2",
		"<h3", "<ul>", "<ol>", "<a href", "<img ", "<b>", "<i>", "<!--",
	};
	struct bytes head = bytes_slice(text, 0, SAMPLE_SIZE);
	while (head.length > 0 && byte_is_space(head.data[0]))
		head = bytes_slice(head, 1, SIZE_MAX);
	for (size_t i = 0; i < ARRAY_LENGTH(starts); i++) {
		struct bytes start = bytes_of_string(starts[i]);
		if (bytes_equal_nocase(bytes_slice(head, 0, start.length), start))
			/* HL7's documents may begin with a comment, too: they are read with their tags. */
			return bytes_find_nocase(head, bytes_of_string("<ClinicalDocument")) == SIZE_MAX;
	}
	/* XHTML */
	return bytes_equal_nocase(bytes_slice(head, 0, 5), bytes_of_string("<?xml")) &&
	       bytes_find_nocase(bytes_slice(head, 0, 1024), bytes_of_string("<html")) != SIZE_MAX;
}

/* ---- what is in a text but not to be read ----------------------------------- */

/* First and third letter of BEGIN, begin and BinHex, all that is looked at of most text. */
static bool
is_anchor(const uint8_t *at)
{
	uint8_t third = at[2] | 0x20;

	return (at[0] | 0x20) == 'b' && (third == 'g' || third == 'n');
}

static byte_mask
anchor_block(const uint8_t *at)
{
	byte_block first = byte_block_load(at) | 0x20, third = byte_block_load(at + 2) | 0x20;

	return (first == 'b') & ((third == 'g') | (third == 'n'));
}

static bool
starts_with(struct bytes text, const char *word)
{
	struct bytes expected = bytes_of_string(word);
	return bytes_equal(bytes_slice(text, 0, expected.length), expected);
}

static bool
ends_with(struct bytes text, const char *word)
{
	size_t length = strlen(word);
	return text.length >= length && starts_with(bytes_slice(text, text.length - length, length), word);
}

/* An encrypted block in ASCII armor; other blocks, such as signed text, are to be read. */
static bool
is_encrypted_armor(struct bytes before, struct bytes text)
{
	return ends_with(before, "-----") && (starts_with(text, "BEGIN PGP MESSAGE-----") ||
	                                      starts_with(text, "BEGIN CMS-----") ||
	                                      starts_with(text, "BEGIN PKCS7-----"));
}

/* "begin 644 name" on a line of its own (POSIX uuencode). */
static bool
is_uuencode_begin(struct bytes before, struct bytes text)
{
	struct bytes mode = bytes_slice(text, strlen("begin "), SIZE_MAX);
	size_t digits = 0;

	if (!starts_with(text, "begin ") ||
	    (before.length > 0 && !ends_with(before, "\n") && !ends_with(before, "\r")))
		return false;
	while (digits < mode.length && mode.data[digits] >= '0' && mode.data[digits] <= '7')
		digits++;
	return (digits == 3 || digits == 4) && digits < mode.length && mode.data[digits] == ' ';
}

static bool
is_encoding(struct bytes before, struct bytes text)
{
	return is_uuencode_begin(before, text) ||
	       (ends_with(before, "=y") && starts_with(text, "begin ")) ||
	       (ends_with(before, "(This file must be converted with ") && starts_with(text, "BinHex"));
}

struct content_hidden
content_hidden_find(struct bytes text)
{
	struct content_hidden found = { false, false };
	size_t i = 0;

	while ((i = byte_block_find(text, i, 2, is_anchor, anchor_block)) < text.length) {
		struct bytes before = bytes_slice(text, 0, i), rest = bytes_slice(text, i, SIZE_MAX);
		found.encrypted = found.encrypted || is_encrypted_armor(before, rest);
		found.encoded = found.encoded || is_encoding(before, rest);
		i++;
	}
	return found;
}

/* ---- everything else ------------------------------------------------------ */

static bool
is_image(struct bytes content)
{
	static const struct signature images[] = {
		SIGNATURE("\xFF\xD8\xFF", 0),           /* JPEG */
		SIGNATURE("\x89PNG\r\n\x1A\n", 0),
		SIGNATURE("GIF8", 0),
		SIGNATURE("II*\0", 0),                  /* TIFF */
		SIGNATURE("MM\0*", 0),
		SIGNATURE("BM", 0),                     /* Windows bitmap */
		SIGNATURE("WEBP", 8),
		SIGNATURE("ftypheic", 4),
		SIGNATURE("ftypheix", 4),
		SIGNATURE("ftypmif1", 4),
		SIGNATURE("ftypavif", 4),
		SIGNATURE("\0\0\1\0", 0),               /* icon */
		SIGNATURE("\0\0\0\x0CjP  ", 0),         /* JPEG 2000 */
		SIGNATURE("\xD7\xCD\xC6\x9A", 0),       /* placeable metafile */
		SIGNATURE(" EMF", 40),
		SIGNATURE("8BPS", 0),                   /* Photoshop */
	};
	return has_signature(content, images, ARRAY_LENGTH(images));
}

bool
content_has_format(struct bytes content)
{
	static const struct signature formats[] = {
		SIGNATURE("%PDF-", 0),
		SIGNATURE("%!PS", 0),
		SIGNATURE("{\\rtf", 0),
		SIGNATURE("PK\3\4", 0),                 /* zip, OOXML, ODF */
		SIGNATURE("PK\5\6", 0),
		SIGNATURE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 0), /* OLE: Office before 2007, msg */
		SIGNATURE("\x1F\x8B", 0),               /* gzip */
		SIGNATURE("BZh", 0),
		SIGNATURE("\xFD" "7zXZ", 0),
		SIGNATURE("7z\xBC\xAF\x27\x1C", 0),
		SIGNATURE("Rar!\x1A\7", 0),
		SIGNATURE("\x78\x9F\x3E\x22", 0),       /* TNEF */
		SIGNATURE("DICM", 128),
		SIGNATURE("ID3\2", 0),                 /* sound, behind whose title silence looks like text */
		SIGNATURE("ID3\3", 0),
		SIGNATURE("ID3\4", 0),
		SIGNATURE("WAVEfmt ", 8),
	};
	return has_signature(content, formats, ARRAY_LENGTH(formats));
}

/* Object identifiers of RFC 5652 and RFC 5083 content types, with tag and length. */
#define OID_DATA "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"
#define OID_SIGNED "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"
#define OID_ENVELOPED "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"
#define OID_ENCRYPTED "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06"
#define OID_AUTH_ENVELOPED "\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x17"

/* Where the encoded `oid` ends in `der`, or 0 when it is not there. */
static size_t
find_oid(struct bytes der, const char *oid)
{
	const uint8_t *found = der.length ? memmem(der.data, der.length, oid, strlen(oid)) : NULL;
	return found ? (size_t)(found - der.data) + strlen(oid) : 0;
}

/*
 * SignedData whose encapContentInfo ends behind its type: a sequence of exactly
 * the identifier's 11 bytes, or one of indefinite length that ends there (X.690 8.1.5).
 */
static bool
is_detached_signature(struct bytes head)
{
	size_t end = find_oid(head, OID_DATA);
	if (find_oid(bytes_slice(head, 0, CMS_HEAD_SIZE), OID_SIGNED) == 0 || end < 13)
		return false;
	const uint8_t *sequence = head.data + end - 13;
	if (sequence[0] != 0x30)
		return false;
	return sequence[1] == 11 ||
	       (sequence[1] == 0x80 && head.length >= end + 2 && head.data[end] == 0 &&
	        head.data[end + 1] == 0);
}

enum content_kind
content_kind_find(struct bytes content)
{
	struct bytes head = bytes_slice(content, 0, CMS_HEAD_SIZE);
	if (head.length > 0 && head.data[0] == 0x30) {
		if (find_oid(head, OID_ENVELOPED) != 0 || find_oid(head, OID_AUTH_ENVELOPED) != 0 ||
		    find_oid(head, OID_ENCRYPTED) != 0)
			return CONTENT_ENCRYPTED;
		if (is_detached_signature(bytes_slice(content, 0, SAMPLE_SIZE)))
			return CONTENT_SIGNATURE;
	}
	if (is_text(content))
		return CONTENT_TEXT;
	return is_image(content) && !content_has_format(content) ? CONTENT_IMAGE : CONTENT_OPAQUE;
}
