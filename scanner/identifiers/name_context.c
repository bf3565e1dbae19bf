#include "config.h"

#include "scanner/identifiers/name_context.h"

#include "scanner/dictionary.h"
#include "scanner/word_list.h"
#include "scanner/letter.h"

/* How much text on either side tells how a word is used. */
#define USAGE_REACH ((size_t)4 * 1024)

/* Occurrences of a word looked at there. */
#define USAGE_LIMIT 64

/* What an organisation, place or facility is called after its namesake. */
static const struct word_list thing_words = { {
	WORDS('a', "ab", "academy", "act", "advisors", "ag", "agency", "airlines", "airport",
	      "airways", "arena", "associates", "association", "ave", "avenue", "award",
	      "awards"),
	WORDS('b', "band", "bank", "bay", "beach", "blvd", "boulevard", "brewery", "brewing",
	      "bridge", "bros", "brothers", "building", "bureau", "bv"),
	WORDS('c', "campus", "cemetery", "center", "centre", "chapel", "chevrolet", "chronicle",
	      "church", "city", "clinic", "co", "college", "committee", "community", "company",
	      "consulting", "corp", "corporation", "council", "county", "court", "creek",
	      "cup"), WORDS('d', "dealership", "dental", "department", "diner", "drive"),
	WORDS('e', "edition", "elementary", "energy", "engineering", "enterprises",
	      "entertainment"),
	WORDS('f', "farms", "festival", "field", "financial", "foods", "foundation", "fund"),
	WORDS('g', "galleries", "gallery", "gazette", "general", "globe", "gmbh", "grill",
	      "group"),
	WORDS('h', "hall", "health", "healthcare", "heights", "herald", "high", "highway",
	      "hill", "hills", "holdings", "home", "honda", "hospital", "hotel", "house"),
	WORDS('i', "inc", "industries", "institute", "insurance", "international",
	      "investments", "island"), WORDS('j', "jewelers", "journal"),
	WORDS('l', "laboratories", "laboratory", "labs", "lake", "lane", "langone", "league",
	      "library", "limited", "living", "llc", "llp", "logistics", "ltd"),
	WORDS('m', "magazine", "manor", "manufacturing", "market", "medical", "memorial",
	      "methodist", "ministries", "motor", "motors", "museum"),
	WORDS('n', "network", "news", "nv"),
	WORDS('o', "office", "orchestra", "orthopedics", "oy"),
	WORDS('p', "park", "parkway", "partners", "pediatrics", "pharma", "pharmaceuticals",
	      "pharmacy", "plaza", "plc", "point", "port", "post", "preschool", "press",
	      "prize", "productions", "project", "properties", "pty", "publishing"),
	WORDS('r', "rd", "realty", "records", "regional", "restaurant", "river", "road"),
	WORDS('s', "sa", "scholarship", "school", "securities", "series", "services", "show",
	      "society", "software", "solutions", "square", "st", "stadium", "store", "stores",
	      "street", "studios", "systems"),
	WORDS('t', "technologies", "technology", "theater", "theatre", "times", "tower", "town",
	      "toyota", "tribune", "trust"), WORDS('u', "union", "university"),
	WORDS('v', "valley", "ventures", "village"), WORDS('w', "winery"),
} };

/* Signs, scores and diseases carry the names of who described them. */
static const struct word_list eponym_words = { {
	WORDS('a', "algorithm", "anemia", "angle", "arthritis", "ataxia"),
	WORDS('b', "barre", "bodies", "body"),
	WORDS('c', "carcinoma", "catheter", "catheters", "cell", "cells", "chorea", "clamp",
	      "classification", "collar", "coma", "contracture", "criteria"),
	WORDS('d', "disease", "distribution", "drain", "dystrophy"),
	WORDS('e', "effect", "encephalopathy", "equation", "esophagus", "exam", "examination"),
	WORDS('f', "fever", "fir", "forceps", "formula", "fracture"),
	WORDS('g', "gait", "glands", "grade", "granulomatosis"),
	WORDS('i', "incision", "index", "inventory"),
	WORDS('l', "lamp", "law", "lift", "lines", "lymphoma"),
	WORDS('m', "maneuver", "manoeuvre", "method", "model", "murmur"),
	WORDS('n', "node", "nodes", "nodules"), WORDS('o', "operation"),
	WORDS('p', "palsies", "palsy", "paradox", "paralysis", "phenomenon", "pneumonia",
	      "position", "principle", "procedure"), WORDS('q', "questionnaire"),
	WORDS('r', "reflex", "retractor", "risk"),
	WORDS('s', "sarcoma", "scale", "scope", "score", "sign", "spots", "stage", "staging",
	      "stain", "study", "syndrome", "syndromes"),
	WORDS('t', "technique", "test", "tetralogy", "theorem", "thyroiditis", "transform",
	      "triad", "trial", "tumor", "tumour"), WORDS('u', "ulcer"), WORDS('v', "virus"),
	WORDS('w', "wrench"),
} };

