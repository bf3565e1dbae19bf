/* The file of a list of patients, from the values of all of them; see scanner/patient_file.h. */
#include <stdlib.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "scanner/patient_list_parts.h"

#define FILTER_BITS_PER_VALUE 16

/* Half of the table stays empty, so that a look at it is one at memory. */
#define SLOTS_PER_VALUE 2

/* Counts of digits a number may have. */
#define NUMBER_DIGITS_LIMIT 64

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
item_compare(const void *left, const void *right)
{
	const struct list_item *a = left, *b = right;
	int order = compare_numbers(a->hash, b->hash);

	if (order == 0)
		order = compare_numbers(a->patient, b->patient);
	return order != 0 ? order : compare_numbers(a->field, b->field);
}

static int
word_compare(const void *left, const void *right)
{
	return compare_numbers(*(const uint64_t *)left, *(const uint64_t *)right);
}

/* Brings equal hashes together; a word that many bear is in the filter once. */
static void
builder_sort(struct patient_list_builder *builder)
{
	size_t kept = 0;

	if (builder->item_count > 0)
		qsort(builder->items, builder->item_count, sizeof(*builder->items), item_compare);
	if (builder->word_count > 0)
		qsort(builder->words, builder->word_count, sizeof(*builder->words), word_compare);
	for (size_t i = 0; i < builder->word_count; i++)
		if (kept == 0 || builder->words[i] != builder->words[kept - 1])
			builder->words[kept++] = builder->words[i];
	builder->word_count = kept;
}

/* What is being written. */
struct list_image {
	struct patient_file_header header;
	uint64_t *filters[PATIENT_FILTERS];
	uint64_t *tags;
	uint32_t *rows;
};

static uint64_t
filter_size(size_t values)
{
	return values * FILTER_BITS_PER_VALUE / 64 + 1;
}

static int
image_create(const struct patient_list_builder *builder, int64_t now, struct list_image *image)
{
	struct patient_file_header *header = &image->header;
	size_t values = 0, names = 0; /* distinct ones */

	for (size_t i = 0; i < builder->item_count; i++) {
		bool again = i > 0 && builder->items[i].hash == builder->items[i - 1].hash;
		bool name = builder->items[i].field == PATIENT_NAME;
		names += name && !again;
		values += !name && !again;
	}
	*image = (struct list_image){ .header = {
		.version = PATIENT_FILE_VERSION,
		.byte_order = PATIENT_FILE_ORDER,
		.built = now,
		.patients = builder->patients,
		.filter_words = { [PATIENT_FILTER_WORDS] = filter_size(builder->word_count),
		                  [PATIENT_FILTER_NAMES] = filter_size(names),
		                  [PATIENT_FILTER_VALUES] = filter_size(values) },
		.slots = builder->item_count * SLOTS_PER_VALUE + 16,
	} };
	memcpy(header->magic, PATIENT_FILE_MAGIC, sizeof(header->magic));
	memcpy(header->key_check, builder->keys.check, sizeof(header->key_check));
	header->file_size = sizeof(*header) + header->slots * (sizeof(uint64_t) + sizeof(uint32_t));
	image->tags = calloc(header->slots, sizeof(*image->tags));
	image->rows = calloc(header->slots, sizeof(*image->rows));
	bool good = image->tags != NULL && image->rows != NULL;
	for (size_t i = 0; i < PATIENT_FILTERS; i++) {
		header->file_size += header->filter_words[i] * sizeof(uint64_t);
		image->filters[i] = calloc(header->filter_words[i], sizeof(*image->filters[i]));
		good &= image->filters[i] != NULL;
	}
	if (!good)
		return ERROR_MEMORY;
	return header->file_size > PATIENT_FILE_LIMIT ? ERROR_LIMIT : 0;
}

static void
image_release(struct list_image *image)
{
	for (size_t i = 0; i < PATIENT_FILTERS; i++)
		free(image->filters[i]);
	free(image->tags);
	free(image->rows);
}

static void
image_filter(struct list_image *image, enum patient_filter filter, uint64_t hash)
{
	size_t word = patient_place(hash, image->header.filter_words[filter]);

	image->filters[filter][word] |= patient_filter_bits(hash);
}

static void
image_put(struct list_image *image, const struct patient_keys *keys, const struct list_item *item,
          bool weak, uint32_t k)
{
	uint64_t tag = patient_tag(keys, item->hash, k);
	size_t slot = patient_place(tag, image->header.slots);

	while (image->tags[slot] != 0)
		slot = slot + 1 < image->header.slots ? slot + 1 : 0;
	uint32_t row = item->patient | (uint32_t)item->field << PATIENT_ROW_FIELD_SHIFT |
	               (weak ? PATIENT_ROW_WEAK : 0);
	image->tags[slot] = tag;
	image->rows[slot] = row ^ patient_row_mask(keys, item->hash, k);
	image->header.values[item->field]++;
}

