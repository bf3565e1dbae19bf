#include "scanner/text_view.h"

#include "core/error.h"

/* What text_view_fold() answers for characters that are no ASCII in disguise. */
#define FOLD_KEEP (-1)   /* leave as it is */
#define FOLD_REMOVE (-2) /* invisible: take out */

struct fold_range {
	uint32_t first;
	uint32_t last;
	int to;      /* what `first` becomes, or FOLD_REMOVE */
	unsigned modulo; /* the result counts up with the character, modulo this; 0: all become `to` */
};

/*
 * Ascending, from the Unicode character database: default-ignorable and
 * bidirectional controls, spaces, dashes, quotation marks, and the digits and
 * letters that are drawn like ASCII ones.
 */
static const struct fold_range fold_ranges[] = {
	{ 0x0000, 0x0000, FOLD_REMOVE, 0 },
	{ 0x0085, 0x0085, '\n', 0 },
	{ 0x00A0, 0x00A0, ' ', 0 },
	{ 0x00AD, 0x00AD, FOLD_REMOVE, 0 },
	{ 0x034F, 0x034F, FOLD_REMOVE, 0 },
	{ 0x061C, 0x061C, FOLD_REMOVE, 0 },
	{ 0x0660, 0x0669, '0', 10 },
	{ 0x06F0, 0x06F9, '0', 10 },
	{ 0x0966, 0x096F, '0', 10 },
	{ 0x115F, 0x1160, FOLD_REMOVE, 0 },
	{ 0x1680, 0x1680, ' ', 0 },
	{ 0x17B4, 0x17B5, FOLD_REMOVE, 0 },
	{ 0x180B, 0x180E, FOLD_REMOVE, 0 },
	{ 0x2000, 0x200A, ' ', 0 },
	{ 0x200B, 0x200F, FOLD_REMOVE, 0 },
	{ 0x2010, 0x2015, '-', 0 },
	{ 0x2018, 0x201B, '\'', 0 },
	{ 0x201C, 0x201F, '"', 0 },
	{ 0x2024, 0x2024, '.', 0 },
	{ 0x2028, 0x2029, '\n', 0 },
	{ 0x202A, 0x202E, FOLD_REMOVE, 0 },
	{ 0x202F, 0x202F, ' ', 0 },
	{ 0x2043, 0x2043, '-', 0 },
	{ 0x2044, 0x2044, '/', 0 },
	{ 0x205F, 0x205F, ' ', 0 },
	{ 0x2060, 0x206F, FOLD_REMOVE, 0 },
	{ 0x2212, 0x2212, '-', 0 },
	{ 0x2215, 0x2215, '/', 0 },
	{ 0x3000, 0x3000, ' ', 0 },
	{ 0x3164, 0x3164, FOLD_REMOVE, 0 },
	{ 0xFE00, 0xFE0F, FOLD_REMOVE, 0 },
	{ 0xFE58, 0xFE58, '-', 0 },
	{ 0xFE63, 0xFE63, '-', 0 },
	{ 0xFEFF, 0xFEFF, FOLD_REMOVE, 0 },
	{ 0xFF01, 0xFF5E, '!', 94 },
	{ 0xFFA0, 0xFFA0, FOLD_REMOVE, 0 },
	{ 0x1D7CE, 0x1D7FF, '0', 10 }, /* five styles of digits, one after the other */
	{ 0x1FBF0, 0x1FBF9, '0', 10 },
	{ 0xE0000, 0xE0FFF, FOLD_REMOVE, 0 },
};

/* The mathematical letters: 13 alphabets of 26 capitals and 26 small ones. */
#define MATH_LETTERS_FIRST 0x1D400
#define MATH_LETTERS_LAST 0x1D6A3

static int
text_view_fold(uint32_t character)
{
	size_t low = 0, high = ARRAY_LENGTH(fold_ranges);

	if (character >= MATH_LETTERS_FIRST && character <= MATH_LETTERS_LAST) {
		unsigned letter = (character - MATH_LETTERS_FIRST) % 52;
		return letter < 26 ? 'A' + (int)letter : 'a' + (int)letter - 26;
	}
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (fold_ranges[middle].last < character)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == ARRAY_LENGTH(fold_ranges) || character < fold_ranges[low].first)
		return FOLD_KEEP;
	const struct fold_range *range = &fold_ranges[low];
	if (range->modulo == 0)
		return range->to;
	return range->to + (int)((character - range->first) % range->modulo);
}

