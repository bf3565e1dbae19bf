/*
 * Cues: words near a value that say what it is ("MRN:", a column headed
 * "SSN"). Always matched as whole words, without case, in which any run of
 * spaces, dots, underscores, # and hyphens in the text counts as one space, as
 * does the change of case within a name such as "memberId". The text is the
 * engine's view (scanner/text_view.h), whose dashes and spaces are ASCII.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CUE_H
#define PHIMILTER_SCANNER_CUE_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "scanner/cue_index.h"

/* A cue begins and ends with a letter or digit. */
struct cue {
	const char *text; /* lower case, e.g. "medical record number" */
	uint8_t length;
};

#define CUE(string) { (string), sizeof(string) - 1 }

/* A cue reported through a finding is the text of one in such a table. */
struct cue_table {
	const struct cue *cues;
	size_t count;
	const uint8_t *keys;    /* of their endings (scanner/cue_index.h), in their order */
	const uint8_t *leads;   /* what stands before these, likewise */
	const uint64_t *filter; /* NULL, as the others, for tables without an index */
};

/* Looking for cues of a table without an index costs a look at each of them. */
#define CUE_TABLE(array) { (array), ARRAY_LENGTH(array), NULL, NULL, NULL }
#define CUE_TABLE_INDEXED(array) \
	{ (array), ARRAY_LENGTH(array), array##_keys, array##_leads, array##_filter }

/* A list may end with cues that say something beside a value only: the macro LIST, as CUE_ARRAY() takes them. */
#define CUE_ONE(s, ...) + 1
#define CUE_LIST_COUNT(LIST) (0 LIST(CUE_ONE))

/* The table without those of LIST, which it ends with. */
#define CUE_TABLE_LESS(array, LIST) \
	{ (array), ARRAY_LENGTH(array) - CUE_LIST_COUNT(LIST), NULL, NULL, NULL }

/* Those alone. */
#define CUE_TABLE_LAST(array, LIST) \
	{ (array) + ARRAY_LENGTH(array) - CUE_LIST_COUNT(LIST), CUE_LIST_COUNT(LIST), NULL, NULL, NULL }

/* Those alone that stand right before the last ones. */
#define CUE_TABLE_BETWEEN(array, LIST, LAST) \
	{ (array) + ARRAY_LENGTH(array) - CUE_LIST_COUNT(LIST) - CUE_LIST_COUNT(LAST), CUE_LIST_COUNT(LIST), \
	  NULL, NULL, NULL }

/* How far before a value a cue is looked for, unless said otherwise. */
#define CUE_WINDOW 48

/* No cue of any table is longer than this as it stands in a text. */
#define CUE_LENGTH_LIMIT 64

/* Where a cue stands. Small enough to be handed over in registers. */
struct cue_match {
	const char *cue; /* from the table; NULL when there is none */
	uint32_t start;  /* bytes into the text */
	uint32_t end;
};

/*
 * The cue that ends nearest before `start` and at most `window` bytes away: on
 * the same line, in the line above when that is the same flowing sentence, or
 * alone (or before a colon) on the line above; NULL when there is none. Of two
 * that end at the same place the longer wins.
 */
const char *cue_before(struct bytes text, size_t start, size_t window, const struct cue_table *table);

/* The same, and where the cue stands: the nearer of two kinds of cues decides. */
struct cue_match cue_before_match(struct bytes text, size_t start, size_t window,
                                  const struct cue_table *table);

/*
 * Where `cue` ends when it begins at `begin`, which must begin a word or a part
 * of one: as a whole word, or with a number glued to it ("SSN123"); 0 when it
 * does not stand there.
 */
size_t cue_at(struct bytes text, size_t begin, const char *cue);

/* The longest cue that ends just before `end`, a word's end or where a number is glued to it. */
struct cue_match cue_ending(struct bytes text, size_t end, const struct cue_table *table);

/* Whether `word`, in either case, is a cue of the table. */
bool cue_is(struct bytes word, const struct cue_table *table);

/* The cue that begins at most `window` bytes after `end` on the same line, or NULL. */
const char *cue_after(struct bytes text, size_t end, size_t window, const struct cue_table *table);

/* The last cue that stands wholly inside `text`, or NULL. */
const char *cue_inside(struct bytes text, const struct cue_table *table);

/*
 * The same for `count` tables at once: cues[i] becomes what cue_inside() finds
 * of tables[i] where it was NULL. Returns how many did.
 */
size_t cue_inside_each(struct bytes text, const struct cue_table *const *tables, size_t count,
                       const char **cues);

/* The same, where cue number i stands wholly behind the first begins[i] bytes. */
size_t cue_inside_parts(struct bytes text, const struct cue_table *const *tables, const size_t *begins,
                        size_t count, const char **cues);

/*
 * When `start` stands in a row of a table (cells split by tab, |, comma,
 * semicolon, or two and more spaces), the cue found in the header cell of the
 * same column, at most CUE_COLUMN_LINES lines and CUE_COLUMN_BYTES above; NULL
 * otherwise.
 */
#define CUE_COLUMN_LINES 200
#define CUE_COLUMN_BYTES 32768
const char *cue_column(struct bytes text, size_t start, const struct cue_table *table);

/* The same for `count` tables at once: cues[i] is what cue_column() finds of tables[i]. */
void cue_columns(struct bytes text, size_t start, const struct cue_table *const *tables, size_t count,
                 const char **cues);

struct table_row;

/* The same in `row`, which is the line that holds `start`. */
void cue_columns_of_row(struct bytes text, const struct table_row *row, size_t start,
                        const struct cue_table *const *tables, size_t count, const char **cues);

/* cue_before(), else cue_column(): what most detectors want. */
const char *cue_find(struct bytes text, size_t start, const struct cue_table *table);

#endif
