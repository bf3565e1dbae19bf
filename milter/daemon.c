#include "milter/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "core/actor.h"
#include "core/error.h"
#include "core/log.h"
#include "milter/callbacks.h"
#include "milter/configuration_record.h"
#include "milter/listener.h"
#include "milter/pid_file.h"
#include "milter/privileges.h"
#include "milter/reload.h"
#include "milter/service_notify.h"
#include "milter/signals.h"
#include "scanner/deadline.h"
#include "store/room.h"

#define MILLISECONDS 1000
#define ACTOR_TEXT_SIZE 160 /* an actor, and by what */
#define DRAIN_POLL_NANOSECONDS (10 * 1000 * 1000)
#define ANSWER_NANOSECONDS (200 * 1000 * 1000) /* within which an answer is on its way */

/*
 * LMDB reads its file as memory: a part that was cut off is a SIGBUS. Its thread
 * was in the middle of LMDB's code and holds no lock that the log needs.
 */
static void
on_bus_error(int number)
{
	(void)number;
	log_event(LOG_SEVERITY_ERROR, "store-unreadable",
	          log_name("why", "a file was cut short while in use, or its disk fails: put the "
	                          "store back from a backup"));
	/* The handler is gone (SA_RESETHAND): going on ends the process. */
}

int
daemon_catch_bus_error(void)
{
	struct sigaction last_words = { .sa_handler = on_bus_error, .sa_flags = SA_RESETHAND };

	return sigaction(SIGBUS, &last_words, NULL) == 0 ? 0 : ERROR_IO;
}

/* ---- becoming a daemon ------------------------------------------------- */

static int
report_to_parent(int *pipe_end, int status)
{
	uint8_t byte = (uint8_t)status;

	if (*pipe_end < 0)
		return 0;
	ssize_t written = write(*pipe_end, &byte, 1);
	close(*pipe_end);
	*pipe_end = -1;
	return written == 1 ? 0 : ERROR_IO;
}

/* The parent's part: waits until the child serves or fails, and exits as it says. */
static _Noreturn void
wait_for_child(int pipe_end)
{
	uint8_t status = EX_SOFTWARE;

	if (read(pipe_end, &status, 1) != 1)
		status = EX_SOFTWARE;
	_exit(status);
}

/* Goes on in a child of init; `pipe_end` is where the child reports how its start went. */
static int
detach(int *pipe_end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return ERROR_IO;
	pid_t child = fork();
	if (child < 0)
		return ERROR_IO;
	if (child > 0) {
		close(ends[1]);
		wait_for_child(ends[0]);
	}
	close(ends[0]);
	*pipe_end = ends[1];
	return setsid() < 0 || chdir("/") != 0 ? ERROR_IO : 0;
}

/* In the foreground the log is for who started us: a service manager, a person. */
static enum log_sink
log_sink_of(const struct daemon_options *options, const struct configuration *configuration)
{
	bool to_stderr = options->foreground || strcmp(configuration->daemon.log, "stderr") == 0;

	return to_stderr ? LOG_SINK_STDERR : LOG_SINK_SYSLOG;
}

/* Once the start has succeeded: until then its complaints belong on the terminal. */
static void
leave_terminal(enum log_sink sink)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int last = sink == LOG_SINK_STDERR ? STDOUT_FILENO : STDERR_FILENO;

	for (int fd = STDIN_FILENO; null >= 0 && fd <= last; fd++)
		(void)dup2(null, fd);
}

static void
log_follow(const struct daemon_options *options, const struct configuration *configuration)
{
	log_open(log_sink_of(options, configuration), configuration->daemon.debug);
}

/* Before anything is decided. `actor` started the daemon, which is another user by now. */
static int
service_record_start(struct service *service, const struct actor *actor, struct diagnostics *why)
{
	char text[ACTOR_TEXT_SIZE];

	snprintf(text, sizeof(text), "%s, by a start", actor->text);
	struct snapshot *snapshot = snapshot_pin(&service->snapshots);
	int err = configuration_record_append(service->store, snapshot, text);
	if (err != 0)
		configuration_complain(snapshot->configuration, "store.directory", why,
		                       "that this configuration decides from now on cannot be recorded: %s",
		                       error_text(err));
	snapshot_release(&snapshot);
	return err;
}

/* Everything that needs root, then root is given up, then what must be the user's own. */
static int
service_open(struct service *service, const struct configuration *configuration,
             const struct secret_key *key, struct diagnostics *why)
{
	const struct actor starter = actor_find();
	struct identity identity;

	int err = identity_find(configuration, why, &identity);
	if (err == 0)
		err = directory_prepare(configuration, "store.directory", configuration->store.directory,
		                        0700, &identity, why);
	if (err == 0)
		err = directory_prepare(configuration, "escrow.directory", configuration->escrow.directory,
		                        0700, &identity, why);
	if (err == 0)
		err = callbacks_register(service);
	if (err == 0)
		err = listener_open(configuration, &identity, why);
	if (err == 0)
		err = pid_file_write(configuration, why);
	if (err == 0)
		err = privileges_drop(&identity);
	if (err == 0) /* changing identity made the process dumpable again */
		err = process_harden();
	if (err == 0)
		err = store_open(configuration, key, STORE_WRITE, why, &service->store);
	if (err == 0)
		err = service_record_start(service, &starter, why);
	if (err == 0)
		err = hold_watch_create(service->store, &service->holds);
	return err;
}

