#include "scanner/shape.h"

#include <stdlib.h>

#include "scanner/hex_digit.h"

static bool
byte_set_within(const struct byte_set *set, const struct byte_set *whole)
{
	for (size_t i = 0; i < ARRAY_LENGTH(set->bits); i++)
		if ((set->bits[i] & ~whole->bits[i]) != 0)
			return false;
	return true;
}

/* ---- compiling ------------------------------------------------------------------ */

/* An expression being read; `problem` stays the first one. */
struct shape_source {
	const char *next;
	bool nocase;
	const char *problem;
};

static void
complain(struct shape_source *source, const char *problem)
{
	if (source->problem == NULL)
		source->problem = problem;
}

static uint8_t
take(struct shape_source *source)
{
	if (*source->next == '\0') {
		complain(source, "ends too early");
		return 0;
	}
	return (uint8_t)*source->next++;
}

static bool
take_if(struct shape_source *source, const char *wanted)
{
	size_t length = strlen(wanted);

	if (strncmp(source->next, wanted, length) != 0)
		return false;
	source->next += length;
	return true;
}

/* One byte as it is written: itself, "\xHH", or behind a backslash. */
static uint8_t
take_byte(struct shape_source *source)
{
	uint8_t c = take(source);

	if (c != '\\')
		return c;
	c = take(source);
	if (c != 'x' && byte_is_alnum(c))
		complain(source, "has an escape that shapes do not know");
	if (c != 'x')
		return c;
	int value = hex_digit_pair(bytes_of_string(source->next));
	if (value < 0) {
		complain(source, "has a \\x without two hexadecimal digits");
		return 0;
	}
	source->next += 2;
	return (uint8_t)value;
}

static void
set_add_range(const struct shape_source *source, struct byte_set *set, uint8_t low, uint8_t high)
{
	for (unsigned c = low; c <= high; c++) {
		byte_set_add(set, (uint8_t)c);
		if (source->nocase) {
			byte_set_add(set, byte_lower((uint8_t)c));
			byte_set_add(set, byte_upper((uint8_t)c));
		}
	}
}

/* What one step takes: a byte, "\d", or a class in brackets. */
static struct byte_set
take_set(struct shape_source *source)
{
	struct byte_set set = { { 0 } };

	if (take_if(source, "\\d"))
		return byte_set_digits;
	if (!take_if(source, "[")) {
		uint8_t c = take_byte(source);
		set_add_range(source, &set, c, c);
		return set;
	}
	while (source->problem == NULL && !take_if(source, "]")) {
		uint8_t low = take_byte(source), high = low;
		bool range = source->next[0] == '-' && source->next[1] != ']';
		if (range) {
			source->next++;
			high = take_byte(source);
		}
		if (high < low)
			complain(source, "has a range that ends before it begins");
		set_add_range(source, &set, low, high);
	}
	return set;
}

static uint8_t
take_count(struct shape_source *source, uint8_t none)
{
	char *end;
	unsigned long value = byte_is_digit((uint8_t)*source->next) ? strtoul(source->next, &end, 10) : none;

	if (!byte_is_digit((uint8_t)*source->next))
		return none;
	source->next = end;
	if (value >= SHAPE_ANY_NUMBER)
		complain(source, "has a count that is too large");
	return (uint8_t)value;
}

static void
take_quantifier(struct shape_source *source, struct shape_step *step)
{
	step->least = step->most = 1;
	if (take_if(source, "?"))
		step->least = 0;
	else if (take_if(source, "+"))
		step->most = SHAPE_ANY_NUMBER;
	else if (take_if(source, "{")) {
		step->least = step->most = take_count(source, 0);
		if (take_if(source, ","))
			step->most = take_count(source, SHAPE_ANY_NUMBER);
		if (!take_if(source, "}") || step->most < step->least || step->most == 0)
			complain(source, "has a count that is none");
	}
}

static uint8_t
class_of(struct shape_source *source, struct shape_classes *classes, const struct byte_set *set)
{
	unsigned class = 0;

	while (class < classes->count && memcmp(&classes->sets[class], set, sizeof(*set)) != 0)
		class++;
	if (class == SHAPE_CLASSES) {
		complain(source, "has one class more than all shapes together may have");
		return 0;
	}
	if (class == classes->count)
		classes->sets[classes->count++] = *set;
	return (uint8_t)class;
}

