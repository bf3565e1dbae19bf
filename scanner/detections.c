#include "scanner/detections.h"

#include <stdlib.h>

#include "core/error.h"

int
detector_report(const struct detector_text *text, const struct detection *detection)
{
	struct detector_run *run = text->run;
	void *items = run->items;

	if (detection->start > run->text_length ||
	    detection->length > run->text_length - detection->start ||
	    identifier_type_name(detection->type) == NULL)
		return ERROR_INTERNAL;
	if (run->count == run->limit) {
		run->full = true;
		return ERROR_LIMIT;
	}
	int err = arena_array_grow(run->arena, &items, run->count, &run->capacity, sizeof(*run->items));
	if (err != 0)
		return err;
	run->items = items;
	run->items[run->count++] = *detection;
	return 0;
}

void
detector_mark(const struct detector_text *text, enum detector_mark mark)
{
	text->run->marks |= mark;
}

bool
detector_is_marked(const struct detector_text *text, enum detector_mark mark)
{
	return (text->run->marks & mark) != 0;
}

static int
compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* The better first; the start makes the order total, so that results never vary. */
static int
detection_compare_rank(const void *left, const void *right)
{
	const struct detection *a = left, *b = right;
	int order = compare_sizes(b->confidence, a->confidence);

	if (order == 0)
		order = compare_sizes(b->length, a->length);
	if (order == 0)
		order = compare_sizes(identifier_type_category(a->type), identifier_type_category(b->type));
	if (order == 0)
		order = compare_sizes(a->type, b->type);
	return order != 0 ? order : compare_sizes(a->start, b->start);
}

/* Where a detection that starts at `start` belongs among `count` ordered by start. */
static size_t
detections_position(const struct detection *kept, size_t count, size_t start)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;
		if (kept[middle].start < start)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

/* Whether `one` shares a byte with its neighbours-to-be; a detection without bytes (a
 * whole part's) clashes only with its like. */
static bool
detection_overlaps(const struct detection *kept, size_t count, size_t position,
                   const struct detection *one)
{
	if (position < count) {
		const struct detection *next = &kept[position];
		if (one->start + one->length > next->start)
			return true;
		if (one->start == next->start && one->length == next->length && one->type == next->type)
			return true;
	}
	if (position == 0)
		return false;
	const struct detection *previous = &kept[position - 1];
	return previous->start + previous->length > one->start;
}

/* Nearly all clusters are two that overlap: those are put in order without a call for each comparison. */
static void
cluster_sort(struct detection *items, size_t count)
{
	if (count > 2)
		qsort(items, count, sizeof(*items), detection_compare_rank);
	else if (detection_compare_rank(&items[0], &items[1]) > 0) {
		struct detection first = items[0];
		items[0] = items[1];
		items[1] = first;
	}
}

/* The best of `count` detections, two at least, of one cluster go to `kept`, ordered by start; returns how many. */
static size_t
cluster_resolve(struct detection *items, size_t count, struct detection *kept)
{
	size_t kept_count = 0;

	cluster_sort(items, count);
	for (size_t i = 0; i < count; i++) {
		const struct detection *one = &items[i];
		size_t position = detections_position(kept, kept_count, one->start);
		if (detection_overlaps(kept, kept_count, position, one))
			continue;
		memmove(&kept[position + 1], &kept[position], (kept_count - position) * sizeof(*kept));
		kept[position] = *one;
		kept_count++;
	}
	return kept_count;
}

/* The end of the run of detections ordered by start that begins at `from`. */
static size_t
run_end(const struct detection *items, size_t count, size_t from)
{
	size_t end = from < count ? from + 1 : count;

	while (end < count && items[end].start >= items[end - 1].start)
		end++;
	return end;
}

/* Merges the runs items[from, middle) and items[middle, end) into out[from, end). */
static void
runs_merge(const struct detection *items, size_t from, size_t middle, size_t end, struct detection *out)
{
	size_t left = from, right = middle, at = from;

	while (left < middle && right < end) {
		/* No branch: passes find what they find in turns. */
		size_t later = (size_t)(items[right].start < items[left].start);
		out[at++] = items[later ? right : left];
		right += later;
		left += 1 - later;
	}
	memcpy(out + at, items + left, (middle - left) * sizeof(*out));
	at += middle - left;
	memcpy(out + at, items + right, (end - right) * sizeof(*out));
}

/*
 * Orders by start, by way of `spare`, which has equal room: returns where they are then. Each pass
 * over a text reports in its order, so that there are a few runs only.
 */
static struct detection *
detections_order(struct detection *items, size_t count, struct detection *spare)
{
	while (run_end(items, count, 0) < count) {
		struct detection *merged = spare;
		for (size_t from = 0, end; from < count; from = end) {
			size_t middle = run_end(items, count, from);
			end = run_end(items, count, middle);
			runs_merge(items, from, middle, end, merged);
		}
		spare = items;
		items = merged;
	}
	return items;
}

/* How many of `count` detections ordered by start hang together, each by one before it. */
static size_t
cluster_size(const struct detection *items, size_t count)
{
	size_t end = items[0].start + items[0].length;
	size_t size = 1;

	for (; size < count; size++) {
		const struct detection *next = &items[size];
		if (next->start >= end && next->start != items[size - 1].start)
			break;
		if (end < next->start + next->length)
			end = next->start + next->length;
	}
	return size;
}

int
detections_resolve(struct detector_run *run)
{
	size_t kept_count = 0;

	if (run->count == 0)
		return 0;
	struct detection *spare = arena_alloc_array(run->arena, run->count, sizeof(*spare));
	if (spare == NULL)
		return arena_failure(run->arena);
	struct detection *items = detections_order(run->items, run->count, spare);
	struct detection *kept = items == spare ? run->items : spare;
	for (size_t at = 0, size; at < run->count; at += size) {
		size = cluster_size(items + at, run->count - at);
		if (size == 1)
			kept[kept_count++] = items[at];
		else
			kept_count += cluster_resolve(items + at, size, kept + kept_count);
	}
	run->items = kept;
	run->capacity = run->count; /* what both had room for at least */
	run->count = kept_count;
	return 0;
}
