#include "scanner/charset_iconv.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/error.h"

struct charset_name {
	const char *label; /* letters and digits alone, lower case */
	const char *iconv; /* NULL: no iconv needed */
	enum charset_family family;
};

#define LABEL_SIZE 32

/* Compared without case and punctuation, so "ISO_8859-1" and "iso88591" are one. */
static const struct charset_name charset_names[] = {
	{ "ascii", NULL, CHARSET_PLAIN },
	{ "usascii", NULL, CHARSET_PLAIN },
	{ "ansix341968", NULL, CHARSET_PLAIN },
	{ "646", NULL, CHARSET_PLAIN },
	{ "iso88591", NULL, CHARSET_PLAIN },
	{ "latin1", NULL, CHARSET_PLAIN },
	{ "l1", NULL, CHARSET_PLAIN },
	{ "windows1252", NULL, CHARSET_PLAIN },
	{ "cp1252", NULL, CHARSET_PLAIN },
	{ "utf8", NULL, CHARSET_UTF_8 },
	{ "unicode11utf8", NULL, CHARSET_UTF_8 },
	{ "utf8mb4", NULL, CHARSET_UTF_8 },
	{ "utf7", "UTF-7", CHARSET_ICONV },
	{ "unicode11utf7", "UTF-7", CHARSET_ICONV },
	{ "utf16", "UTF-16LE", CHARSET_ICONV }, /* what unmarked UTF-16 is in practice */
	{ "utf16le", "UTF-16LE", CHARSET_ICONV },
	{ "utf16be", "UTF-16BE", CHARSET_ICONV },
	{ "ucs2", "UTF-16LE", CHARSET_ICONV },
	{ "iso10646ucs2", "UTF-16BE", CHARSET_ICONV },
	{ "unicode", "UTF-16LE", CHARSET_ICONV },
	{ "utf32", "UTF-32LE", CHARSET_ICONV },
	{ "utf32le", "UTF-32LE", CHARSET_ICONV },
	{ "utf32be", "UTF-32BE", CHARSET_ICONV },
	{ "iso88592", "ISO-8859-2", CHARSET_ICONV },
	{ "latin2", "ISO-8859-2", CHARSET_ICONV },
	{ "iso88593", "ISO-8859-3", CHARSET_ICONV },
	{ "iso88594", "ISO-8859-4", CHARSET_ICONV },
	{ "iso88595", "ISO-8859-5", CHARSET_ICONV },
	{ "iso88596", "ISO-8859-6", CHARSET_ICONV },
	{ "iso88596i", "ISO-8859-6", CHARSET_ICONV },
	{ "iso88597", "ISO-8859-7", CHARSET_ICONV },
	{ "iso88598", "ISO-8859-8", CHARSET_ICONV },
	{ "iso88598i", "ISO-8859-8", CHARSET_ICONV },
	{ "iso88598e", "ISO-8859-8", CHARSET_ICONV },
	{ "iso88599", "ISO-8859-9", CHARSET_ICONV },
	{ "latin5", "ISO-8859-9", CHARSET_ICONV },
	{ "iso885910", "ISO-8859-10", CHARSET_ICONV },
	{ "iso885911", "ISO-8859-11", CHARSET_ICONV },
	{ "iso885913", "ISO-8859-13", CHARSET_ICONV },
	{ "iso885914", "ISO-8859-14", CHARSET_ICONV },
	{ "iso885915", "ISO-8859-15", CHARSET_ICONV },
	{ "latin9", "ISO-8859-15", CHARSET_ICONV },
	{ "iso885916", "ISO-8859-16", CHARSET_ICONV },
	{ "windows874", "CP874", CHARSET_ICONV },
	{ "tis620", "CP874", CHARSET_ICONV },
	{ "windows1250", "CP1250", CHARSET_ICONV },
	{ "cp1250", "CP1250", CHARSET_ICONV },
	{ "windows1251", "CP1251", CHARSET_ICONV },
	{ "cp1251", "CP1251", CHARSET_ICONV },
	{ "windows1253", "CP1253", CHARSET_ICONV },
	{ "windows1254", "CP1254", CHARSET_ICONV },
	{ "windows1255", "CP1255", CHARSET_ICONV },
	{ "windows1256", "CP1256", CHARSET_ICONV },
	{ "windows1257", "CP1257", CHARSET_ICONV },
	{ "windows1258", "CP1258", CHARSET_ICONV },
	{ "koi8r", "KOI8-R", CHARSET_ICONV },
	{ "koi8u", "KOI8-U", CHARSET_ICONV },
	{ "ibm437", "CP437", CHARSET_ICONV },
	{ "cp437", "CP437", CHARSET_ICONV },
	{ "ibm850", "CP850", CHARSET_ICONV },
	{ "cp850", "CP850", CHARSET_ICONV },
	{ "ibm852", "CP852", CHARSET_ICONV },
	{ "cp852", "CP852", CHARSET_ICONV },
	{ "ibm866", "CP866", CHARSET_ICONV },
	{ "cp866", "CP866", CHARSET_ICONV },
	{ "macintosh", "MACINTOSH", CHARSET_ICONV },
	{ "xmacroman", "MACINTOSH", CHARSET_ICONV },
	{ "ibm037", "IBM037", CHARSET_ICONV }, /* EBCDIC of mainframes */
	{ "cp037", "IBM037", CHARSET_ICONV },
	{ "ebcdiccpus", "IBM037", CHARSET_ICONV },
	{ "ibm500", "IBM500", CHARSET_ICONV },
	{ "cp500", "IBM500", CHARSET_ICONV },
	{ "ibm1047", "IBM1047", CHARSET_ICONV },
	{ "shiftjis", "CP932", CHARSET_ICONV },
	{ "sjis", "CP932", CHARSET_ICONV },
	{ "xsjis", "CP932", CHARSET_ICONV },
	{ "windows31j", "CP932", CHARSET_ICONV },
	{ "cp932", "CP932", CHARSET_ICONV },
	{ "eucjp", "EUC-JP", CHARSET_ICONV },
	{ "iso2022jp", "ISO-2022-JP-2", CHARSET_ICONV },
	{ "iso2022jp1", "ISO-2022-JP-2", CHARSET_ICONV },
	{ "iso2022jp2", "ISO-2022-JP-2", CHARSET_ICONV },
	{ "euckr", "CP949", CHARSET_ICONV },
	{ "ksc56011987", "CP949", CHARSET_ICONV },
	{ "cp949", "CP949", CHARSET_ICONV },
	{ "iso2022kr", "ISO-2022-KR", CHARSET_ICONV },
	{ "gb2312", "GB18030", CHARSET_ICONV },
	{ "euccn", "GB18030", CHARSET_ICONV },
	{ "gbk", "GB18030", CHARSET_ICONV },
	{ "cp936", "GB18030", CHARSET_ICONV },
	{ "gb18030", "GB18030", CHARSET_ICONV },
	{ "big5", "BIG5-HKSCS", CHARSET_ICONV },
	{ "big5hkscs", "BIG5-HKSCS", CHARSET_ICONV },
	{ "cp950", "CP950", CHARSET_ICONV },
};