/* Items of one hash: how many there are from `start` on, and of how many patients. */
static size_t
run_length(const struct patient_list_builder *builder, size_t start, size_t *patients)
{
	const struct list_item *items = builder->items;
	size_t end = start;

	*patients = 0;
	for (; end < builder->item_count && items[end].hash == items[start].hash; end++)
		*patients += end == start || items[end].patient != items[end - 1].patient;
	return end - start;
}

/* How many distinct numbers of each count of digits there are. */
static void
digits_count(const struct patient_list_builder *builder, uint64_t counts[NUMBER_DIGITS_LIMIT])
{
	for (size_t i = 0; i < builder->item_count; i++) {
		const struct list_item *item = &builder->items[i];
		if (item->digits > 0 && item->digits < NUMBER_DIGITS_LIMIT &&
		    (i == 0 || item->hash != builder->items[i - 1].hash))
			counts[item->digits]++;
	}
}

static bool
digits_dense(uint64_t count, unsigned digits)
{
	uint64_t numbers = 1;

	for (unsigned i = 0; i < digits && numbers < UINT64_MAX / 10; i++)
		numbers *= 10;
	return count > numbers / PATIENT_DENSITY;
}

/* A value's patients into the table; the same patient's same field once. */
static void
run_put(const struct patient_list_builder *builder, const struct list_item *run, size_t length,
        bool weak, struct list_image *image, struct patient_list_counts *counts)
{
	uint32_t k = 0;

	for (size_t i = 0; i < length && k < PATIENT_SHARE_LIMIT; i++) {
		if (i > 0 && run[i].patient == run[i - 1].patient && run[i].field == run[i - 1].field)
			continue;
		image_put(image, &builder->keys, &run[i], weak || run[i].weak, k++);
		counts->values++;
	}
	image_filter(image, run->field == PATIENT_NAME ? PATIENT_FILTER_NAMES : PATIENT_FILTER_VALUES,
	             run->hash);
}

static bool
is_stopgap(const struct list_item *item, size_t patients)
{
	return patients > PATIENT_STOPGAP_LIMIT && (item->number || item->field == PATIENT_EMAIL);
}

static void
image_fill(const struct patient_list_builder *builder, struct list_image *image,
           struct patient_list_counts *counts)
{
	uint64_t digits[NUMBER_DIGITS_LIMIT] = { 0 };
	size_t length, patients;

	digits_count(builder, digits);
	for (size_t i = 0; i < builder->word_count; i++)
		image_filter(image, PATIENT_FILTER_WORDS, builder->words[i]);
	for (size_t i = 0; i < builder->item_count; i += length) {
		const struct list_item *item = &builder->items[i];
		length = run_length(builder, i, &patients);
		if (is_stopgap(item, patients)) {
			counts->stopgaps++;
			continue;
		}
		bool weak = item->digits > 0 && digits_dense(digits[item->digits], item->digits);
		counts->weak += weak;
		run_put(builder, item, length, weak, image, counts);
	}
}

static int
image_write(const struct patient_keys *keys, struct list_image *image, const char *path, uid_t owner)
{
	const struct patient_file_header *header = &image->header;
	const struct bytes parts[] = {
		bytes_make(header, sizeof(*header)),
		bytes_make(image->filters[0], header->filter_words[0] * sizeof(*image->filters[0])),
		bytes_make(image->filters[1], header->filter_words[1] * sizeof(*image->filters[1])),
		bytes_make(image->filters[2], header->filter_words[2] * sizeof(*image->filters[2])),
		bytes_make(image->tags, header->slots * sizeof(*image->tags)),
		bytes_make(image->rows, header->slots * sizeof(*image->rows)),
	};
	int err = crypto_mac(keys->mac, parts, ARRAY_LENGTH(parts), image->header.mac);

	return err == 0 ? durable_file_replace(path, owner, parts, ARRAY_LENGTH(parts)) : err;
}

int
patient_list_builder_write(struct patient_list_builder *builder, const char *path, uid_t owner,
                           int64_t now, struct patient_list_counts *counts)
{
	struct list_image image;

	*counts = (struct patient_list_counts){ .patients = builder->patients };
	builder_sort(builder);
	int err = image_create(builder, now, &image);
	if (err == 0) {
		image_fill(builder, &image, counts);
		err = image_write(&builder->keys, &image, path, owner);
	}
	image_release(&image);
	return err;
}

