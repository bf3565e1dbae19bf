#include "scanner/scanner.h"

#include <stdlib.h>

#include "core/crypto.h"
#include "core/error.h"
#include "scanner/birth_year.h"
#include "scanner/charset_iconv.h"
#include "scanner/deadline.h"
#include "scanner/detections.h"
#include "scanner/dictionary.h"
#include "scanner/header_repeats.h"
#include "scanner/lexicon.h"
#include "scanner/match_queue.h"
#include "scanner/part_reader.h"
#include "scanner/patient_match.h"
#include "scanner/score.h"
#include "scanner/shape_patterns.h"
#include "scanner/site_patterns.h"
#include "scanner/text_view.h"
#include "scanner/token_cache.h"
#include "scanner/word_patterns.h"
#include "scanner/words.h"

/* Detections taken from one part for each finding that may be kept: overlaps are removed later. */
#define DETECTIONS_PER_FINDING 4

struct scanner {
	const struct configuration *configuration;
	struct shape_patterns *shapes;
	struct word_patterns *words;
	struct vocabulary vocabulary; /* of `words` and `lexicon` */
	struct lexicon *lexicon;
	struct dictionary *dictionary;
	struct patient_list *patients; /* NULL when none is configured */
	struct site_patterns *site;    /* likewise */
	struct crypto_mac_context *value_mac; /* only ever copied: any thread's */
	struct keyed_hash token_hash;
	struct charset_stock *charsets;
};

/* One scan of one message. */
struct scan {
	const struct scanner *scanner;
	struct message *m;
	struct token_cache *tokens;
	struct deadline deadline;
	struct part_reading *parts; /* one for each part, as */
	struct detector_text *texts; /* these, which detectors see */
};

/* What was read of one part, before findings are made of it. */
struct part_reading {
	struct text_view view;
	struct detector_run run;
	struct lexicon_reading lexicon;
};

/* What the site wrote itself: all of it says what is wrong, not the first alone. */
static int
site_create(struct scanner *scanner, struct diagnostics *why)
{
	const struct configuration *configuration = scanner->configuration;

	int err = lexicon_create(configuration, why, &scanner->lexicon);
	if (err != 0 && err != ERROR_CONFIG)
		return err;
	int patterns_err = site_patterns_create(configuration, why, &scanner->site);
	if (patterns_err != 0 && patterns_err != ERROR_CONFIG)
		return patterns_err;
	int patients_err = patient_list_open(configuration, why, &scanner->patients);
	if (patients_err != 0)
		return patients_err;
	return err != 0 ? err : patterns_err;
}

int
scanner_create(const struct configuration *configuration, const uint8_t *value_key,
               struct diagnostics *why, struct scanner **out)
{
	*out = NULL;
	struct scanner *scanner = calloc(1, sizeof(*scanner));
	if (scanner == NULL)
		return ERROR_MEMORY;
	scanner->configuration = configuration;
	uint8_t token_key[KEYED_HASH_KEY_SIZE] = { 0 };
	int err = crypto_random(token_key, sizeof(token_key));
	scanner->token_hash = keyed_hash_make(token_key);
	if (err == 0)
		err = crypto_mac_create(value_key, &scanner->value_mac);
	if (err == 0)
		err = shape_patterns_create(detectors, DETECTOR_COUNT, why, &scanner->shapes);
	if (err == 0)
		err = word_patterns_create(detectors, DETECTOR_COUNT, &scanner->words);
	if (err == 0)
		err = dictionary_create(&scanner->dictionary);
	if (err == 0)
		err = charset_stock_create(&scanner->charsets);
	if (err == 0)
		err = site_create(scanner, why);
	if (err == 0) {
		word_patterns_enrol(scanner->words, &scanner->vocabulary);
		lexicon_enrol(scanner->lexicon, &scanner->vocabulary);
	}
	if (err != 0)
		scanner_destroy(&scanner);
	*out = scanner;
	return err;
}

void
scanner_destroy(struct scanner **scanner)
{
	if (scanner == NULL || *scanner == NULL)
		return;
	shape_patterns_destroy(&(*scanner)->shapes);
	word_patterns_destroy(&(*scanner)->words);
	lexicon_destroy(&(*scanner)->lexicon);
	dictionary_destroy(&(*scanner)->dictionary);
	patient_list_close(&(*scanner)->patients);
	site_patterns_destroy(&(*scanner)->site);
	crypto_mac_destroy(&(*scanner)->value_mac);
	charset_stock_destroy(&(*scanner)->charsets);
	free(*scanner);
	*scanner = NULL;
}