/* "St. Mary", "Mount Sinai", "Lake Lucerne" are places. */
static const struct word_list place_words = { {
	WORDS('a', "avenida"), WORDS('c', "cafe", "calle", "camp", "cape", "club", "college"),
	WORDS('e', "el"), WORDS('f', "fort", "ft"), WORDS('h', "hospital", "hotel", "hurricane"),
	WORDS('l', "lake", "las", "los"), WORDS('m', "mount", "mt"), WORDS('o', "operation"),
	WORDS('p', "plaza", "point", "port", "project"), WORDS('r', "radio", "rue"),
	WORDS('s', "saint", "san", "santa", "st"), WORDS('t', "team"), WORDS('u', "university"),
	WORDS('v', "via"),
} };

/* Before a city that has a name's name. */
static const char *const city_words[] = { "in", "from", "at", "near", "to", "of", "visit", "around" };

/* The word of ASCII letters at `start`, or as much of it as no list has. */
static inline struct bytes
word_at(struct bytes text, size_t start)
{
	bool lower = false;

	return bytes_make(text.data + start, letters_ascii(text, start, NAME_WORD_LIMIT, &lower));
}

/* The word behind `end` that belongs to the same phrase: a space or hyphen between, or "'s ". */
static struct bytes
word_behind(struct bytes text, size_t end)
{
	if (end + 2 < text.length && text.data[end] == '\'' && byte_lower(text.data[end + 1]) == 's')
		end += 2;
	if (end >= text.length || (text.data[end] != ' ' && text.data[end] != '-' && text.data[end] != '\n'))
		return bytes_make(NULL, 0);
	return word_at(text, end + 1);
}

static struct bytes
word_before(struct bytes text, size_t start)
{
	size_t end = start;
	while (end > 0 && (text.data[end - 1] == ' ' || text.data[end - 1] == '.'))
		end--;
	size_t begin = end;
	while (begin > 0 && byte_is_alpha(text.data[begin - 1]))
		begin--;
	return end == start ? bytes_make(NULL, 0) : bytes_slice(text, begin, end - begin);
}

/* Glued to what names and prose never touch: part of a path, address, tag or program. */
static bool
is_glued(struct bytes text, size_t start, size_t end)
{
	uint8_t before = start > 0 ? text.data[start - 1] : ' ';
	uint8_t after = end < text.length ? text.data[end] : ' ';
	uint8_t second = end + 1 < text.length ? text.data[end + 1] : ' ';

	switch (before) {
	case '@': case '/': case '\\': case '_': case '$': case '%': case '&': case '#': case '.': case '+':
		return true;
	case '=':
		return false;
	}
	switch (after) {
	case '@': case '_': case '\\': case '$': case '=':
		return true;
	case '.': case '/': case ':':
		return byte_is_alnum(second);
	}
	return false;
}

/* "1234 John Smith Street", "Johnson & Johnson" */
static bool
is_joined_by_ampersand(struct bytes text, size_t start, size_t end)
{
	struct bytes after = bytes_slice(text, end, 3);
	bool before = start >= 3 && memcmp(text.data + start - 3, " & ", 3) == 0;
	return before || (after.length == 3 && memcmp(after.data, " & ", 3) == 0);
}

/* "Tyrone's fever": a given name that no disease is called after has it. */
static bool
is_owner(struct bytes text, const struct name_run *run, const struct name_match *match)
{
	const struct name_word *word = &run->words[match->first];

	return match->first == match->last && word->given == NAME_SURE && !(word->flags & WORD_MEDICAL) &&
	       match->end < text.length && text.data[match->end] == '\'';
}

