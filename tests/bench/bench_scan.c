/*
 * How fast text is scanned, single-threaded: finding the detectors' patterns,
 * words and shapes, alone (what confirms them is not in it), the lexicon alone, and
 * the whole scanner with every detector and the score; how fast the dictionary answers, for the words of that text and for those of its own list,
 * which are too many for any cache.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/configuration.h"
#include "core/crypto.h"
#include "core/error.h"
#include "scanner/builtin.h"
#include "scanner/dictionary.h"
#include "scanner/lexicon.h"
#include "scanner/scanner.h"
#include "scanner/shape_patterns.h"
#include "scanner/word_patterns.h"
#include "tests/bench/mail_text.h"

#define MEGABYTE ((size_t)1 << 20)
#define TEXT_SIZE (8 * MEGABYTE)
#define PIECE_SIZE (64 * 1024) /* one mail's text */
#define ARENA_LIMIT (256 * MEGABYTE)
#define ROUNDS 20
#define TOKEN_LIMIT (1u << 20)

struct bench {
	struct memory_pool *pool; /* of messages, and memory_keep(), as the daemon has them */
	struct configuration *configuration;
	struct scanner *scanner;
	struct shape_patterns *shapes;
	struct word_patterns *words;
	struct vocabulary pattern_words;
	struct lexicon *lexicon;
	struct vocabulary lexicon_words;
	struct bytes text;
	size_t matches;
};

static int
match_count(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	size_t *count = context;

	(void)detector;
	(void)pattern;
	(void)end;
	(*count)++;
	return 0;
}

static int
patterns_piece(struct bench *bench, struct bytes piece, struct message *m)
{
	struct word_block block = { .next = 0 };
	struct word_reading words;
	int err = word_reading_begin(bench->words, m->arena, &words);

	while (err == 0 && block.next < piece.length) {
		word_block_read(&bench->pattern_words, piece, block.next, &block);
		err = word_patterns_visit(&words, piece, &block, match_count, &bench->matches);
	}
	return err != 0 ? err : shape_patterns_visit(bench->shapes, piece, deadline_in(60), match_count, &bench->matches);
}

static int
lexicon_piece(struct bench *bench, struct bytes piece, struct message *m)
{
	struct lexicon_reading reading = { .lexicon = bench->lexicon, .arena = m->arena };
	struct word_block block = { .next = 0 };
	struct text_view view;
	struct part *part;
	int err = message_part_add(m, &part);

	if (err == 0) {
		part->text = piece;
		err = text_view_make(m->arena, piece, &view);
	}
	while (err == 0 && block.next < view.bytes.length) {
		word_block_read(&bench->lexicon_words, view.bytes, block.next, &block);
		err = lexicon_read(&reading, view.bytes, &block);
	}
	return err == 0 ? lexicon_keep(&reading, m, 0, &view) : err;
}

static int
scanner_piece(struct bench *bench, struct bytes piece, struct message *m)
{
	return scanner_scan_text(bench->scanner, piece, m);
}

/* Scans the whole text once by pieces; the seconds that took, or a negative error. */
static double
round_run(struct bench *bench, int (*scan)(struct bench *, struct bytes, struct message *))
{
	double start = cpu_seconds();

	for (size_t at = 0; at < bench->text.length; at += PIECE_SIZE) {
		struct message *m;
		int err = message_create(0, ARENA_LIMIT, &m);
		if (err == 0) {
			message_use_pool(m, bench->pool);
			err = scan(bench, bytes_slice(bench->text, at, PIECE_SIZE), m);
		}
		message_destroy(&m);
		if (err != 0)
			return err;
	}
	return cpu_seconds() - start;
}

/* The best of ROUNDS, since others use the machine too. */
static int
bench_run(struct bench *bench, const char *name,
          int (*scan)(struct bench *, struct bytes, struct message *))
{
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double seconds = round_run(bench, scan);
		if (seconds < 0) {
			fprintf(stderr, "%s: %s\n", name, error_text((int)seconds));
			return EXIT_FAILURE;
		}
		best = seconds < best ? seconds : best;
	}
	printf("%-10s %8.0f MB/s\n", name, (double)bench->text.length / 1e6 / best);
	return EXIT_SUCCESS;
}

