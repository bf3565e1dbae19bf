#include "scanner/flowed_text.h"

struct line {
	struct bytes text; /* without marks of quotation, the space of stuffing (section 4.4) and its end */
	size_t depth;      /* of quotation */
	size_t length;     /* of all of it */
	bool flowed;
};

static struct line
line_read(struct bytes text)
{
	const uint8_t *newline = memchr(text.data, '\n', text.length);
	struct line line = { .length = newline ? (size_t)(newline - text.data) + 1 : text.length };
	struct bytes content = bytes_slice(text, 0, line.length - (newline != NULL));
	if (content.length > 0 && content.data[content.length - 1] == '\r')
		content.length--;
	while (line.depth < content.length && content.data[line.depth] == '>')
		line.depth++;
	bool stuffed = line.depth < content.length && content.data[line.depth] == ' ';
	line.text = bytes_slice(content, line.depth + stuffed, SIZE_MAX);
	/* The mark of a signature is fixed (section 4.3). */
	line.flowed = line.text.length > 0 && line.text.data[line.text.length - 1] == ' ' &&
	              !bytes_equal(line.text, bytes_of_string("-- "));
	return line;
}

int
flowed_text_join(struct bytes text, struct buffer *out)
{
	size_t depth = 0;
	bool joined = false;
	int err = buffer_reserve(out, text.length);
	while (err == 0 && text.length > 0) {
		struct line line = line_read(text);
		/* Lines of another depth do not go on what was before (section 4.5). */
		bool goes_on = joined && line.depth == depth;
		struct bytes content = goes_on ? line.text : bytes_slice(text, 0, line.length);
		if (joined && !goes_on)
			err = buffer_append_byte(out, '\n');
		joined = line.flowed;
		depth = line.depth;
		if (joined) /* without the space */
			content.length = (size_t)(line.text.data + line.text.length - content.data) - 1;
		if (err == 0)
			err = buffer_append(out, content);
		if (err == 0 && goes_on && !joined && text.data[line.length - 1] == '\n')
			err = buffer_append_byte(out, '\n');
		text = bytes_slice(text, line.length, SIZE_MAX);
	}
	return err;
}
