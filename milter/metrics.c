#include "milter/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "core/error.h"
#include "store/store_care.h"

#define NANOSECONDS 1000000000
#define ERROR_CODES (-ERROR_INTERNAL + 1)

/* Upper ends of the buckets, in seconds; what is beyond the last has one more. */
static const double bucket_ends[] = {
	0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
};

/* Of milter/callbacks.c; the last counts all others. */
static const char *const step_names[] = {
	"session", "collect", "restore", "oversize", "scan", "decide", "split", "holds", "rewrite", "seal",
	"record", "apply", "other",
};

struct histogram {
	atomic_ullong buckets[ARRAY_LENGTH(bucket_ends) + 1]; /* each without those before it */
	atomic_ullong nanoseconds;
};

struct metrics {
	int64_t started;              /* seconds since the epoch */
	atomic_llong loaded;          /* when the configuration in force was */
	atomic_bool load_failed;      /* the last reload */
	atomic_ullong loads[2];       /* reloads that succeeded, that failed */
	atomic_ullong connections;
	atomic_ullong messages[OUTCOME_LIMIT][2]; /* without and with PHI */
	atomic_ullong recipients, bytes;
	atomic_ullong steps[ARRAY_LENGTH(step_names)];
	atomic_ullong errors[ERROR_CODES];
	struct histogram durations[METRICS_DURATION_LIMIT];
};

int
metrics_create(struct metrics **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->started = (int64_t)time(NULL);
	atomic_store(&(*out)->loaded, (*out)->started);
	return 0;
}

void
metrics_destroy(struct metrics **metrics)
{
	free(*metrics);
	*metrics = NULL;
}

/* ---- counting -------------------------------------------------------------------- */

/* Nothing is ordered by a counter. */
static void
add(atomic_ullong *counter, uint64_t number)
{
	atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

static unsigned long long
get(const atomic_ullong *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void
metrics_count_decision(struct metrics *metrics, const struct message *m)
{
	add(&metrics->messages[m->verdict.outcome][m->assessment.phi], 1);
	add(&metrics->recipients, m->envelope.recipient_count);
	add(&metrics->bytes, m->original.length);
}

void
metrics_count_failure(struct metrics *metrics, const char *step, int err)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LENGTH(step_names) && strcmp(step_names[i], step) != 0)
		i++;
	add(&metrics->steps[i], 1);
	add(&metrics->errors[err < 0 && -err < ERROR_CODES ? -err : -ERROR_INTERNAL], 1);
}

void
metrics_count_connection(struct metrics *metrics)
{
	add(&metrics->connections, 1);
}

void
metrics_count_load(struct metrics *metrics, int err)
{
	add(&metrics->loads[err != 0], 1);
	atomic_store(&metrics->load_failed, err != 0);
	if (err == 0)
		atomic_store(&metrics->loaded, (long long)time(NULL));
}

int64_t
metrics_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NANOSECONDS + now.tv_nsec;
}

void
metrics_count_duration(struct metrics *metrics, enum metrics_duration which, int64_t since)
{
	struct histogram *histogram = &metrics->durations[which];
	int64_t passed = metrics_clock() - since;
	size_t bucket = 0;

	while (bucket < ARRAY_LENGTH(bucket_ends) &&
	       (double)passed > bucket_ends[bucket] * NANOSECONDS)
		bucket++;
	add(&histogram->buckets[bucket], 1);
	add(&histogram->nanoseconds, (uint64_t)passed);
}

/* ---- telling --------------------------------------------------------------------- */

static void
print_head(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP phimilter_%s %s\n# TYPE phimilter_%s %s\n", name, help, name, type);
}

static void
print_single(FILE *out, const char *name, const char *type, const char *help, uint64_t value)
{
	print_head(out, name, type, help);
	fprintf(out, "phimilter_%s %" PRIu64 "\n", name, value);
}

static void
print_messages(FILE *out, const struct metrics *metrics)
{
	static const char *const phi[] = { "no", "yes" };

	print_head(out, "messages_total", "counter", "Messages decided and recorded, by outcome.");
	for (unsigned outcome = 1; outcome < OUTCOME_LIMIT; outcome++)
		for (int i = 0; i < 2; i++)
			fprintf(out, "phimilter_messages_total{outcome=\"%s\",phi=\"%s\"} %llu\n",
			        outcome_name(outcome), phi[i], get(&metrics->messages[outcome][i]));
	print_single(out, "recipients_total", "counter", "Recipients of those messages.",
	             get(&metrics->recipients));
	print_single(out, "message_bytes_total", "counter", "Size of those messages.", get(&metrics->bytes));
	print_single(out, "connections_total", "counter", "Connections from the MTA.",
	             get(&metrics->connections));
}