bool
name_context_is_thing(const struct detector_text *text, const struct name_run *run,
                      const struct name_match *match)
{
	struct bytes bytes = text->bytes;
	size_t start = run->words[match->first].start;

	if (is_glued(bytes, match->start, match->end) ||
	    is_joined_by_ampersand(bytes, match->start, match->end))
		return true;
	if (match->titled)
		return false;
	struct bytes behind = word_behind(bytes, match->end);
	bool owner = is_owner(bytes, run, match);
	if (behind.length > 0 && (byte_is_upper(behind.data[0]) || (!match->full && !owner)) &&
	    word_list_has(&thing_words, behind))
		return true;
	bool same_line = behind.length > 0 && behind.data[-1] != '\n';
	if (behind.length > 0 && (same_line || byte_is_lower(behind.data[0])) &&
	    !owner && word_list_has(&eponym_words, behind))
		return true;
	/* The last word may itself be what makes a thing of it: "Riley Hospital", "Ronald McDonald House". */
	bool doubted = run->words[match->last].family < NAME_SURE &&
	               (run->words[match->first].given < NAME_SURE || match->last > match->first + 1);
	if (match->last > match->first && match->doubtful && doubted &&
	    word_list_has(&thing_words, word_at(bytes, run->words[match->last].start)))
		return true;
	struct bytes before = word_before(bytes, start);
	return before.length > 0 && byte_is_upper(before.data[0]) && word_list_has(&place_words, before);
}

/* chunk_pairs() where the text ends. */
static uint64_t NOT_INLINE
pairs_read_last(struct bytes text, size_t at, uint8_t first, uint8_t second)
{
	uint8_t tail[CHUNK_SIZE + 1] = { 0 };

	memcpy(tail, text.data + at, text.length - at);
	return chunk_pairs(tail, first, second);
}

/* Whether `word` stands somewhere near in lower case, as a word of its own. */
static bool
used_in_lower_case(struct bytes text, size_t start, struct bytes word)
{
	uint8_t lower[NAME_WORD_LIMIT];
	size_t from = start > USAGE_REACH ? start - USAGE_REACH : 0;
	size_t limit = from + bytes_slice(text, from, 2 * USAGE_REACH).length;
	unsigned seen = 0;

	if (word.length < 2 || word.length > sizeof(lower) || word.length > limit)
		return false;
	for (size_t i = 0; i < word.length; i++)
		lower[i] = byte_lower(word.data[i]);
	for (size_t at = from; at + word.length <= limit; at += CHUNK_SIZE) {
		uint64_t found = text.length - at > CHUNK_SIZE ? chunk_pairs(text.data + at, lower[0], lower[1])
		                                               : pairs_read_last(text, at, lower[0], lower[1]);
		for (; found != 0; found &= found - 1) {
			size_t begin = at + (size_t)__builtin_ctzll(found), end = begin + word.length;
			if (end > limit || memcmp(text.data + begin, lower, word.length) != 0)
				continue;
			if (++seen == USAGE_LIMIT || (!letter_before(text, begin) && letter_at(text, end).length == 0))
				return true;
		}
	}
	return false;
}

bool
name_context_leads_to_place(struct bytes text, size_t start)
{
	return bytes_among(word_before(text, start), city_words, ARRAY_LENGTH(city_words));
}

bool
name_context_is_ordinary(const struct detector_text *text, const struct name_run *run,
                         const struct name_match *match)
{
	for (size_t i = match->first; i <= match->last; i++) {
		const struct name_word *word = &run->words[i];
		if (word->kind != NAME_WORD || !(word->flags & WORD_COMMON))
			continue;
		struct bytes bytes = bytes_slice(text->bytes, word->start, word->end - word->start);
		if (used_in_lower_case(text->bytes, word->start, bytes))
			return true;
	}
	/* "in Madison", "from Charlotte" */
	if (run->words[match->first].flags & WORD_LARGE_CITY && name_context_leads_to_place(text->bytes, match->start))
		return true;
	/* Between other capitalised ordinary words it is a heading: "Rose Hill Opening Hours". */
	size_t behind = match->last + 1;
	bool heading = behind < run->count && run->words[behind].gap == NAME_GAP_SPACE &&
	               run->words[behind].kind == NAME_WORD &&
	               run->words[behind].flags & WORD_COMMON;
	return heading;
}

enum finding_subject
name_context_subject(const struct detector_text *text, const struct name_match *match,
                     enum name_role role)
{
	if (text->kind == PART_HEADERS && signature_in_address_header(text->bytes, match->start))
		return SUBJECT_SENDER;
	if (signature_holds(&text->signature, match->start) ||
	    signature_in_quoted_header(text->bytes, match->start))
		return SUBJECT_SENDER;
	if (match->clinician || role == NAME_ROLE_PROVIDER)
		return SUBJECT_PROVIDER;
	return role == NAME_ROLE_PATIENT ? SUBJECT_PATIENT : SUBJECT_UNKNOWN;
}