uint8_t
shape_step_mark(const struct shape_step *step, const struct shape_classes *classes)
{
	static const char marks[] = ":@+";
	struct byte_set set = classes->sets[step->class];

	for (const char *mark = marks; *mark != '\0'; mark++) {
		struct byte_set alone = { { 0 } };
		byte_set_add(&alone, (uint8_t)*mark);
		if (memcmp(&set, &alone, sizeof(set)) == 0 && step->least == 1)
			return (uint8_t)*mark;
	}
	return 0;
}

static bool
step_takes_digits_alone(const struct shape_step *step, const struct shape_classes *classes)
{
	struct byte_set set = classes->sets[step->class];

	return byte_set_within(&set, &byte_set_digits);
}

static const char *
anchor_find(struct shape *shape, const struct shape_classes *classes)
{
	for (uint8_t i = 0; i < shape->count; i++) {
		const struct shape_step *step = &shape->steps[i];
		if (step->least == 0 || (shape_step_mark(step, classes) == 0 && !step_takes_digits_alone(step, classes)))
			continue;
		shape->anchor = i;
		return NULL;
	}
	return "has no digits, colon, @ or + that it could be looked for by";
}

/* Whether what a step takes of a varying number of bytes could be what the next one needs. */
static bool
step_is_greedy(const struct shape *shape, const struct shape_classes *classes, size_t i, size_t next)
{
	const struct shape_step *step = &shape->steps[i];
	struct byte_set taken = classes->sets[step->class];
	struct byte_set wanted = classes->sets[shape->steps[next].class];

	return step->least != step->most && byte_set_meets(&taken, &wanted);
}

static const char *
greed_check(const struct shape *shape, const struct shape_classes *classes)
{
	for (size_t i = 0; i + 1 < shape->count; i++)
		if (i >= shape->anchor ? step_is_greedy(shape, classes, i, i + 1)
		                       : i > 0 && step_is_greedy(shape, classes, i, i - 1))
			return "has a step that would take what the next one needs";
	return NULL;
}

const char *
shape_compile(const char *expression, bool nocase, struct shape_classes *classes, struct shape *out)
{
	struct shape_source source = { .next = expression, .nocase = nocase };

	*out = (struct shape){ .begins_word = take_if(&source, "\\b") };
	while (*source.next != '\0' && source.problem == NULL && !out->ends_word) {
		if (take_if(&source, "\\b")) {
			out->ends_word = true;
			continue;
		}
		if (out->count == SHAPE_STEPS)
			return "has too many steps";
		struct shape_step *step = &out->steps[out->count++];
		struct byte_set set = take_set(&source);
		if (byte_set_has(&set, 0))
			complain(&source, "takes a NUL, which no text has");
		step->class = class_of(&source, classes, &set);
		take_quantifier(&source, step);
	}
	if (*source.next != '\0')
		complain(&source, "goes on behind its last \\b");
	if (source.problem == NULL)
		complain(&source, anchor_find(out, classes));
	if (source.problem == NULL)
		complain(&source, greed_check(out, classes));
	return source.problem;
}

/* ---- matching --------------------------------------------------------------------- */

static bool
steps_before_match(const struct shape *shape, const struct shape_classes *classes, struct bytes text,
                   size_t at)
{
	for (size_t i = shape->anchor; i-- > 0;) {
		const struct shape_step *step = &shape->steps[i];
		const struct byte_set *set = &classes->sets[step->class];
		unsigned taken = 0;
		for (; at > 0 && taken < step->most && byte_set_has(set, text.data[at - 1]); at--)
			taken++;
		if (taken < step->least)
			return false;
	}
	return !shape->begins_word || at == 0 || !byte_is_word(text.data[at - 1]);
}

bool
shape_match(const struct shape *shape, const struct shape_classes *classes, struct bytes text, size_t at,
            size_t *end)
{
	size_t stop = at;

	for (size_t i = shape->anchor; i < shape->count; i++) {
		const struct shape_step *step = &shape->steps[i];
		const struct byte_set *set = &classes->sets[step->class];
		size_t left = text.length - stop, most = step->most == SHAPE_ANY_NUMBER ? left : step->most, taken = 0;
		if (most > left)
			most = left;
		while (taken < most && byte_set_has(set, text.data[stop + taken]))
			taken++;
		if (taken < step->least)
			return false;
		stop += taken;
	}
	*end = stop;
	return (!shape->ends_word || stop == text.length || !byte_is_word(text.data[stop])) &&
	       steps_before_match(shape, classes, text, at);
}