enum charset_family
charset_find(struct bytes label, const char **name)
{
	char plain[LABEL_SIZE];
	size_t length = 0;
	*name = NULL;
	for (size_t i = 0; i < label.length; i++) {
		if (!byte_is_alnum(label.data[i]))
			continue;
		if (length == sizeof(plain) - 1)
			return CHARSET_UNKNOWN;
		plain[length++] = (char)byte_lower(label.data[i]);
	}
	plain[length] = '\0';
	if (length == 0)
		return label.length == 0 ? CHARSET_PLAIN : CHARSET_UNKNOWN;
	for (size_t i = 0; i < ARRAY_LENGTH(charset_names); i++) {
		if (strcmp(plain, charset_names[i].label) == 0) {
			*name = charset_names[i].iconv;
			return charset_names[i].family;
		}
	}
	return CHARSET_UNKNOWN;
}

/* ---- opening ------------------------------------------------------------------------- */

/* Other threads take and give back descriptors between two looks at them. */
#define OPEN_TRIES 8

/* Whether a file could be opened now. Fails: ERROR_IO. */
static int
probe_descriptors(void)
{
	int fd = open("/", O_RDONLY | O_CLOEXEC | O_DIRECTORY);

	if (fd < 0)
		return ERROR_IO;
	close(fd);
	return 0;
}