/* ---- one part ------------------------------------------------------------- */

static int
finding_keep(const struct scan *scan, uint32_t part, const struct text_view *view,
             const struct detection *detection)
{
	struct finding *finding;
	int err = message_finding_add(scan->m, &finding);

	if (err != 0)
		return err;
	finding->type = detection->type;
	finding->subject = detection->subject;
	finding->part = part;
	finding->confidence = detection->confidence;
	finding->cue = detection->cue;
	finding->validator = detection->validator;
	text_view_locate(view, detection->start, detection->length, &finding->start, &finding->length);
	struct bytes value = bytes_slice(view->bytes, detection->start, detection->length);
	birth_year_note(scan->m, finding, value);
	return token_cache_find(scan->tokens, scan->m->arena, value, finding->value_hash);
}

static int
detections_keep(const struct scan *scan, uint32_t part, const struct text_view *view,
                struct detector_run *run)
{
	size_t limit = (size_t)scan->scanner->configuration->limits.findings;
	bool full = run->full;
	int err = 0;

	for (size_t i = 0; i < run->count && err == 0; i++) {
		if (scan->m->finding_count >= limit) {
			full = true;
			break;
		}
		err = finding_keep(scan, part, view, &run->items[i]);
	}
	if (err == 0 && full)
		err = message_unscannable_add(scan->m, scan->m->parts[part].path,
		                              UNSCANNABLE_FINDING_COUNT);
	if (err == 0 && run->marks & DETECTOR_MARK_TOO_DEEP)
		err = message_unscannable_add(scan->m, scan->m->parts[part].path, UNSCANNABLE_DEPTH);
	return err;
}

/* Enough detections are no failure: detections_keep() calls the part unscannable. */
static int
run_full_passes(const struct detector_run *run, int err)
{
	return err == ERROR_LIMIT && run->full ? 0 : err;
}

