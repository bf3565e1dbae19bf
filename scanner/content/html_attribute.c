#include "scanner/content/html_attribute.h"

#include "scanner/content/content_kind.h"
#include "scanner/content/html_name.h"
#include "scanner/transfer_encoding.h"

/* Where the type of a data: URL ends, at the latest. */
#define DATA_HEAD_SIZE 64

/* Enough of a picture to tell it by, in base64. */
#define PICTURE_HEAD_SIZE 64

/* Numbers of the layout are shorter, and not so many. */
#define NUMBER_DIGITS 4
#define DIGITS_MIN 7

static bool
is_named(struct bytes name, const char *wanted)
{
	return bytes_equal_nocase(name, bytes_of_string(wanted));
}

static bool
has(struct bytes text, const char *word)
{
	return bytes_find_nocase(text, bytes_of_string(word)) != SIZE_MAX;
}

/* ---- data: URLs ------------------------------------------------------------------ */

/* Whether base64 that is called a picture is one. */
static bool
is_picture(struct bytes payload)
{
	uint8_t head[PICTURE_HEAD_SIZE];
	bool broken = false;
	size_t length = transfer_decode(TRANSFER_BASE64, bytes_slice(payload, 0, sizeof(head)), head,
	                                &broken);
	return content_kind_find(bytes_make(head, length)) == CONTENT_IMAGE;
}

static struct bytes
data_url_text(struct bytes value, bool *embedded)
{
	static const char picture[] = "data:image/", base64[] = ";base64,";
	struct bytes head = bytes_slice(value, 0, DATA_HEAD_SIZE);
	size_t comma = bytes_find_nocase(head, bytes_of_string(base64));
	bool called = comma != SIZE_MAX && !has(head, "svg") &&
	              bytes_equal_nocase(bytes_slice(value, 0, strlen(picture)), bytes_of_string(picture));
	if (called && is_picture(bytes_slice(value, comma + strlen(base64), SIZE_MAX)))
		return bytes_slice(value, 0, comma);
	*embedded = true;
	return value;
}

/* ---- attributes that are not shown ------------------------------------------------- */

/* From the first comment of a style on. */
static struct bytes
style_text(struct bytes value)
{
	size_t comment = bytes_find_nocase(value, bytes_of_string("/*"));
	return bytes_slice(value, comment == SIZE_MAX ? value.length : comment, SIZE_MAX);
}

/* Where "219-09-9998" stands, whatever is around it. */
static bool
has_ssn_shape(struct bytes value)
{
	static const char shape[] = "999-99-9999";
	for (size_t start = 0; start + strlen(shape) <= value.length; start++) {
		size_t i = 0;
		while (shape[i] != '\0' && (shape[i] == '9' ? byte_is_digit(value.data[start + i])
		                                            : value.data[start + i] == '-'))
			i++;
		if (shape[i] == '\0')
			return true;
	}
	return false;
}

/* A number among words: "MRN 4471829", but neither "col-12 w-100" nor "m_48213377". */
static bool
has_number_and_words(struct bytes value)
{
	size_t digits = 0, run = 0, longest = 0;
	bool blank = false;
	for (size_t i = 0; i < value.length; i++) {
		bool digit = byte_is_digit(value.data[i]);
		run = digit ? run + 1 : 0;
		longest = run > longest ? run : longest;
		digits += digit;
		blank |= value.data[i] == ' ';
	}
	return blank && longest >= NUMBER_DIGITS && digits >= DIGITS_MIN;
}

struct bytes
html_attribute_text(struct bytes name, struct bytes value, bool *embedded)
{
	if (bytes_equal_nocase(bytes_slice(value, 0, 5), bytes_of_string("data:")))
		return data_url_text(value, embedded);
	if (!html_attribute_is_mute(name))
		return value;
	if (is_named(name, "style"))
		return style_text(value);
	bool tells = value.length >= DIGITS_MIN && (has_number_and_words(value) || has_ssn_shape(value));
	return bytes_slice(value, tells ? 0 : value.length, SIZE_MAX);
}

bool
html_attribute_reverses(struct bytes element, struct bytes name, struct bytes value)
{
	if (is_named(name, "dir"))
		return is_named(element, "bdo") && is_named(value, "rtl");
	return is_named(name, "style") && has(value, "bidi-override");
}
