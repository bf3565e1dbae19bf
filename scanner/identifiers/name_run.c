#include "scanner/identifiers/name_run.h"

#include "scanner/dictionary.h"
#include "scanner/identifiers/name_verb.h"

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

/* What stands right behind a word of ASCII letters. */
enum after {
	AFTER_ANY = 0, /* more must be looked at */
	AFTER_END,     /* no name goes on, and no word */
	AFTER_DIGIT,
	AFTER_SPACE,
	AFTER_COMMA,
	AFTER_LINE,
	AFTER_DOT,
	AFTER_APOSTROPHE,
};

static const uint8_t afters[256] = {
	[' '] = AFTER_SPACE, [','] = AFTER_COMMA, ['\n'] = AFTER_LINE, ['.'] = AFTER_DOT,
	['\''] = AFTER_APOSTROPHE,
	['0'] = AFTER_DIGIT, ['1'] = AFTER_DIGIT, ['2'] = AFTER_DIGIT, ['3'] = AFTER_DIGIT, ['4'] = AFTER_DIGIT,
	['5'] = AFTER_DIGIT, ['6'] = AFTER_DIGIT, ['7'] = AFTER_DIGIT, ['8'] = AFTER_DIGIT, ['9'] = AFTER_DIGIT,
	['\t'] = AFTER_END, ['\r'] = AFTER_END, ['!'] = AFTER_END, ['"'] = AFTER_END, ['#'] = AFTER_END,
	['$'] = AFTER_END, ['%'] = AFTER_END, ['&'] = AFTER_END, ['('] = AFTER_END, [')'] = AFTER_END,
	['*'] = AFTER_END, ['+'] = AFTER_END, ['/'] = AFTER_END, [':'] = AFTER_END, [';'] = AFTER_END,
	['<'] = AFTER_END, ['='] = AFTER_END, ['>'] = AFTER_END, ['?'] = AFTER_END, ['@'] = AFTER_END,
	['['] = AFTER_END, ['\\'] = AFTER_END, [']'] = AFTER_END, ['_'] = AFTER_END, ['`'] = AFTER_END,
	['{'] = AFTER_END, ['|'] = AFTER_END, ['}'] = AFTER_END,
};

/* Whether the word is the last of a run. */
enum company {
	COMPANY_ANY = 0, /* more must be looked at */
	COMPANY_NONE,    /* it surely is */
	COMPANY_RUN,     /* another word of the run follows, or may */
};

/* What is at `next` behind a gap. */
static inline enum company
company_at(struct bytes text, size_t next)
{
	uint8_t c = text.data[next];

	if (byte_is_upper(c))
		return COMPANY_RUN;
	if (byte_is_lower(c))
		return name_word_is_particle(text, next) ? COMPANY_ANY : COMPANY_NONE;
	return c < 0x80 && c != ' ' ? COMPANY_NONE : COMPANY_ANY;
}

/* Where a line goes on behind a break at `at`, or a blank and a break: gap_read() */
static inline size_t
line_begin(struct bytes text, size_t at)
{
	size_t next = at + 1 + (text.data[at] == ' ');

	while (next - at < 6 && (text.data[next] == ' ' || text.data[next] == '>'))
		next++;
	return next;
}

/*
 * What stands behind the word, which is there with some bytes more. Sets where the
 * word ends, which takes its 's when nothing follows, and where the next one is
 * when it is behind a gap.
 */
static inline enum company
company_of(struct bytes text, const struct name_capital *word, size_t *end, size_t *next)
{
	*end = word->start + word->letters;
	const uint8_t *after = text.data + *end;
	*next = 0;
	switch ((enum after)afters[after[0]]) {
	case AFTER_END:
	case AFTER_DIGIT:
		return COMPANY_NONE;
	case AFTER_SPACE:
	case AFTER_LINE:
		*next = after[0] == '\n' || after[1] == '\n' ? line_begin(text, *end) : *end + 1;
		return text.data[*next] == ' ' && *next > *end + 1 ? COMPANY_NONE : company_at(text, *next);
	case AFTER_COMMA:
		*next = *end + 1 + (after[1] == ' ');
		return company_at(text, *next);
	case AFTER_DOT:
		return word->letters > NAME_DOTTED_LETTERS || (word->letters > 1 && !byte_is_alpha(after[1]))
		       ? COMPANY_NONE : COMPANY_RUN;
	case AFTER_APOSTROPHE:
		if (after[1] < 0x80 && !byte_is_alpha(after[1])) /* "Jones' van" */
			return COMPANY_NONE;
		if (word->letters == 1 || byte_lower(after[1]) != 's' || after[2] != ' ' || !byte_is_lower(after[3]))
			return COMPANY_ANY;
		*end += 2;
		return company_at(text, *end + 1);
	case AFTER_ANY:
		break;
	}
	return COMPANY_ANY;
}

