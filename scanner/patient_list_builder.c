#include "scanner/patient_list_parts.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/digits.h"
#include "scanner/identifiers/date_text.h"

/* Shorter names are words of their own too often ("An Li"). */
#define NAME_LETTERS_LEAST 6

int
patient_list_builder_create(const struct secret_key *key, struct patient_list_builder **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	int err = patient_keys_derive(key, &(*out)->keys);
	if (err != 0)
		patient_list_builder_destroy(out);
	return err;
}

void
patient_list_builder_destroy(struct patient_list_builder **builder)
{
	if (builder == NULL || *builder == NULL)
		return;
	explicit_bzero(&(*builder)->keys, sizeof((*builder)->keys));
	free((*builder)->items);
	free((*builder)->words);
	free(*builder);
	*builder = NULL;
}

/* ---- taking values ----------------------------------------------------------- */

int
patient_list_builder_next(struct patient_list_builder *builder)
{
	if (builder->patients == PATIENT_ROW_PATIENTS)
		return ERROR_LIMIT;
	builder->patients++;
	return 0;
}

static void *
array_grow(void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	size_t wanted = *capacity ? *capacity * 2 : 4096;
	void *grown = reallocarray(items, wanted, size);
	if (grown != NULL)
		*capacity = wanted;
	return grown;
}

static uint64_t
value_hash(const struct patient_list_builder *builder, const struct patient_value *value)
{
	return keyed_hash_compute(&builder->keys.hash, patient_value_bytes(value));
}

static int
item_add(struct patient_list_builder *builder, enum patient_field field,
         const struct patient_value *value, bool weak)
{
	struct bytes plain = bytes_slice(patient_value_bytes(value), 1, SIZE_MAX);
	bool number = field >= PATIENT_SSN && field <= PATIENT_PHONE;
	struct list_item *items = array_grow(builder->items, builder->item_count,
	                                     &builder->item_capacity, sizeof(*items));

	if (builder->patients == 0)
		return ERROR_STATE;
	if (items == NULL)
		return ERROR_MEMORY;
	builder->items = items;
	items[builder->item_count++] = (struct list_item){
		.hash = value_hash(builder, value),
		.patient = builder->patients - 1,
		.field = (uint8_t)field,
		.number = number,
		.digits = number && digits_only(plain) ? (uint8_t)plain.length : 0,
		.weak = weak,
	};
	return 0;
}

static int
word_add(struct patient_list_builder *builder, const struct patient_value *word)
{
	uint64_t *words = array_grow(builder->words, builder->word_count, &builder->word_capacity,
	                             sizeof(*words));

	if (words == NULL)
		return ERROR_MEMORY;
	builder->words = words;
	words[builder->word_count++] = value_hash(builder, word);
	return 0;
}

/* A date in one of the forms the scanner reads, with all four digits of its year. */
static bool
date_read(struct bytes text, struct patient_value *out)
{
	struct date_text date;

	return (date_text_numeric(text, 0, &date) || date_text_compact(text, 0, &date) ||
	        date_text_named(text, text.length, &date)) &&
	       patient_value_date(date.year, date.month, date.day, out);
}

int
patient_list_builder_add(struct patient_list_builder *builder, enum patient_field field,
                         struct bytes text)
{
	struct patient_value value;
	bool weak = false;
	bool good;

	switch (field) {
	case PATIENT_BIRTH_DATE:
		good = date_read(text, &value);
		weak = true; /* there are fewer days than patients */
		break;
	case PATIENT_PHONE:
		good = patient_value_phone(text, &value);
		break;
	case PATIENT_EMAIL:
		good = patient_value_email(text, &value);
		break;
	case PATIENT_STREET:
		good = patient_value_street(text, &value);
		weak = true; /* every town has a Main Street */
		break;
	default:
		good = patient_value_number(text, &value);
		break;
	}
	return good ? item_add(builder, field, &value, weak) : ERROR_INVALID;
}

/* ---- names ------------------------------------------------------------------- */

