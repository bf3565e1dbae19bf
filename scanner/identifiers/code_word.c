#include "scanner/identifiers/code_word.h"

#include "scanner/chunk.h"
#include "scanner/label.h"
#include "scanner/value.h"
#include "scanner/word_list.h"
#include "scanner/words.h"

#define LETTERS_MOST 4
#define DIGITS_LEAST 6
#define LENGTH_MOST 16

/* What else has such numbers: its word makes the number its own. */
static const struct word_list others = { {
	WORDS('a', "account", "acct", "appeal", "approval", "asset", "auth", "authorization"), WORDS('b', "badge", "batch", "build"),
	WORDS('c', "case", "catalog", "change", "chart", "check", "claim", "claims", "code", "confirmation"),
	WORDS('d', "device", "document"), WORDS('e', "employee", "encounter", "error"), WORDS('f', "form", "flight"),
	WORDS('i', "incident", "inc", "invoice", "item"), WORDS('j', "job"), WORDS('k', "kb"), WORDS('l', "license", "lot"),
	WORDS('m', "model", "mrn"), WORDS('n', "npi"), WORDS('o', "order"),
	WORDS('p', "part", "payment", "phone", "plate", "po", "prescription"), WORDS('q', "quote"),
	WORDS('r', "receipt", "record", "ref", "reference", "referral", "remittance", "request", "rx"),
	WORDS('s', "serial", "sku", "sn", "specimen"), WORDS('t', "task", "tax", "ticket", "trace", "tracking", "transaction"),
	WORDS('v', "version", "vin"), WORDS('w', "warranty"),
} };

/* Whether [start, stop) is capitals, then digits, a hyphen between at most. */
static bool
is_code(struct bytes text, size_t start, size_t stop)
{
	size_t at = start, digits;

	while (at < stop && byte_is_upper(text.data[at]))
		at++;
	size_t letters = at - start;
	at += letters > 0 && at < stop && text.data[at] == '-';
	digits = at;
	while (at < stop && byte_is_digit(text.data[at]))
		at++;
	return letters > 0 && letters <= LETTERS_MOST && at - digits >= DIGITS_LEAST && at == stop &&
	       stop - start <= LENGTH_MOST && value_stands_alone(text, start, stop);
}

bool
code_word_behind(struct bytes text, size_t end, size_t *start, size_t *stop)
{
	uint8_t copy[CHUNK_SIZE];

	if (chunk_of(chunk_bytes(text, end, copy)).digit == 0)
		return false; /* as nearly always */
	for (size_t at = end, begin; at < text.length && at - end < CHUNK_SIZE; at += at == begin) {
		begin = at;
		at = word_bytes_end(text, at);
		bool ends = at == begin && memchr("\n?!;", text.data[at], 4) != NULL;
		if (ends || (at == begin && text.data[at] == '.' && at + 1 < text.length && text.data[at + 1] == ' '))
			return false;
		if (at == begin)
			continue;
		if (word_list_has(&others, bytes_slice(text, begin, at - begin)))
			return false;
		size_t word_end = label_word_end(text, begin);
		if (!is_code(text, begin, word_end))
			continue;
		*start = begin;
		*stop = word_end;
		return true;
	}
	return false;
}
