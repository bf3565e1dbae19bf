/* Nothing is read before or behind a text, however many bytes of it are read at once. */
#include "tests/unit/test_scanner.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/attributes.h"
#include "scanner/base64_run.h"
#include "scanner/content/html_text.h"
#include "scanner/line_ends.h"
#include "scanner/text_signs_parts.h"
#include "tests/unit/word_readers.h"

#define MOST 300

static size_t page;
static uint8_t *room; /* one page, between two that nobody may touch */

static void
setup(void)
{
	page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *pages = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert(pages != MAP_FAILED);
	room = pages + page;
	ck_assert_int_eq(mprotect(room, page, PROT_READ | PROT_WRITE), 0);
}

static void
teardown(void)
{
	ck_assert_int_eq(munmap(room - page, 3 * page), 0);
}

static void
words_read(struct bytes text)
{
	static const struct vocabulary nobody;
	static struct word_block block;

	word_reader *readers[WORD_READERS_MOST];
	size_t count = word_readers(readers);

	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < text.length; at = block.next)
			readers[i](&nobody, text, at, &block);
}

static void
chunks_are_read(struct bytes text)
{
	struct chunk chunks[MOST / CHUNK_SIZE + 1];

	for (size_t at = 0; at < text.length; at++) {
		(void)chunk_read(text, at);
		ck_assert_uint_gt(chunks_read(text, at, chunks, ARRAY_LENGTH(chunks)), 0);
	}
}

static void
copies_are_made(struct bytes text)
{
	uint8_t out[MOST];

	ck_assert_uint_le(line_ends_copy(text, out), text.length);
	ck_assert_uint_le(line_ends_copy_plain(text, out), text.length);
	ck_assert_uint_le(base64_run_decode(text, out), text.length);
	ck_assert_uint_le(base64_run_decode_plain(text, out), text.length);
}

static void
signs_are_told(struct bytes text)
{
	struct text_signs signs;
	struct arena *arena;

	ck_assert_int_eq(arena_create(1 << 16, &arena), 0);
	ck_assert_int_eq(text_signs_read(arena, text, &signs), 0);
	text_signs_tell_plain(&signs);
	arena_destroy(&arena);
}

/* Of ASCII: it is promised valid UTF-8. */
static void
html_is_read(struct bytes text)
{
	struct buffer out = buffer_make(HTML_TEXT_LIMIT(text.length));
	bool embedded = false;

	ck_assert_int_eq(html_text(text, &out, &embedded), 0);
	buffer_release(&out);
}

static void
all_read(struct bytes text, bool ascii)
{
	words_read(text);
	chunks_are_read(text);
	copies_are_made(text);
	signs_are_told(text);
	if (ascii)
		html_is_read(text);
}

START_TEST(texts_end_where_nothing_may_be_read)
{
	static const char *const letters[] = { "a", "aB1' s", "QUJD", "\r\n", "a <b>", "ab&cdefghi  ", "\xc3\xa9\xe2 x" };

	for (size_t i = 0; i < ARRAY_LENGTH(letters); i++) {
		size_t count = strlen(letters[i]);
		for (size_t k = 0; k < page; k++)
			room[k] = (uint8_t)letters[i][(k * 7 + k / 11) % count];
		for (size_t length = 0; length <= MOST; length++) {
			all_read(bytes_make(room, length), (room[0] & 0x80) == 0);
			all_read(bytes_make(room + page - length, length), (room[0] & 0x80) == 0);
		}
	}
}
END_TEST

Suite *
text_edge_suite(void)
{
	return UNIT_SUITE_WITH("text edge", setup, teardown, texts_end_where_nothing_may_be_read);
}
