#include "scanner/hl7_field.h"

/* Longest stretch of a segment that is looked at, bytes. */
#define SEGMENT_WINDOW 4096
#define SEGMENT_NAME_LENGTH 3

static bool
ends_segment(uint8_t c)
{
	return c == '\n' || c == '\r';
}

unsigned
hl7_field_number(struct bytes text, size_t at, const char *segment)
{
	size_t begin = at;
	unsigned field = 0;

	while (begin > 0 && at - begin < SEGMENT_WINDOW && !ends_segment(text.data[begin - 1])) {
		begin--;
		field += text.data[begin] == '|';
	}
	struct bytes name = bytes_slice(text, begin, SEGMENT_NAME_LENGTH + 1);
	bool known = name.length == SEGMENT_NAME_LENGTH + 1 && name.data[SEGMENT_NAME_LENGTH] == '|' &&
	             (segment == NULL ? byte_is_upper(name.data[0]) && byte_is_upper(name.data[1])
	                              : memcmp(name.data, segment, SEGMENT_NAME_LENGTH) == 0);
	return known ? field : 0;
}

bool
hl7_field_find(struct bytes text, size_t end, unsigned number, const char *cue,
               struct labelled *out)
{
	struct bytes rest = bytes_slice(text, end, SEGMENT_WINDOW);
	size_t at = 0;

	if (end <= SEGMENT_NAME_LENGTH || hl7_field_number(text, end, NULL) != 1)
		return false;
	for (unsigned field = 1; field < number; field++) {
		while (at < rest.length && rest.data[at] != '|' && !ends_segment(rest.data[at]))
			at++;
		if (at == rest.length || rest.data[at] != '|')
			return false;
		at++;
	}
	*out = (struct labelled){
		.cue = cue,
		.cue_start = end - SEGMENT_NAME_LENGTH - 1,
		.cue_end = end + at,
		.start = end + at,
	};
	return at < rest.length && byte_is_alnum(rest.data[at]);
}