static void
print_failures(FILE *out, const struct metrics *metrics)
{
	print_head(out, "failures_total", "counter", "Messages answered 451 undecided, by step.");
	for (size_t i = 0; i < ARRAY_LENGTH(step_names); i++)
		fprintf(out, "phimilter_failures_total{step=\"%s\"} %llu\n", step_names[i],
		        get(&metrics->steps[i]));
	print_head(out, "failure_reasons_total", "counter", "The same messages, by reason.");
	for (int code = 1; code < ERROR_CODES; code++)
		fprintf(out, "phimilter_failure_reasons_total{reason=\"%s\"} %llu\n", error_text(-code),
		        get(&metrics->errors[code]));
}

static void
print_histogram(FILE *out, const char *name, const char *help, const struct histogram *histogram)
{
	unsigned long long count = 0;

	print_head(out, name, "histogram", help);
	for (size_t i = 0; i < ARRAY_LENGTH(bucket_ends); i++) {
		count += get(&histogram->buckets[i]);
		fprintf(out, "phimilter_%s_bucket{le=\"%g\"} %llu\n", name, bucket_ends[i], count);
	}
	count += get(&histogram->buckets[ARRAY_LENGTH(bucket_ends)]);
	fprintf(out, "phimilter_%s_bucket{le=\"+Inf\"} %llu\nphimilter_%s_sum %.9f\nphimilter_%s_count %llu\n",
	        name, count, name, (double)get(&histogram->nanoseconds) / NANOSECONDS, name, count);
}

static void
print_process(FILE *out, const struct metrics *metrics)
{
	print_head(out, "build_info", "gauge", "Always 1; the version is a label.");
	fputs("phimilter_build_info{version=\"" PACKAGE_VERSION "\"} 1\n", out);
	print_single(out, "process_id", "gauge", "The daemon's process.", (uint64_t)getpid());
	print_single(out, "start_time_seconds", "gauge", "When the daemon started, seconds since 1970.",
	             (uint64_t)metrics->started);
	print_single(out, "written_time_seconds", "gauge", "When this was written; old when the daemon "
	             "has died.", (uint64_t)time(NULL));
	print_single(out, "configuration_load_time_seconds", "gauge",
	             "When the configuration in force was loaded.", (uint64_t)atomic_load(&metrics->loaded));
	print_single(out, "configuration_last_reload_successful", "gauge",
	             "0 while the last reload was refused and an older configuration is kept.",
	             !atomic_load(&metrics->load_failed));
	print_head(out, "reloads_total", "counter", "Reloads of the configuration, by result.");
	fprintf(out, "phimilter_reloads_total{result=\"success\"} %llu\n"
	        "phimilter_reloads_total{result=\"failure\"} %llu\n", get(&metrics->loads[0]),
	        get(&metrics->loads[1]));
}

static void
print_now(FILE *out, const struct metrics_gauges *now)
{
	struct store_usage usage;

	print_single(out, "messages_open", "gauge", "Messages on their way in.", now->open_messages);
	print_single(out, "messages_deciding", "gauge", "Messages complete and not yet answered.",
	             now->deciding);
	/* Where the store cannot say, a gap tells more than a zero. */
	if (store_usage(now->store, &usage) != 0)
		return;
	print_single(out, "store_records", "gauge", "Records in the store.", usage.records);
	print_single(out, "store_used_bytes", "gauge", "Room in the store's map that is used.",
	             usage.used_bytes);
	print_single(out, "store_map_bytes", "gauge", "The most it may be (store.map_bytes).",
	             usage.map_bytes);
}

void
metrics_print(FILE *out, const struct metrics *metrics, const struct metrics_gauges *now)
{
	print_process(out, metrics);
	print_messages(out, metrics);
	print_failures(out, metrics);
	print_histogram(out, "scan_duration_seconds", "Time that the scan of a message took.",
	                &metrics->durations[METRICS_SCAN_TIME]);
	print_histogram(out, "commit_duration_seconds", "Time until a message's record was durable.",
	                &metrics->durations[METRICS_COMMIT_TIME]);
	print_now(out, now);
}