#define NAME_WORDS_LIMIT 8
#define NAME_FORMS_LIMIT 3

/* The ways to write one half of a name. */
struct name_forms {
	struct patient_value values[NAME_FORMS_LIMIT];
	size_t count;
};

static bool
is_suffix(const struct patient_value *word)
{
	static const char *const suffixes[] = { "jr", "sr", "ii", "iii", "iv" };

	return bytes_among(bytes_slice(patient_value_bytes(word), 1, SIZE_MAX), suffixes,
	                   ARRAY_LENGTH(suffixes));
}

/* The words of `text`, hyphens dividing them too; initials and suffixes are none. */
static size_t
name_words(struct bytes text, struct patient_word words[NAME_WORDS_LIMIT])
{
	size_t count = 0;

	for (size_t at = 0; at < text.length && count < NAME_WORDS_LIMIT;) {
		const uint8_t *hyphen = memchr(text.data + at, '-', text.length - at);
		size_t stop = hyphen ? (size_t)(hyphen - text.data) : text.length;
		struct bytes piece = bytes_slice(text, 0, stop);
		if (stop <= at || !patient_word_read(piece, at, &words[count])) {
			at++;
			continue;
		}
		at = words[count].end;
		if (words[count].value.length > 2 && !is_suffix(&words[count].value))
			count++;
	}
	return count;
}

static void
forms_add(struct name_forms *forms, const struct patient_value *value)
{
	for (size_t i = 0; i < forms->count; i++)
		if (bytes_equal(patient_value_bytes(&forms->values[i]), patient_value_bytes(value)))
			return;
	if (forms->count < NAME_FORMS_LIMIT)
		forms->values[forms->count++] = *value;
}

/* All words as one: how "Smith-Jones" and "O'Brien" are read in a mail. */
static bool
words_join(const struct patient_word *words, size_t count, struct patient_value *out)
{
	*out = words[0].value;
	for (size_t i = 1; i < count; i++) {
		struct bytes more = bytes_slice(patient_value_bytes(&words[i].value), 1, SIZE_MAX);
		if (out->length + more.length > PATIENT_WORD_LIMIT)
			return false;
		memcpy(out->data + out->length, more.data, more.length);
		out->length += more.length;
	}
	return true;
}

/* The first word, all as one, and the last where that is used alone: "Ruiz", "de la Cruz". */
static struct name_forms
name_forms(struct bytes text, bool family)
{
	struct name_forms forms = { .count = 0 };
	struct patient_word words[NAME_WORDS_LIMIT];
	struct patient_value joined;
	size_t count = name_words(text, words);

	if (count == 0)
		return forms;
	if (!family || !patient_word_joins(&words[0]))
		forms_add(&forms, &words[0].value);
	if (words_join(words, count, &joined))
		forms_add(&forms, &joined);
	if (family)
		forms_add(&forms, &words[count - 1].value);
	return forms;
}

static int
forms_add_words(struct patient_list_builder *builder, const struct name_forms *forms)
{
	int err = 0;

	for (size_t i = 0; i < forms->count && err == 0; i++)
		err = word_add(builder, &forms->values[i]);
	return err;
}

int
patient_list_builder_add_name(struct patient_list_builder *builder, struct bytes given,
                              struct bytes family)
{
	const struct name_forms first = name_forms(given, false);
	const struct name_forms last = name_forms(family, true);

	if (first.count == 0 || last.count == 0)
		return ERROR_INVALID;
	int err = forms_add_words(builder, &first);
	if (err == 0)
		err = forms_add_words(builder, &last);
	for (size_t i = 0; i < first.count * last.count && err == 0; i++) {
		const struct patient_value *one = &first.values[i / last.count];
		const struct patient_value *other = &last.values[i % last.count];
		struct patient_value name;
		patient_value_name(one, other, &name);
		err = item_add(builder, PATIENT_NAME, &name,
		               one->length + other->length - 2 < NAME_LETTERS_LEAST);
	}
	return err;
}
