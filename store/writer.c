#include "store/writer.h"

#include <signal.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/lock.h"

struct writer {
	writer_commit commit;
	void *context;
	pthread_t thread;
	pthread_cond_t wake;           /* a request was queued, or `stopping` was set */

	struct lock lock;              /* guards what follows, and `next`, `finished` and
	                                  `result` of queued requests */
	struct writer_request *first;
	struct writer_request **last;  /* where the next request is hung */
	bool stopping;
};

/* Cuts the next batch from the queue. The lock is held. */
static struct writer_request *
queue_take(struct writer *writer)
{
	struct writer_request *batch = writer->first;
	struct writer_request **end = &writer->first;

	for (size_t i = 0; i < WRITER_BATCH_LIMIT && *end != NULL; i++)
		end = &(*end)->next;
	struct writer_request *rest = *end;
	*end = NULL;
	writer->first = rest;
	if (rest == NULL)
		writer->last = &writer->first;
	return batch;
}

/* Waits for requests; NULL when there are none and will be none. */
static struct writer_request *
queue_wait(struct writer *writer)
{
	lock_acquire(&writer->lock);
	while (writer->first == NULL && !writer->stopping)
		lock_wait(&writer->lock, &writer->wake);
	struct writer_request *batch = writer->first != NULL ? queue_take(writer) : NULL;
	lock_release(&writer->lock);
	return batch;
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
	struct writer_request *batch;

	while ((batch = queue_wait(writer)) != NULL)
		batch_finish(writer, batch, writer->commit(batch, writer->context));
	return NULL;
}

/* Signals are for the daemon's own threads. */
static int
writer_start(struct writer *writer)
{
	sigset_t all, before;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return ERROR_MEMORY;
	int result = pthread_create(&writer->thread, NULL, writer_run, writer);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result == 0 ? 0 : ERROR_MEMORY;
}

int
writer_create(writer_commit commit, void *context, struct writer **out)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	*out = NULL;
	if (writer == NULL)
		return ERROR_MEMORY;
	writer->commit = commit;
	writer->context = context;
	writer->last = &writer->first;
	int err = lock_create(&writer->lock, LOCK_RANK_STORE_QUEUE);
	if (err != 0)
		goto free_writer;
	if (pthread_cond_init(&writer->wake, NULL) != 0) {
		err = ERROR_MEMORY;
		goto free_lock;
	}
	err = writer_start(writer);
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

int
writer_submit(struct writer *writer, struct writer_request *request)
{
	int result = ERROR_STATE;

	request->next = NULL;
	request->finished = false;
	if (pthread_cond_init(&request->done, NULL) != 0)
		return ERROR_MEMORY;
	lock_acquire(&writer->lock);
	if (!writer->stopping) {
		*writer->last = request;
		writer->last = &request->next;
		pthread_cond_signal(&writer->wake);
		while (!request->finished)
			lock_wait(&writer->lock, &request->done);
		result = request->result;
	}
	lock_release(&writer->lock);
	pthread_cond_destroy(&request->done);
	return result;
}