/*
 * glibc reads most charsets from files of their own. Where it cannot open one, as all
 * descriptors are in use, it says EINVAL, as it does of a charset that it lacks.
 */
static int
converter_open(const char *name, iconv_t *out)
{
	int err = 0;

	for (int i = 0; i < OPEN_TRIES && err == 0; i++) {
		*out = iconv_open("UTF-8", name);
		if (*out != (iconv_t)-1)
			return 0;
		err = errno == EINVAL ? probe_descriptors() : errno == ENOMEM ? ERROR_MEMORY : ERROR_IO;
	}
	return err != 0 ? err : ERROR_NOT_FOUND;
}

/* ---- kept open ---------------------------------------------------------------------- */

struct charset_stock {
	size_t count;
	iconv_t converters[ARRAY_LENGTH(charset_names)];
};

/* Whether the charset of that row has one before it. */
static bool
is_known_before(size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (charset_names[i].iconv != NULL &&
		    strcmp(charset_names[i].iconv, charset_names[row].iconv) == 0)
			return true;
	return false;
}

int
charset_stock_create(struct charset_stock **out)
{
	struct charset_stock *stock = calloc(1, sizeof(*stock));
	int err = stock != NULL ? 0 : ERROR_MEMORY;

	for (size_t i = 0; i < ARRAY_LENGTH(charset_names) && err == 0; i++) {
		if (charset_names[i].iconv == NULL || is_known_before(i))
			continue;
		err = converter_open(charset_names[i].iconv, &stock->converters[stock->count]);
		stock->count += err == 0;
		if (err == ERROR_NOT_FOUND)
			err = 0;
	}
	if (err != 0)
		charset_stock_destroy(&stock);
	*out = stock;
	return err;
}

void
charset_stock_destroy(struct charset_stock **stock)
{
	if (stock == NULL || *stock == NULL)
		return;
	for (size_t i = 0; i < (*stock)->count; i++)
		iconv_close((*stock)->converters[i]);
	free(*stock);
	*stock = NULL;
}

/* ---- converting --------------------------------------------------------------------- */

/* Room made for each round of iconv, which says E2BIG when it wants more. */
#define ROUND_SIZE 4096

/* With less room iconv might say E2BIG for ever. */
#define CHARACTER_ROOM 16

static void
drop_nuls(struct buffer *out, size_t from)
{
	size_t kept = from;
	for (size_t i = from; i < out->length; i++) {
		if (out->data[i] != 0)
			out->data[kept++] = out->data[i];
	}
	out->length = kept;
}

/* One round of iconv into `out`; 0, or errno's E2BIG, EILSEQ, EINVAL in `*why`. */
static int
convert_round(iconv_t converter, char **in, size_t *left, struct buffer *out, int *why)
{
	size_t room = *left < ROUND_SIZE ? ROUND_SIZE : *left;
	if (room > out->limit - out->length)
		room = out->limit - out->length;
	if (room < CHARACTER_ROOM)
		return ERROR_LIMIT;
	int err = buffer_reserve(out, room);
	if (err != 0)
		return err;
	char *target = (char *)out->data + out->length;
	*why = iconv(converter, in, left, &target, &room) == (size_t)-1 ? errno : 0;
	size_t start = out->length;
	out->length = (size_t)((uint8_t *)target - out->data);
	drop_nuls(out, start);
	return 0;
}

int
charset_iconv(const char *name, struct bytes in, struct buffer *out)
{
	iconv_t converter;
	int err = converter_open(name, &converter);

	if (err != 0)
		return err;
	char *next = (char *)in.data; /* iconv(3) takes it so, and does not write */
	size_t left = in.length;
	while (err == 0 && left > 0) {
		int why = 0;
		err = convert_round(converter, &next, &left, out, &why);
		if (err == 0 && why != 0 && why != E2BIG) {
			err = buffer_append_string(out, "\xEF\xBF\xBD");
			next++;
			left--;
		}
	}
	iconv_close(converter);
	return err;
}