/* Reads the words of `text` once for all that look for some. */
static int
words_scan(const struct scan *scan, struct match_queue *matches, struct lexicon_reading *lexicon)
{
	const struct detector_text *text = matches->text;
	struct word_block block = { .next = 0 };
	struct word_reading words;
	int err = word_reading_begin(scan->scanner->words, scan->m->arena, &words);

	while (block.next < text->bytes.length && err == 0) {
		word_block_read(&scan->scanner->vocabulary, text->bytes, block.next, &block);
		err = lexicon_read(lexicon, text->bytes, &block);
		if (err == 0 && !text->run->full)
			err = run_full_passes(text->run, word_patterns_visit(&words, text->bytes, &block,
			                                                     match_queue_add, matches));
		if (err == 0 && deadline_passed(scan->deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}

/* What detectors find without patterns. */
static int
detectors_read(const struct scan *scan, const struct detector_text *text)
{
	int err = 0;

	for (size_t i = 0; i < DETECTOR_COUNT && err == 0; i++) {
		if (detectors[i] == NULL)
			continue;
		if (detectors[i]->read_text != NULL && text->bytes.length > 0)
			err = detectors[i]->read_text(text);
		if (err == 0 && detectors[i]->read_part != NULL)
			err = detectors[i]->read_part(text);
		if (err == 0 && deadline_passed(scan->deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}

/* What only this site can know: its patterns, then its list, which looks at all that was found. */
static int
site_read(const struct scan *scan, const struct detector_text *text)
{
	const struct scanner *scanner = scan->scanner;
	int err = 0;

	if (scanner->site != NULL)
		err = site_patterns_match(scanner->site, text, scan->deadline);
	if (err == 0 && scanner->patients != NULL)
		err = patient_match(scanner->patients, text);
	return err;
}

/* Runs every detector and the lexicon over one part; detector_report() collects in text->run. */
static int
text_scan(const struct scan *scan, const struct detector_text *text, struct lexicon_reading *lexicon)
{
	struct match_queue matches;

	match_queue_begin(&matches, text);
	int err = run_full_passes(text->run, shape_patterns_visit(scan->scanner->shapes, text->bytes, scan->deadline,
	                                                          match_queue_add, &matches));
	if (err == 0)
		err = words_scan(scan, &matches, lexicon);
	if (err == 0 && !text->run->full)
		err = run_full_passes(text->run, match_queue_confirm(&matches));
	if (err == 0 && !text->run->full)
		err = run_full_passes(text->run, detectors_read(scan, text));
	if (err == 0 && !text->run->full)
		err = run_full_passes(text->run, site_read(scan, text));
	return err;
}

/* The signature in the view of a part, which is told its place in the part's text. */
static struct signature
part_signature(const struct message *m, struct part *part, const struct text_view *view)
{
	struct signature signature = { 0, 0 };
	struct bytes from = bytes_make(NULL, 0);

	if (part->kind == PART_HEADERS)
		return signature;
	if (m->parts[0].kind == PART_HEADERS)
		from = signature_from_field(m->parts[0].text);
	signature = signature_find(view->bytes, from);
	if (signature.length > 0)
		text_view_locate(view, signature.start, signature.length, &part->signature_start,
		                 &part->signature_length);
	return signature;
}

/* Reads one part: detections are collected, without overlaps, and nothing is kept of them yet. */
static int
part_scan(const struct scan *scan, uint32_t index)
{
	struct message *m = scan->m;
	struct part *part = &m->parts[index];
	struct part_reading *own = &scan->parts[index];
	struct detector_text *text = &scan->texts[index];
	int err = text_view_make(m->arena, part->text, &own->view);
	part->view = own->view.bytes;
	if (err == 0 && own->view.unfinished)
		err = message_unscannable_add(m, part->path, UNSCANNABLE_DEPTH);
	if (err == 0 && own->view.opaque)
		err = message_unscannable_add(m, part->path, UNSCANNABLE_FORMAT);
	if (err != 0)
		return err;

	own->lexicon = (struct lexicon_reading){ .lexicon = scan->scanner->lexicon, .arena = m->arena };
	own->run = (struct detector_run){
		.arena = m->arena,
		.text_length = own->view.bytes.length,
		.limit = (size_t)scan->scanner->configuration->limits.findings * DETECTIONS_PER_FINDING,
	};
	*text = (struct detector_text){
		.bytes = own->view.bytes,
		.kind = part->kind,
		.part = part,
		.envelope = &m->envelope,
		.dictionary = scan->scanner->dictionary,
		.signature = part_signature(m, part, &own->view),
		.run = &own->run,
	};
	err = text_scan(scan, text, &own->lexicon);
	return err == 0 ? detections_resolve(&own->run) : err;
}

static int
part_keep(const struct scan *scan, uint32_t index)
{
	struct part_reading *own = &scan->parts[index];
	int err = detections_keep(scan, index, &own->view, &own->run);

	return err == 0 ? lexicon_keep(&own->lexicon, scan->m, index, &own->view) : err;
}

/* ---- the whole message ------------------------------------------------------ */

/* Reads all parts before anything is kept: one may tell what a number in another is. */
static int
parts_read(struct scan *scan)
{
	struct message *m = scan->m;
	int err = 0;

	scan->parts = arena_alloc_array(m->arena, m->part_count + 1, sizeof(*scan->parts));
	scan->texts = arena_alloc_array(m->arena, m->part_count + 1, sizeof(*scan->texts));
	if (scan->parts == NULL || scan->texts == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->part_count && err == 0; i++)
		err = part_scan(scan, (uint32_t)i);
	if (err == 0)
		err = header_repeats_find(scan->texts, m->part_count);
	for (size_t i = 0; i < m->part_count && err == 0; i++)
		err = part_keep(scan, (uint32_t)i);
	return err;
}

static int
parts_scan(const struct scanner *scanner, struct message *m)
{
	struct token_cache tokens = { .source = scanner->value_mac, .hash = &scanner->token_hash };
	struct scan scan = {
		.scanner = scanner,
		.m = m,
		.tokens = &tokens,
		.deadline = deadline_in(scanner->configuration->limits.scan_seconds),
	};
	int err = parts_read(&scan);

	token_cache_release(&tokens);
	return err == 0 ? score_assess(m, scanner->configuration->scanner.phi_threshold) : err;
}

int
scanner_scan_message(const struct scanner *scanner, struct message *m)
{
	int err = part_reader_read(scanner->configuration, m);

	return err == 0 ? parts_scan(scanner, m) : err;
}

int
scanner_scan_text(const struct scanner *scanner, struct bytes text, struct message *m)
{
	struct part *part;
	int err = message_part_add(m, &part);

	if (err != 0)
		return err;
	part->path = "text";
	part->content_type = "text/plain";
	part->kind = PART_TEXT;
	part->text = text;
	part->decoded_size = text.length;
	part->head = bytes_slice(text, 0, PART_HEAD_SIZE);
	return parts_scan(scanner, m);
}