/* Splits `text` at all that is no letter; returns how many words `out` holds then. */
static size_t
tokens_split(struct bytes text, struct bytes *out)
{
	size_t count = 0;

	for (size_t at = 0; at < text.length && count < TOKEN_LIMIT; at++) {
		size_t start = at;
		while (at < text.length && byte_is_alpha(text.data[at]))
			at++;
		if (at > start)
			out[count++] = bytes_slice(text, start, at - start);
	}
	return count;
}

/* Looks all of them up; the seconds that took, and how many are known. */
static double
tokens_look_up(const struct dictionary *dictionary, const struct bytes *tokens, size_t count,
               size_t *known)
{
	double start = cpu_seconds();

	*known = 0;
	for (size_t i = 0; i < count; i++)
		*known += dictionary_lookup(dictionary, tokens[i]) != 0;
	return cpu_seconds() - start;
}

static int
dictionary_run(const char *name, struct bytes text)
{
	struct bytes *tokens = calloc(TOKEN_LIMIT, sizeof(*tokens));
	struct dictionary *dictionary = NULL;
	double best = 1e9;
	size_t known = 0;
	int result = EXIT_FAILURE;

	if (tokens == NULL || dictionary_create(&dictionary) != 0)
		goto out;
	size_t count = tokens_split(text, tokens);
	for (int i = 0; i < ROUNDS; i++) {
		double seconds = tokens_look_up(dictionary, tokens, count, &known);
		best = seconds < best ? seconds : best;
	}
	printf("dictionary %8.0f million words/s of %s, %.0f %% known\n",
	       (double)count / 1e6 / best, name, 100 * (double)known / (double)count);
	result = EXIT_SUCCESS;
out:
	dictionary_destroy(&dictionary);
	free(tokens);
	return result;
}

static int
bench_prepare(struct bench *bench, struct diagnostics *why)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 0 };
	char *text = malloc(TEXT_SIZE);

	if (text == NULL)
		return ERROR_MEMORY;
	mail_text_fill(text, TEXT_SIZE);
	bench->text = bytes_make(text, TEXT_SIZE);
	int err = memory_pool_create(&bench->pool);
	if (err == 0)
		err = configuration_parse("", "defaults", why, &bench->configuration);
	if (err == 0)
		err = scanner_create(bench->configuration, key, why, &bench->scanner);
	if (err == 0)
		err = shape_patterns_create(detectors, DETECTOR_COUNT, why, &bench->shapes);
	if (err == 0)
		err = word_patterns_create(detectors, DETECTOR_COUNT, &bench->words);
	if (err == 0)
		err = lexicon_create(bench->configuration, why, &bench->lexicon);
	if (err != 0)
		return err;
	word_patterns_enrol(bench->words, &bench->pattern_words);
	lexicon_enrol(bench->lexicon, &bench->lexicon_words);
	return 0;
}

int
main(void)
{
	struct bench bench = { 0 };
	struct diagnostics why;
	int result = EXIT_SUCCESS;

	memory_keep();
	diagnostics_init(&why);
	int err = bench_prepare(&bench, &why);
	if (err != 0) {
		fprintf(stderr, "bench_scan: %s %s\n", error_text(err), why.count ? why.lines[0] : "");
		return EXIT_FAILURE;
	}
	result |= bench_run(&bench, "patterns", patterns_piece);
	result |= bench_run(&bench, "lexicon", lexicon_piece);
	result |= bench_run(&bench, "scanner", scanner_piece);
	result |= dictionary_run("mail", bench.text);
	result |= dictionary_run("its list", builtin_common());
	printf("%zu pattern matches in %zu MB\n", bench.matches / ROUNDS, TEXT_SIZE / MEGABYTE);
	lexicon_destroy(&bench.lexicon);
	shape_patterns_destroy(&bench.shapes);
	word_patterns_destroy(&bench.words);
	scanner_destroy(&bench.scanner);
	configuration_release(&bench.configuration);
	memory_pool_destroy(&bench.pool);
	diagnostics_release(&why);
	free((void *)bench.text.data);
	return result;
}