/* name_run_pass() for all words. */
static size_t NOT_INLINE
pass_any(const struct detector_text *text, size_t start)
{
	struct name_word word;

	if (!name_word_extent(text->bytes, start, &word))
		return start + 1;
	if (goes_on(text->bytes, word.end))
		return 0;
	bool contraction = name_word_is_contraction(text->bytes, &word);
	if (!contraction && !name_word_is_idle(text, &word))
		return 0;
	bool alone = name_word_is_inside(text->bytes, word.start) || word.start == 0;
	if (!contraction && !word.upper && alone && name_word_is_family(text, &word))
		return 0;
	bool said = name_verb_may_follow(text->bytes, word.end) &&
	            name_verb_behind(text->bytes, word.end) != NAME_VERB_NONE && name_word_may_be_family(text, &word);
	return said ? 0 : word.end;
}

static inline struct bytes
capital_bytes(struct bytes text, const struct name_capital *word)
{
	return bytes_make(text.data + word->start, word->letters);
}

/* name_run_pass() for a word of ASCII letters that surely stands alone and ends, with its 's, at `end`. */
static inline size_t
pass_alone(struct bytes text, const struct name_capital *word, size_t end)
{
	unsigned flags = word->flags;
	bool family = name_word_flags_may_be_family(flags);

	if (word->letters == 1 || (!word_begins_name(flags) && !family))
		return end;
	bool upper = word->upper && text.data[end - 1] != 's';
	bool known = word_begins_name(flags) && (!upper || text.data[end] == '.');
	if (!known && (flags == 0 || name_word_flags_are_family(flags)))
		known = !upper && name_word_is_inside(text, word->start) &&
		        (flags != 0 || name_word_ends_as_family(capital_bytes(text, word)));
	known |= !upper && name_word_opens_note(text, word->start, flags);
	if (known && !byte_is_digit(text.data[end]))
		return 0;
	bool said = family && name_verb_may_follow(text, end) && name_verb_behind(text, end) != NAME_VERB_NONE;
	return said ? 0 : end;
}

/* Whether the word alone may make names of those beside it, or is nothing that has been asked here. */
static inline bool
capital_is_known(struct bytes text, const struct name_capital *word)
{
	unsigned flags = word->flags;

	if (name_word_flags_are_known(flags) || flags & WORD_NAME_PART)
		return true;
	return word->letters > 1 && name_word_flags_may_be_family(flags) &&
	       name_word_ends_as_family(capital_bytes(text, word));
}

/* Whether no name at all has the word. */
static inline bool
capital_is_ordinary(const struct name_capital *word)
{
	return word->letters == 1 || word->flags & (WORD_NOT_NAME | WORD_MEDICAL | WORD_STATE | WORD_COMMON);
}

size_t
name_run_pass(const struct detector_text *text, const struct name_capitals *capitals)
{
	const struct name_capital *first = &capitals->words[capitals->next], *word = first;
	const struct name_capital *last = &capitals->words[capitals->count - 1];
	bool ordinary = false;
	size_t end;

	for (;; word++) {
		size_t next;
		enum company company = word->letters > 0 ? company_of(text->bytes, word, &end, &next) : COMPANY_ANY;
		if (company == COMPANY_ANY)
			return word == first ? pass_any(text, word->start) : 0;
		if (company == COMPANY_NONE && word == first)
			return pass_alone(text->bytes, word, end);
		if (capital_is_known(text->bytes, word))
			return 0;
		ordinary |= capital_is_ordinary(word);
		if (company == COMPANY_NONE)
			break;
		if (word == last || word[1].start != next || word - first + 1 == NAME_RUN_LIMIT)
			return 0;
	}
	/* Nothing can be said of such a run: name_verb_judge() */
	return ordinary && !byte_is_digit(text->bytes.data[end]) ? end : 0;
}

/* Whether the word alone may make names of those beside it. */
static inline bool
is_known(const struct name_word *word)
{
	return word->given >= NAME_LIKELY || word->family >= NAME_LIKELY || word->kind == NAME_TITLE ||
	       word->kind == NAME_CLINICIAN_TITLE || (word->kind == NAME_INITIAL && word->dot) ||
	       word->letters < word->end - word->start;
}

/* name_run_read(), with the words from `listed` to `stop` at hand. */
static inline void
run_read(const struct detector_text *text, size_t start, bool any_case, const struct name_capital *listed,
         const struct name_capital *stop, struct name_run *run)
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
		while (listed < stop && listed->start < at)
			listed++;
		bool read = listed < stop && listed->start == at ? name_word_read_capital(text, listed, word, &next)
		                                                 : name_word_read(text, at, word, &next);
		if (!read || (!free && word->kind != NAME_PARTICLE))
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

void
name_run_read(const struct detector_text *text, size_t start, bool any_case, struct name_run *run)
{
	run_read(text, start, any_case, NULL, NULL, run);
}

void
name_run_read_capitals(const struct detector_text *text, const struct name_capitals *capitals, struct name_run *run)
{
	const struct name_capital *first = &capitals->words[capitals->next];

	run_read(text, first->start, false, first, &capitals->words[capitals->count], run);
}
