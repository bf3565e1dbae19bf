#include "config.h"

#include "scanner/header_repeats.h"

#include "core/error.h"
#include "scanner/score.h"
#include "scanner/value.h"

/* Shorter numbers stand in a subject for other things, too: a year, a room, how many. */
#define LENGTH_LEAST 6
#define DIGITS_LEAST 5

/* From which a label told it (scanner/score.h), and what it is without one. */
#define CONFIDENCE_TOLD 70
#define CONFIDENCE_REPEATED 50

struct repeat {
	struct bytes value;
	const struct detection *told;
};

/* Numbers of records, plans, accounts, licences, vehicles, devices, biometrics, and others. */
static bool
is_numbered(uint8_t category)
{
	return (category >= 8 && category <= 13) || category == 16 || category == 18;
}

static bool
is_distinctive(struct bytes value)
{
	size_t digits = 0;

	for (size_t i = 0; i < value.length; i++)
		digits += byte_is_digit(value.data[i]);
	return value.length >= LENGTH_LEAST && digits >= DIGITS_LEAST;
}

static bool
repeats_have(const struct repeat *repeats, size_t count, struct bytes value)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal(repeats[i].value, value))
			return true;
	return false;
}

/* Adds the labelled numbers of `text` to the `count` there are; returns how many there are then. */
static size_t
repeats_collect(const struct detector_text *text, struct repeat *repeats, size_t count)
{
	for (size_t i = 0; i < text->run->count && count < HEADER_REPEATS_LIMIT; i++) {
		const struct detection *told = &text->run->items[i];
		struct bytes value = bytes_slice(text->bytes, told->start, told->length);
		if (told->confidence >= CONFIDENCE_TOLD && told->cue != NULL &&
		    is_numbered(identifier_type_category(told->type)) && is_distinctive(value) &&
		    !repeats_have(repeats, count, value))
			repeats[count++] = (struct repeat){ value, told };
	}
	return count;
}

/* Reports each place where `repeat` stands alone in a field that a person wrote. */
static int
repeat_report(const struct detector_text *text, const struct repeat *repeat)
{
	size_t length = repeat->value.length;
	int err = 0;

	for (size_t from = 0; err == 0 && from + length <= text->bytes.length;) {
		const uint8_t *at = memmem(text->bytes.data + from, text->bytes.length - from, repeat->value.data, length);
		if (at == NULL)
			return 0;
		struct detection found = *repeat->told;
		found.start = (size_t)(at - text->bytes.data);
		found.confidence = CONFIDENCE_REPEATED;
		from = found.start + length;
		if (value_stands_alone(text->bytes, found.start, from) &&
		    !signature_in_technical_header(text->bytes, found.start))
			err = detector_report(text, &found);
	}
	return err == ERROR_LIMIT && text->run->full ? 0 : err; /* the part is unscannable then */
}

static int
repeats_report(const struct detector_text *text, const struct repeat *repeats, size_t count)
{
	size_t before = text->run->count;
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++)
		err = repeat_report(text, &repeats[i]);
	return err == 0 && text->run->count > before ? detections_resolve(text->run) : err;
}

int
header_repeats_find(const struct detector_text *texts, size_t count)
{
	struct repeat repeats[HEADER_REPEATS_LIMIT];
	size_t found = 0;
	int err = 0;

	for (size_t i = 0; i < count; i++)
		if (texts[i].kind != PART_HEADERS)
			found = repeats_collect(&texts[i], repeats, found);
	for (size_t i = 0; i < count && found > 0 && err == 0; i++)
		if (texts[i].kind == PART_HEADERS)
			err = repeats_report(&texts[i], repeats, found);
	return err;
}
