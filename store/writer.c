#include "store/writer.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/lock.h"
#include "core/thread.h"

struct writer {
	const struct writer_operations *operations;
	void *context;
	int64_t seconds;
	pthread_t thread;
	pthread_cond_t wake;           /* a request was queued, or `stopping` was set */

	struct lock lock;              /* guards what follows, and the writer's own part of
	                                  queued requests */
	struct writer_request *first;
	struct writer_request **last;  /* where the next request is hung */
	bool beginning;                /* the thread is in `begin` */
	bool stopping;
};

/* Cuts the next batch from the queue; NULL when all who waited have left. */
static struct writer_request *
queue_take(struct writer *writer)
{
	lock_acquire(&writer->lock);
	struct writer_request *batch = writer->first;
	struct writer_request **end = &writer->first;
	for (size_t i = 0; i < WRITER_BATCH_LIMIT && *end != NULL; i++) {
		(*end)->taken = true;
		end = &(*end)->next;
	}
	struct writer_request *rest = *end;
	*end = NULL;
	writer->first = rest;
	if (rest == NULL)
		writer->last = &writer->first;
	writer->beginning = false;
	lock_release(&writer->lock);
	return batch;
}

/* Takes a request that is in the queue out of it. The lock is held. */
static void
queue_leave(struct writer *writer, struct writer_request *request)
{
	struct writer_request **place = &writer->first;

	while (*place != request)
		place = &(*place)->next;
	*place = request->next;
	if (writer->last == &request->next)
		writer->last = place;
}

/* Waits for requests; false when there are none and will be none. */
static bool
queue_wait(struct writer *writer)
{
	lock_acquire(&writer->lock);
	while (writer->first == NULL && !writer->stopping)
		lock_wait(&writer->lock, &writer->wake);
	writer->beginning = writer->first != NULL;
	bool any = writer->beginning;
	lock_release(&writer->lock);
	return any;
}

static void
batch_finish(struct writer *writer, struct writer_request *batch, int result)
{
	lock_acquire(&writer->lock);
	while (batch != NULL) {
		/* Its thread may be gone with it as soon as the lock is free. */
		struct writer_request *next = batch->next;
		batch->result = result;
		batch->finished = true;
		pthread_cond_signal(&batch->done);
		batch = next;
	}
	lock_release(&writer->lock);
}

static void *
writer_run(void *argument)
{
	struct writer *writer = argument;

	while (queue_wait(writer)) {
		/* The batch is taken only once nothing is left to wait for but the disk: until
		 * then its members can still leave. */
		writer->operations->begin(writer->context);
		struct writer_request *batch = queue_take(writer);
		batch_finish(writer, batch, writer->operations->commit(batch, writer->context));
	}
	return NULL;
}

int
writer_create(const struct writer_operations *operations, void *context, int64_t seconds,
              struct writer **out)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	*out = NULL;
	if (writer == NULL)
		return ERROR_MEMORY;
	writer->operations = operations;
	writer->context = context;
	writer->seconds = seconds;
	writer->last = &writer->first;
	int err = lock_create(&writer->lock, LOCK_RANK_STORE_QUEUE);
	if (err != 0)
		goto free_writer;
	if (pthread_cond_init(&writer->wake, NULL) != 0) {
		err = ERROR_MEMORY;
		goto free_lock;
	}
	err = thread_start(writer_run, writer, &writer->thread);
	if (err == 0) {
		*out = writer;
		return 0;
	}
	pthread_cond_destroy(&writer->wake);
free_lock:
	lock_destroy(&writer->lock);
free_writer:
	free(writer);
	return err;
}

void
writer_destroy(struct writer **writer)
{
	if (writer == NULL || *writer == NULL)
		return;
	lock_acquire(&(*writer)->lock);
	(*writer)->stopping = true;
	pthread_cond_signal(&(*writer)->wake);
	lock_release(&(*writer)->lock);
	pthread_join((*writer)->thread, NULL);
	pthread_cond_destroy(&(*writer)->wake);
	lock_destroy(&(*writer)->lock);
	free(*writer);
	*writer = NULL;
}

/* Waits until the request is committed, or may leave as its time is over. The lock is held. */
static int
request_wait(struct writer *writer, struct writer_request *request)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += writer->seconds;
	bool in_time = true;
	while (!request->finished && (in_time || request->taken)) {
		if (request->taken)
			lock_wait(&writer->lock, &request->done);
		else
			in_time = lock_wait_until(&writer->lock, &request->done, &end);
	}
	if (request->finished)
		return request->result;
	queue_leave(writer, request);
	request->waited_to_begin = writer->beginning;
	return ERROR_TIMEOUT;
}

int
writer_submit(struct writer *writer, struct writer_request *request)
{
	int result = ERROR_STATE;

	request->next = NULL;
	request->taken = request->finished = false;
	if (pthread_cond_init(&request->done, NULL) != 0)
		return ERROR_MEMORY;
	lock_acquire(&writer->lock);
	if (!writer->stopping) {
		*writer->last = request;
		writer->last = &request->next;
		pthread_cond_signal(&writer->wake);
		result = request_wait(writer, request);
	}
	lock_release(&writer->lock);
	pthread_cond_destroy(&request->done);
	return result;
}