/* Reads the character at `i` of valid UTF-8; a broken byte stands for itself. */
static uint32_t
character_read(struct bytes text, size_t i, size_t *size)
{
	static const uint8_t lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint8_t lead = text.data[i];
	size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

	if (length == 0 || length > text.length - i) {
		*size = 1;
		return UINT32_MAX;
	}
	uint32_t character = lead & lead_bits[length];
	for (size_t k = 1; k < length; k++)
		character = character << 6 | (text.data[i + k] & 0x3F);
	*size = length;
	return character;
}

/* Whether any word of eight bytes holds a NUL or a byte above 0x7F. */
static bool
text_is_plain(struct bytes text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t seen = 0;
	size_t i = 0;

	for (; i + 8 <= text.length; i += 8) {
		uint64_t word;
		memcpy(&word, text.data + i, sizeof(word));
		seen |= word | ((word - ones) & ~word);
	}
	for (; i < text.length; i++)
		seen |= text.data[i] == 0 ? tops : text.data[i];
	return (seen & tops) == 0;
}

/* The first character at or after `i` that does not stay as it is; text.length when all do. */
static size_t
text_find_folded(struct bytes text, size_t i, size_t *size, int *to)
{
	while (i < text.length) {
		if (text.data[i] != 0 && text.data[i] < 0x80) {
			i++;
			continue;
		}
		*to = text_view_fold(character_read(text, i, size));
		if (*to != FOLD_KEEP)
			return i;
		i += *size;
	}
	return text.length;
}

static int
text_view_step_add(struct arena *arena, struct text_view *view, size_t at, size_t shift)
{
	void *grown = view->steps;
	int err = arena_array_grow(arena, &grown, view->step_count, &view->step_capacity,
	                           sizeof(*view->steps));

	if (err != 0)
		return err;
	view->steps = grown;
	view->steps[view->step_count++] =
		(struct text_view_step){ (uint32_t)at, (uint32_t)shift };
	return 0;
}

/* Copies `text` with all foldings; the first is at `i`, `size` bytes that become `to`. */
static int
text_view_copy(struct arena *arena, struct bytes text, size_t i, size_t size, int to,
               struct text_view *view)
{
	uint8_t *copy = arena_alloc(arena, text.length);
	size_t length = 0, from = 0;

	if (copy == NULL)
		return arena_failure(arena);
	while (i < text.length) {
		memcpy(copy + length, text.data + from, i - from);
		length += i - from;
		if (to != FOLD_REMOVE)
			copy[length++] = (uint8_t)to;
		from = i + size;
		int err = text_view_step_add(arena, view, length, from - length);
		if (err != 0)
			return err;
		i = text_find_folded(text, from, &size, &to);
	}
	memcpy(copy + length, text.data + from, text.length - from);
	length += text.length - from;
	view->bytes = bytes_make(copy, length);
	return 0;
}

int
text_view_make(struct arena *arena, struct bytes text, struct text_view *out)
{
	size_t size = 0;
	int to = FOLD_KEEP;

	*out = (struct text_view){ .bytes = text, .text = text };
	if (text.length > UINT32_MAX)
		return ERROR_LIMIT;
	if (text_is_plain(text))
		return 0;
	size_t first = text_find_folded(text, 0, &size, &to);
	return first < text.length ? text_view_copy(arena, text, first, size, to, out) : 0;
}

static size_t
text_view_offset(const struct text_view *view, size_t at)
{
	size_t low = 0, high = view->step_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (view->steps[middle].view <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? at : at + view->steps[low - 1].shift;
}

void
text_view_locate(const struct text_view *view, size_t start, size_t length, uint32_t *text_start,
                 uint32_t *text_length)
{
	size_t first = text_view_offset(view, start);
	size_t end = first;

	/* The end is that of the last character, not the start of the next: what
	 * was taken out in between stays out. */
	if (length > 0) {
		size_t size;
		size_t last = text_view_offset(view, start + length - 1);
		character_read(view->text, last, &size);
		end = last + size;
	}
	*text_start = (uint32_t)first;
	*text_length = (uint32_t)(end - first);
}
