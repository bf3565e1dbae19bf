#include "config.h" /* memmem() */

#include "scanner/mime_boundary.h"

/* A line that starts with "--boundary". */
struct candidate {
	size_t start; /* of its first '-' */
	size_t end;   /* behind its line end */
	bool closing;
	bool exact;   /* nothing else but blanks in the line */
};

/* Offset at or after `at` of "--boundary" at the start of a line, or SIZE_MAX. */
static size_t
find_start(struct bytes body, struct bytes boundary, size_t at)
{
	while (at < body.length) {
		struct bytes rest = bytes_slice(body, at, SIZE_MAX);
		const uint8_t *found = memmem(rest.data, rest.length, boundary.data, boundary.length);
		if (found == NULL)
			break;
		size_t start = (size_t)(found - body.data);
		if (start >= 2 && body.data[start - 1] == '-' && body.data[start - 2] == '-' &&
		    (start == 2 || body.data[start - 3] == '\n' || body.data[start - 3] == '\r'))
			return start - 2;
		at = start + 1;
	}
	return SIZE_MAX;
}

static bool
next_candidate(struct bytes body, struct bytes boundary, size_t at, struct candidate *out)
{
	out->start = find_start(body, boundary, at);
	if (out->start == SIZE_MAX)
		return false;
	size_t i = out->start + 2 + boundary.length;
	out->closing = bytes_equal(bytes_slice(body, i, 2), bytes_of_string("--"));
	i += out->closing ? 2 : 0;
	while (i < body.length && (body.data[i] == ' ' || body.data[i] == '\t'))
		i++;
	out->exact = i == body.length || body.data[i] == '\n' || body.data[i] == '\r';
	if (i < body.length && body.data[i] == '\r')
		i++;
	if (i < body.length && body.data[i] == '\n')
		i++;
	out->end = i;
	return true;
}

bool
mime_boundary_find(struct bytes body, struct bytes boundary, struct mime_delimiter *out)
{
	struct candidate candidate = { .end = 0 };
	do {
		if (!next_candidate(body, boundary, candidate.end, &candidate))
			return false;
	} while (!candidate.exact);
	size_t length = candidate.start;
	if (length > 0 && body.data[length - 1] == '\n')
		length--;
	if (length > 0 && body.data[length - 1] == '\r')
		length--;
	out->before = bytes_slice(body, 0, length);
	out->after = bytes_slice(body, candidate.end, SIZE_MAX);
	out->closing = candidate.closing;
	return true;
}

bool
mime_boundary_is_doubtful(struct bytes body, struct bytes boundary)
{
	struct candidate candidate;
	return next_candidate(body, boundary, 0, &candidate);
}
