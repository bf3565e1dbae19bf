#include "scanner/match_queue.h"

void
match_queue_begin(struct match_queue *queue, const struct detector_text *text)
{
	queue->text = text;
	queue->count = 0;
	memset(queue->lists, 0, sizeof(queue->lists));
}

int
match_queue_add(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	struct match_queue *queue = context;
	uint16_t number = ++queue->count;
	uint16_t last = queue->lists[detector->category].last;

	queue->matches[number].detector = detector;
	queue->matches[number].end = (uint32_t)end;
	queue->matches[number].pattern = (uint16_t)pattern;
	queue->matches[number].next = 0;
	if (last == 0)
		queue->lists[detector->category].first = number;
	else
		queue->matches[last].next = number;
	queue->lists[detector->category].last = number;
	return number == MATCH_QUEUE_LIMIT ? match_queue_confirm(queue) : 0;
}

int
match_queue_confirm(struct match_queue *queue)
{
	int err = 0;

	for (size_t i = 0; i < MATCH_QUEUE_LISTS; i++)
		for (uint16_t at = queue->lists[i].first; at != 0 && err == 0; at = queue->matches[at].next)
			err = queue->matches[at].detector->confirm(queue->text, queue->matches[at].pattern,
			                                           queue->matches[at].end);
	match_queue_begin(queue, queue->text);
	return err;
}
