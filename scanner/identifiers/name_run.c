#include "scanner/identifiers/name_run.h"

#include "scanner/chunk.h"
#include "scanner/dictionary.h"
#include "scanner/identifiers/name_verb.h"

/* ---- where words begin ----------------------------------------------------- */

/* The capitals from `base` on, and bytes of letters above ASCII. */
static uint64_t NOT_INLINE
capitals_read_last(struct bytes text, size_t base)
{
	uint8_t tail[CHUNK_SIZE] = { 0 };

	if (base < text.length)
		memcpy(tail, text.data + base, text.length - base);
	return chunk_capitals(tail);
}

static inline uint64_t
capitals_read(struct bytes text, size_t base)
{
	return text.length - base >= CHUNK_SIZE ? chunk_capitals(text.data + base) : capitals_read_last(text, base);
}

void
name_capitals_begin(struct name_capitals *capitals, struct bytes text)
{
	*capitals = (struct name_capitals){ .text = text, .found = capitals_read(text, 0) };
}

size_t
name_capitals_next(struct name_capitals *capitals, size_t at)
{
	struct bytes text = capitals->text;
	size_t base = capitals->base;
	uint64_t found = capitals->found;

	if (at >= text.length)
		return text.length;
	if (at - base >= CHUNK_SIZE) {
		base = at - at % CHUNK_SIZE;
		found = capitals_read(text, base);
	}
	found &= UINT64_MAX << (at - base);
	for (;;) {
		for (; found != 0; found &= found - 1) {
			size_t begin = base + (size_t)__builtin_ctzll(found);
			if (!name_word_begins(text, begin))
				continue;
			*capitals = (struct name_capitals){ text, base, found };
			return begin;
		}
		if (text.length - base <= CHUNK_SIZE)
			return text.length;
		base += CHUNK_SIZE;
		found = capitals_read(text, base);
	}
}

/* ---- the run ---------------------------------------------------------------- */

/* What separates two words of a run; moves `*at` behind it. 0 when the run ends here. */
static inline enum name_gap
gap_read(struct bytes text, size_t *at)
{
	size_t i = *at;
	enum name_gap gap = NAME_GAP_SPACE;

	if (i + 1 < text.length && text.data[i] == ' ' && byte_is_alpha(text.data[i + 1])) {
		*at = i + 1; /* nearly always */
		return NAME_GAP_SPACE;
	}
	if (i < text.length && (text.data[i] == ',' || text.data[i] == '^')) {
		gap = text.data[i] == ',' ? NAME_GAP_COMMA : NAME_GAP_CARET;
		i++;
	}
	size_t blank = i;
	while (i < text.length && i - blank < 3 && text.data[i] == ' ')
		i++;
	if (gap == NAME_GAP_SPACE && i < text.length && text.data[i] == '\n') {
		gap = NAME_GAP_LINE;
		i++;
		while (i < text.length && i - blank < 6 && (text.data[i] == ' ' || text.data[i] == '>'))
			i++;
	}
	if (i - blank > 2 && gap == NAME_GAP_SPACE)
		return 0; /* cells of a table */
	if (i == *at)
		return 0;
	*at = i;
	return gap;
}

/* Whether a word of a run that ends at `end` may have another behind it. */
static inline bool
goes_on(struct bytes text, size_t end)
{
	size_t next = end;

	return gap_read(text, &next) != 0 &&
	       (letter_at(text, next).capital || name_word_is_particle(text, next));
}

/* Behind such a byte no name goes on, and no word: nearly all that is neither letter nor blank. */
static inline bool
ends_run(uint8_t c)
{
	switch (c) {
	case ':': case ';': case '!': case '?': case ')': case '"': case '>': case '<': case ']': case '/':
		return true;
	default:
		return false;
	}
}

/*
 * name_run_pass() where it costs least, for what most words are: a few ASCII
 * letters, a blank, and a capital or a letter that begins no particle. False
 * where more must be looked at.
 */
static inline bool
pass_plain(const struct detector_text *text, size_t start, size_t *pass)
{
	const uint8_t *word = text->bytes.data + start;
	uint32_t small;

	if (text->bytes.length - start < 32)
		return false;
	unsigned letters = (unsigned)__builtin_ctz(~chunk_letters(word, &small));
	uint8_t after = word[letters], next = word[letters + 1];
	if (letters == 0 || letters == 16)
		return false;
	*pass = 0;
	if (after == ' ' && byte_is_upper(next))
		return true;
	bool lone = after == ' ' ? byte_is_lower(next) && !word_list_may_have(&name_word_particles, next, word[letters + 2])
	                         : ends_run(after);
	if (!lone)
		return false;
	unsigned flags = dictionary_flags(text->dictionary, dictionary_hash_letters(text->bytes, start, letters));
	bool ordinary = (flags & (WORD_COMMON | WORD_SURNAME | WORD_GIVEN_NAME)) == WORD_COMMON;
	if (!ordinary && after == ' ' && name_verb_may_begin(next, word[letters + 2]))
		return false; /* "Okonkwo needs" */
	bool upper = (small & ((UINT32_C(1) << letters) - 1)) == 0;
	if (upper || !word_begins_name(flags))
		*pass = start + letters;
	return true;
}

size_t
name_run_pass(const struct detector_text *text, size_t start)
{
	struct name_word word;
	size_t pass;

	if (pass_plain(text, start, &pass))
		return pass;
	if (!name_word_extent(text->bytes, start, &word))
		return start + 1;
	if (goes_on(text->bytes, word.end) || !name_word_is_idle(text, &word))
		return 0;
	bool said = name_verb_may_follow(text->bytes, word.end) && name_word_may_be_family(text, &word) &&
	            name_verb_behind(text->bytes, word.end) != NAME_VERB_NONE;
	return said ? 0 : word.end;
}

/* Whether the word alone may make names of those beside it. */
static inline bool
is_known(const struct name_word *word)
{
	return word->given >= NAME_LIKELY || word->family >= NAME_LIKELY || word->kind == NAME_TITLE ||
	       word->kind == NAME_CLINICIAN_TITLE || word->letters < word->end - word->start;
}

void
name_run_read(const struct detector_text *text, size_t start, bool any_case, struct name_run *run)
{
	size_t at = start;

	run->count = 0;
	run->known = false;
	run->end = start + 1;
	while (run->count < NAME_RUN_LIMIT) {
		struct name_word *word = &run->words[run->count];
		enum name_gap gap = NAME_GAP_SPACE;
		bool glued = run->count > 0 && word[-1].kind == NAME_INITIAL && word[-1].dot;
		if (run->count > 0 && (gap = gap_read(text->bytes, &at)) == 0 && !glued)
			break;
		bool free = any_case || letter_at(text->bytes, at).capital;
		size_t next;
		if (!free && !name_word_is_particle(text->bytes, at))
			break;
		if (!name_word_read(text, at, word, &next) || (!free && word->kind != NAME_PARTICLE))
			break;
		word->gap = gap != 0 ? gap : NAME_GAP_SPACE;
		run->known |= is_known(word);
		run->count++;
		run->end = at = next;
		if (word->possessive)
			break;
	}
	while (run->count > 0 && run->words[run->count - 1].kind == NAME_PARTICLE &&
	       !letter_at(text->bytes, run->words[run->count - 1].start).capital)
		run->count--;
}