/* ---- serving ------------------------------------------------------------- */

static void
drain_wait(const atomic_uint *counter, int64_t seconds)
{
	const struct timespec pause = { .tv_nsec = DRAIN_POLL_NANOSECONDS };
	struct deadline end = deadline_in(seconds);

	while (atomic_load(counter) > 0 && !deadline_passed(end))
		nanosleep(&pause, NULL);
}

/* libmilter sends an answer when the callback is over, and says nothing of it: without the
 * answer, a message that was decided would come again. */
static void
answers_wait(const struct service *service)
{
	const struct timespec pause = { .tv_nsec = DRAIN_POLL_NANOSECONDS };
	const struct deadline end = { atomic_load(&service->answered) + ANSWER_NANOSECONDS };

	while (!deadline_passed(end))
		nanosleep(&pause, NULL);
}

/* Lets the messages under way finish; what else comes gets 451. */
static void
service_drain(struct service *service)
{
	struct snapshot *snapshot = snapshot_pin(&service->snapshots);
	int64_t seconds = snapshot->configuration->daemon.stop_seconds;

	service_notify(SERVICE_STOPPING);
	/*
	 * libmilter's own stop, smfi_stop(), would cut off every message between
	 * two commands, and it races with its own threads; the end of the process
	 * stops them all.
	 */
	atomic_store(&service->phase, SERVICE_DRAINING);
	drain_wait(&service->open_messages, seconds);
	atomic_store(&service->phase, SERVICE_CLOSED);
	drain_wait(&service->deciding, seconds);
	log_event(LOG_SEVERITY_NOTICE, "stopped",
	          log_number("unfinished", (int64_t)atomic_load(&service->open_messages)));
	/* A decision that outlasts even this keeps the store: better a lost
	 * acknowledgement than a record written through freed memory. */
	if (atomic_load(&service->deciding) == 0) {
		hold_watch_destroy(&service->holds);
		store_close(&service->store);
		secret_key_wipe(&service->split_key);
	}
	answers_wait(service);
	metrics_file_remove(&service->metrics_file);
	pid_file_remove(snapshot->configuration);
	snapshot_release(&snapshot);
}

static void
service_metrics_write(struct service *service)
{
	const struct metrics_gauges now = { atomic_load(&service->open_messages),
	                                    atomic_load(&service->deciding), service->store };
	struct snapshot *snapshot = snapshot_pin(&service->snapshots);

	metrics_file_write(&service->metrics_file, service->metrics, &now, snapshot->configuration);
	snapshot_release(&snapshot);
}

/* What the main thread sleeps on. */
struct wake {
	int signals;  /* milter/signals.h */
	int listener; /* milter/listener.h: libmilter ended */
};

static int
wake_open(struct wake *wake)
{
	wake->listener = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return wake->listener >= 0 ? signals_open(&wake->signals) : ERROR_IO;
}

/* Sleeps until a signal came, libmilter ended, or it is time for the metrics and a look at the
 * room that is left. Fails: ERROR_IO; ERROR_STATE: libmilter ended. */
static int
wake_wait(const struct wake *wake, struct signals *seen)
{
	struct pollfd ready[] = { { .fd = wake->signals, .events = POLLIN },
	                          { .fd = wake->listener, .events = POLLIN } };

	if (poll(ready, ARRAY_LENGTH(ready), METRICS_SECONDS * MILLISECONDS) < 0)
		return errno == EINTR ? 0 : ERROR_IO; /* stopped and continued */
	int err = ready[0].revents != 0 ? signals_read(wake->signals, seen) : 0;
	return err == 0 && ready[1].revents != 0 ? ERROR_STATE : err;
}

/* Whose wish the reload is. */
static void
reload_actor(const struct signals *seen, char out[ACTOR_TEXT_SIZE])
{
	struct actor actor = actor_of(seen->reload_uid);

	if (seen->reload_by_us) /* milter/groups.h */
		snprintf(out, ACTOR_TEXT_SIZE, "phimilter, as a list in the directory changed");
	else
		snprintf(out, ACTOR_TEXT_SIZE, "%s, by SIGHUP", actor.text);
}

