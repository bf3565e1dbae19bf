#include "scanner/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "core/configuration_files.h"
#include "core/error.h"
#include "core/input_file.h"
#include "scanner/builtin.h"
#include "scanner/lexicon_table.h"
#include "scanner/score_bond.h"
#include "scanner/word_list.h"

/* All lexicons together: their text and their phrases. */
#define LEXICON_ARENA ((size_t)256 * 1024 * 1024)
#define LEXICON_FILE_LIMIT ((size_t)32 * 1024 * 1024)

/* ---- building ------------------------------------------------------------- */

static int
lexicon_file_load(struct lexicon *lexicon, const struct configuration *configuration, size_t i,
                  struct diagnostics *why)
{
	const char *path = configuration->scanner.lexicons.items[i];
	const struct settings_node *node = configuration->scanner.lexicons.nodes[i];
	struct buffer content = buffer_make(LEXICON_FILE_LIMIT);
	int err = configuration_file_read(configuration, path, &content);

	if (err == ERROR_IO || err == ERROR_LIMIT) {
		err = settings_complain(node, why, "\"%s\" cannot be read: %s", path,
		                        input_file_problem(err));
	} else if (err == 0) {
		char *copy = arena_copy_string(lexicon->arena, buffer_bytes(&content));
		err = copy == NULL ? arena_failure(lexicon->arena)
		                   : lexicon_file_parse(lexicon, bytes_make(copy, content.length), path, why);
	}
	buffer_release(&content);
	return err;
}

/* Goes on after a mistake, so that every wrong file is told at once. */
static int
lexicon_files_load(struct lexicon *lexicon, const struct configuration *configuration,
                   struct diagnostics *why)
{
	int result = 0;

	for (size_t i = 0; i < configuration->scanner.lexicons.count; i++) {
		int err = lexicon_file_load(lexicon, configuration, i, why);
		if (err != 0 && err != ERROR_CONFIG)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
}

static int
lexicon_builtin_load(struct lexicon *lexicon, struct diagnostics *why)
{
	const struct {
		struct bytes content;
		const char *name;
	} files[] = {
		{ builtin_health_lexicon(), "built-in health.lexicon" },
		{ builtin_drugs_lexicon(), "built-in drugs.lexicon" },
		{ builtin_sensitive_lexicon(), "built-in sensitive.lexicon" },
	};
	int err = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(files) && err == 0; i++)
		err = lexicon_file_parse(lexicon, files[i].content, files[i].name, why);
	return err;
}

/* Equal first words together; of those the longer phrase first, then the later definition. */
static int
phrase_compare(const void *left, const void *right)
{
	const struct lexicon_phrase *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->term_count != b->term_count)
		return a->term_count > b->term_count ? -1 : 1;
	return a->order > b->order ? -1 : 1;
}

/* Whether `phrase` is no pair of words, or longer, that a vocabulary could know. */
static bool
stands_without_pair(const struct lexicon_phrase *phrase)
{
	return phrase->term_count == 1 || phrase->terms[0].stem || phrase->terms[1].stem;
}

/* Whether a word may be another than term `i` of a phrase whose hashes fit: there are two, without case or a stem's end. */
static bool
term_is_open(const struct lexicon_phrase *phrase, size_t i)
{
	return i >= 2 || phrase->terms[i].stem || phrase->exact_case;
}

/* Notes of a phrase what its terms tell. */
static void
phrase_note(struct lexicon_phrase *phrase)
{
	for (size_t i = 0; i < phrase->term_count; i++)
		phrase->open |= (uint8_t)(term_is_open(phrase, i) << i);
	phrase->is_paired = phrase->term_count > 1 && !phrase->terms[1].stem;
}

/* How many of the phrases with one hash, from number `first` on, come before those that pairs do not tell. */
static uint32_t
count_paired(const struct lexicon *lexicon, size_t first)
{
	size_t i = first;

	while (i < lexicon->phrase_count && lexicon->phrases[i].hash == lexicon->phrases[first].hash &&
	       !stands_without_pair(&lexicon->phrases[i]))
		i++;
	return (uint32_t)(i - first);
}

/* As many places as phrases, which are of fewer hashes: most have one, and the processor keeps them at hand. */
#define PLACE_BITS_LEAST 4

static int
lexicon_index(struct lexicon *lexicon)
{
	unsigned bits = PLACE_BITS_LEAST;

	qsort(lexicon->phrases, lexicon->phrase_count, sizeof(*lexicon->phrases), phrase_compare);
	while ((size_t)1 << bits < lexicon->phrase_count)
		bits++;
	lexicon->place_shift = 64 - bits;
	lexicon->places = arena_alloc_array(lexicon->arena, (size_t)1 << bits, sizeof(*lexicon->places));
	if (lexicon->places == NULL)
		return arena_failure(lexicon->arena);
	size_t place = 0;
	for (size_t i = 0; i < lexicon->phrase_count; i++) {
		struct lexicon_phrase *phrase = &lexicon->phrases[i];
		phrase_note(phrase);
		if (i == 0 || phrase[-1].hash != phrase->hash)
			phrase->paired = count_paired(lexicon, i);
		while (place <= phrase->hash >> lexicon->place_shift)
			lexicon->places[place++] = (uint32_t)i;
	}
	while (place < (size_t)1 << bits)
		lexicon->places[place++] = (uint32_t)lexicon->phrase_count;
	return 0;
}

int
lexicon_create(const struct configuration *configuration, struct diagnostics *why,
               struct lexicon **out)
{
	*out = NULL;
	struct lexicon *lexicon = calloc(1, sizeof(*lexicon));
	if (lexicon == NULL)
		return ERROR_MEMORY;
	int err = arena_create(LEXICON_ARENA, &lexicon->arena);
	if (err == 0)
		err = lexicon_builtin_load(lexicon, why);
	if (err == 0)
		err = lexicon_files_load(lexicon, configuration, why);
	if (err == 0)
		err = lexicon_index(lexicon);
	if (err != 0)
		lexicon_destroy(&lexicon);
	*out = lexicon;
	return err;
}

void
lexicon_destroy(struct lexicon **lexicon)
{
	if (lexicon == NULL || *lexicon == NULL)
		return;
	arena_destroy(&(*lexicon)->arena);
	free(*lexicon);
	*lexicon = NULL;
}

/* Words that make a phrase behind them the writer's: looked for on the way. */
static void
writers_enrol(struct vocabulary *vocabulary)
{
	for (uint8_t letter = 'a'; letter <= 'z'; letter++) {
		const char *const *word = word_list_letter(&score_bond_writers, letter);
		for (; word != NULL && *word != NULL; word++) {
			struct bytes text = bytes_of_string(*word);
			vocabulary_add(vocabulary, word_hash(text, 0, text.length), WORD_LEXICON);
		}
	}
}

void
lexicon_enrol(const struct lexicon *lexicon, struct vocabulary *vocabulary)
{
	writers_enrol(vocabulary);
	for (size_t i = 0; i < lexicon->phrase_count; i++) {
		const struct lexicon_phrase *phrase = &lexicon->phrases[i];
		if (phrase->terms[0].stem)
			vocabulary_add_stem(vocabulary, phrase->hash);
		else if (stands_without_pair(phrase))
			vocabulary_add(vocabulary, phrase->hash, WORD_LEXICON);
		else
			vocabulary_add_pair(vocabulary, phrase->hash, phrase->second, WORD_LEXICON_PAIR);
	}
}
