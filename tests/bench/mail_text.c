#include "tests/bench/mail_text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The commonest words come again, as in any text. */
static const char *const words[] = {
	"the", "the", "the", "the", "of", "of", "and", "and", "and", "to", "to", "to", "a", "a", "in",
	"in", "is", "is", "that", "that", "it", "for", "for", "on", "with", "as", "was", "be", "this",
	"have", "are", "not", "you", "you", "I", "I", "we", "they", "from", "or", "an", "by", "one",
	"had", "but", "what", "all", "were", "when", "your", "can", "said", "there", "use", "each",
	"which", "she", "do", "how", "their", "if", "will", "up", "other", "about", "out", "many",
	"then", "them", "these", "so", "some", "her", "would", "make", "like", "him", "into", "time",
	"has", "look", "two", "more", "write", "go", "see", "number", "no", "way", "could", "people",
	"my", "than", "first", "been", "call", "who", "its", "now", "find", "long", "down", "day",
	"did", "get", "come", "made", "may", "part", "over", "new", "sound", "take", "only", "little",
	"work", "know", "place", "year", "live", "me", "back", "give", "most", "very", "after", "thing",
	"our", "just", "name", "good", "sentence", "man", "think", "say", "great", "where", "help",
	"through", "much", "before", "line", "right", "too", "mean", "old", "any", "same", "tell",
	"server", "message", "project", "meeting", "version", "package", "install", "kernel", "report",
	"customer", "invoice", "schedule", "office", "review", "budget", "contract", "Monday", "release",
	"machine", "directory", "problem", "question", "answer", "company", "government", "business",
	"interesting", "important", "development", "information", "configuration", "documentation",
	"doctor", "health", "policy", "appointment", "insurance", "Robert", "Linda", "Chicago", "Boston",
};

static const char *const closings[] = { ". ", ". ", ".\n", "? ", ", and ", ".\n\n", "; ", ":\n> " };

static const char *const oddities[] = {
	"http://www.example.com/archive/2002/09/msg%05u.html ", "on 2002-09-%02u at 14:%02u ",
	"someone%u@lists.example.org ", "(%03u) 555-0%03u ", "$%u.99 ", "version 2.%u.%u-rc1 ",
	"[%u] ", "#%u ", "10.%u.0.%u ", "Fri, %02u Sep 2002 %02u:14:07 -0400 ", "0x%x ", "%u lines ",
};

static const char signature[] =
	"\n-- \nRobert Miller, Example Systems Inc.\n100 Main Street, Springfield IL 62701\n"
	"http://www.example.com/~rmiller  rmiller@example.com  (217) 555-0123\n\n";

/* Marsaglia's xorshift: the same sequence everywhere. */
static unsigned
draw(uint64_t *state, unsigned below)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned)((*state >> 11) % below);
}

/* The next piece of text, shorter than `size`. */
static size_t
piece_write(uint64_t *state, char *piece, size_t size)
{
	unsigned kind = draw(state, 1000);

	if (kind < 2)
		return (size_t)snprintf(piece, size, "%s", signature);
	if (kind < 15) {
		const char *odd = oddities[draw(state, COUNT(oddities))];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
		return (size_t)snprintf(piece, size, odd, draw(state, 30), draw(state, 60));
#pragma GCC diagnostic pop
	}
	if (kind < 110)
		return (size_t)snprintf(piece, size, "%s", closings[draw(state, COUNT(closings))]);
	return (size_t)snprintf(piece, size, "%s ", words[draw(state, COUNT(words))]);
}

void
mail_text_fill(char *out, size_t size)
{
	uint64_t state = UINT64_C(88172645463325252);
	size_t column = 0;
	char piece[256];

	for (size_t used = 0; used < size;) {
		size_t length = piece_write(&state, piece, sizeof(piece));
		if (column > 66 && piece[length - 1] == ' ')
			piece[length - 1] = '\n';
		column = piece[length - 1] == '\n' ? 0 : column + length;
		if (length > size - used)
			length = size - used;
		memcpy(out + used, piece, length);
		used += length;
	}
}