static void
service_reload(struct service *service, const struct daemon_options *options,
               const struct secret_key *value_key, const struct signals *seen)
{
	char actor[ACTOR_TEXT_SIZE];

	service_notify(SERVICE_RELOADING);
	reload_actor(seen, actor);
	groups_add(options->configuration_file, service->groups.secret);
	/* Success or not, the daemon serves on, and the outcome is in the log. */
	int err = reload_snapshot(&service->snapshots, options->configuration_file, value_key,
	                          service->store, actor);
	metrics_count_load(service->metrics, err);
	if (err == 0) {
		struct snapshot *snapshot = snapshot_pin(&service->snapshots);
		log_follow(options, snapshot->configuration);
		snapshot_release(&snapshot);
	}
	service_notify(SERVICE_READY);
}

static int
service_loop(struct service *service, const struct daemon_options *options,
             const struct secret_key *value_key, const struct wake *wake)
{
	for (;;) {
		struct signals seen = { .stop = false };
		service_metrics_write(service);
		/* Others fill disks and map also while no mail comes. */
		room_watch(service->store);
		int err = wake_wait(wake, &seen);
		if (seen.stop)
			return EX_OK;
		if (err != 0) {
			log_event(LOG_SEVERITY_ERROR, err == ERROR_STATE ? "listener-ended" : "wake-failed",
			          log_number("errno", errno));
			return EX_SOFTWARE;
		}
		if (seen.reload)
			service_reload(service, options, value_key, &seen);
	}
}

static int
service_start(struct service *service, struct snapshot *snapshot, struct daemon_keys *keys,
              struct wake *wake)
{
	const struct configuration *configuration = snapshot->configuration;
	struct diagnostics why;

	diagnostics_init(&why);
	service->split_key = keys->split;
	service->groups = (struct groups){ &service->snapshots, &keys->group };
	int err = wake_open(wake);
	if (err == 0)
		err = snapshot_holder_create(&service->snapshots, snapshot);
	if (err == 0)
		err = volume_create(&service->volume);
	if (err == 0)
		err = memory_pool_create(&service->pool);
	if (err == 0)
		err = metrics_create(&service->metrics);
	if (err == 0)
		err = service_open(service, configuration, &keys->store, &why);
	secret_key_wipe(&keys->store);
	if (err == 0)
		err = groups_start(&service->groups);
	if (err == 0)
		err = listener_start(wake->listener);
	if (err != 0)
		pid_file_remove(configuration);
	daemon_log_failure(err, &why);
	return err;
}

void
daemon_log_failure(int err, struct diagnostics *why)
{
	log_diagnostics(LOG_SEVERITY_ERROR, why);
	if (err != 0 && why->count == 0)
		log_event(LOG_SEVERITY_ERROR, "start-failed", log_name("error", error_text(err)));
	diagnostics_release(why);
}

int
daemon_exit_status(int err)
{
	switch (err) {
	case 0: return EX_OK;
	case ERROR_CONFIG:
	case ERROR_KEY: return EX_CONFIG;
	default: return EX_OSERR;
	}
}

/* Of LeakSanitizer, in a build with it; there it ends the process where anything was leaked. */
extern void __lsan_do_leak_check(void) __attribute__((weak));

/*
 * Not by exit(): libmilter's threads go on to the very end, and so do a decision that
 * outlasts the stop and a question to a directory. The handlers of their libraries would
 * take away what they use: locks, ciphers, sessions. Nothing waits to be written here.
 */
static _Noreturn void
leave(int status)
{
	if (__lsan_do_leak_check != NULL)
		__lsan_do_leak_check();
	_exit(status);
}

void
daemon_run(const struct daemon_options *options, struct snapshot *snapshot, struct daemon_keys *keys)
{
	/* Static: threads use it until the process ends. */
	static struct service service;
	struct wake wake;
	const struct configuration *configuration = snapshot->configuration;
	int parent = -1;
	/* Absolute, as the daemon leaves this folder. */
	char *path = realpath(options->configuration_file, NULL);
	const struct daemon_options resolved = { path, options->foreground };

	umask(077);
	int err = path == NULL ? ERROR_IO : options->foreground ? 0 : detach(&parent);
	log_open(LOG_SINK_STDERR, configuration->daemon.debug);
	if (err == 0)
		err = process_raise_files();
	if (err == 0)
		err = service_start(&service, snapshot, keys, &wake);
	int status = daemon_exit_status(err);
	if (report_to_parent(&parent, status) != 0)
		log_event(LOG_SEVERITY_WARNING, "parent-gone", log_number("pid", getpid()));
	if (err == 0) {
		if (!options->foreground)
			leave_terminal(log_sink_of(options, configuration));
		log_follow(options, configuration);
		log_event(LOG_SEVERITY_NOTICE, "serving", log_number("pid", getpid()));
		service_notify(SERVICE_READY);
		status = service_loop(&service, &resolved, &keys->value, &wake);
		service_drain(&service);
	}
	/* But for the groups', which their thread may be showing to the directory. */
	secret_key_wipe(&keys->value);
	secret_key_wipe(&keys->split);
	free(path);
	leave(status);
}
