#include "encryption/address.h"

#define LOCAL_PART_LIMIT 64  /* RFC 5321 4.5.3.1.1 */
#define ADDRESS_LIMIT 254    /* RFC 5321 4.5.3.1.3, without the <> */
#define HOST_NAME_LIMIT 253
#define LABEL_LIMIT 63       /* RFC 1035 2.3.4 */

/* atext of RFC 5322 3.2.3. */
static bool
is_atom_byte(uint8_t c)
{
	return byte_is_alnum(c) || (c > ' ' && c < 0x7f && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
is_dot_atom(struct bytes text)
{
	for (size_t i = 0; i < text.length; i++) {
		bool dot = text.data[i] == '.';
		if (!dot && !is_atom_byte(text.data[i]))
			return false;
		if (dot && (i == 0 || i + 1 == text.length || text.data[i - 1] == '.'))
			return false;
	}
	return text.length > 0;
}

bool
address_is_host_name(struct bytes name)
{
	size_t label = 0; /* length so far */

	if (name.length == 0 || name.length > HOST_NAME_LIMIT)
		return false;
	for (size_t i = 0; i < name.length; i++) {
		uint8_t c = name.data[i];
		if (c == '.' && (label == 0 || name.data[i - 1] == '-'))
			return false;
		if (c == '-' && label == 0)
			return false;
		if (c != '.' && c != '-' && !byte_is_alnum(c))
			return false;
		label = c == '.' ? 0 : label + 1;
		if (label > LABEL_LIMIT)
			return false;
	}
	return byte_is_alnum(name.data[name.length - 1]);
}

bool
address_is_plain(struct bytes address)
{
	const uint8_t *at = address.length ? memchr(address.data, '@', address.length) : NULL;

	if (at == NULL || address.length > ADDRESS_LIMIT)
		return false;
	size_t local = (size_t)(at - address.data);
	return local <= LOCAL_PART_LIMIT && is_dot_atom(bytes_slice(address, 0, local)) &&
	       address_is_host_name(bytes_slice(address, local + 1, address.length));
}

/* Past the quoted string that begins at `i`; to the end when it is never closed. */
static size_t
skip_quoted(struct bytes text, size_t i)
{
	for (i++; i < text.length; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == '"')
			return i + 1;
	}
	return text.length;
}

/* Past the comment that begins at `i`; comments nest. */
static size_t
skip_comment(struct bytes text, size_t i)
{
	size_t depth = 0;

	for (; i < text.length; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == '(')
			depth++;
		else if (text.data[i] == ')' && --depth == 0)
			return i + 1;
	}
	return text.length;
}

/* Past "<...>", whose inside without white space around it is `inside`. */
static size_t
skip_angle(struct bytes text, size_t i, struct bytes *inside)
{
	size_t start = i + 1, end = start;

	while (end < text.length && text.data[end] != '>')
		end++;
	i = end < text.length ? end + 1 : end;
	while (start < end && byte_is_space(text.data[start]))
		start++;
	while (end > start && byte_is_space(text.data[end - 1]))
		end--;
	*inside = bytes_slice(text, start, end - start);
	return i;
}

static size_t
skip_word(struct bytes text, size_t i)
{
	while (i < text.length && !byte_is_space(text.data[i]) &&
	       (text.data[i] == '\0' || strchr("\"(<,;:", text.data[i]) == NULL))
		i++;
	return i;
}

/* What one mailbox consists of, as far as it has been read. */
struct mailbox {
	struct bytes word;  /* the last word outside of <> */
	size_t words;
	struct bytes angle; /* inside of the last <> */
	size_t angles;
};

static size_t
mailbox_token(struct bytes list, size_t i, struct mailbox *mailbox)
{
	size_t start = i;

	switch (list.data[i]) {
	case '"':
		mailbox->words++;
		return skip_quoted(list, i);
	case '(':
		return skip_comment(list, i);
	case '<':
		mailbox->angles++;
		return skip_angle(list, i, &mailbox->angle);
	case ':': /* what stood before it was a group's name */
		*mailbox = (struct mailbox){ 0 };
		return i + 1;
	default:
		if (byte_is_space(list.data[i]))
			return i + 1;
		i = skip_word(list, i);
		mailbox->word = bytes_slice(list, start, i - start);
		mailbox->words++;
		return i;
	}
}

bool
address_list_next(struct bytes *list, struct bytes *address)
{
	struct mailbox mailbox = { 0 };
	size_t i = 0;

	if (list->length == 0)
		return false;
	while (i < list->length && list->data[i] != ',' && list->data[i] != ';')
		i = mailbox_token(*list, i, &mailbox);
	*list = bytes_slice(*list, i + 1, list->length);
	*address = bytes_make(NULL, 0);
	if (mailbox.angles == 1)
		*address = mailbox.angle;
	else if (mailbox.angles == 0 && mailbox.words == 1)
		*address = mailbox.word;
	if (!address_is_plain(*address))
		*address = bytes_make(NULL, 0);
	return true;
}
