/* One pattern of a site: compiling it, and measuring what it costs. */
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/builtin.h"
#include "scanner/site_pattern.h"
#include "scanner/site_patterns.h"

/* Ordinary mail again and again until it is long enough for a clock. */
#define SAMPLE_SIZE ((size_t)256 * 1024)

/* The best counts; more rounds for one that seems slow, as others use the machine too. */
#define ROUNDS 3
#define MORE_ROUNDS 20

struct measure {
	size_t matches;
	double speed; /* MB/s */
};

static double
cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
match_count(void *context, size_t index, size_t end)
{
	struct measure *measure = context;

	(void)index;
	(void)end;
	measure->matches++;
	return 0;
}

static int
round_run(struct expressions *expressions, struct bytes sample, struct measure *measure)
{
	double start = cpu_seconds();

	measure->matches = 0;
	int err = expressions_scan(expressions, sample, deadline_in(3600), match_count, measure);
	double seconds = cpu_seconds() - start;
	double speed = (double)sample.length / 1e6 / (seconds > 0 ? seconds : 1e-9);
	if (speed > measure->speed)
		measure->speed = speed;
	return err;
}

static int
pattern_measure(struct expressions *expressions, struct bytes sample, struct measure *measure)
{
	int err = 0;

	*measure = (struct measure){ .speed = 0 };
	for (int i = 0; i < MORE_ROUNDS && err == 0; i++) {
		if (i >= ROUNDS && measure->speed >= SITE_PATTERN_SPEED)
			break;
		err = round_run(expressions, sample, measure);
	}
	return err;
}

static int
sample_make(struct bytes *out)
{
	struct bytes mail = builtin_ordinary_mail();
	uint8_t *sample = malloc(SAMPLE_SIZE);

	if (sample == NULL)
		return ERROR_MEMORY;
	for (size_t at = 0; at < SAMPLE_SIZE; at += mail.length)
		memcpy(sample + at, mail.data, SAMPLE_SIZE - at < mail.length ? SAMPLE_SIZE - at : mail.length);
	*out = bytes_make(sample, SAMPLE_SIZE);
	return 0;
}

static int
measure_judge(const struct site_pattern *pattern, const struct measure *measure,
              struct diagnostics *why)
{
	size_t places = measure->matches * 1024 / SAMPLE_SIZE;
	bool cued = pattern->cue_table.count > 0;
	size_t most = cued ? SITE_PATTERN_PLACES_CUED : SITE_PATTERN_PLACES;

	if (places > most)
		return settings_complain(pattern->regex_node, why,
		                         "matches %zu places in each KB of ordinary mail; at most %zu may, so say "
		                         "more of what the number looks like%s", places, most,
		                         cued ? "" : ", or give it cues");
	if (measure->speed < SITE_PATTERN_SPEED)
		return settings_complain(pattern->regex_node, why,
		                         "scans %.0f MB/s of ordinary mail; it must reach %d, so begin it with "
		                         "fixed characters and shorten its repeats", measure->speed,
		                         SITE_PATTERN_SPEED);
	return 0;
}

/* Tries the pattern alone, so that it is known which one costs what. */
static int
pattern_try(const struct site_pattern *pattern, struct diagnostics *why)
{
	struct expressions *expressions;
	struct measure measure;
	struct bytes sample;

	int err = expressions_create(&pattern->expression, 1, why, &expressions);
	if (err != 0)
		return err;
	err = sample_make(&sample);
	if (err == 0) {
		err = pattern_measure(expressions, sample, &measure);
		free((void *)sample.data);
	}
	expressions_destroy(&expressions);
	return err == 0 ? measure_judge(pattern, &measure, why) : err;
}

int
site_pattern_compile(struct site_pattern *pattern, struct diagnostics *why)
{
	char problem[SITE_REGEX_PROBLEM_SIZE];

	/* ^ and $ mean a line's here too: where a text ends depends on how it is cut for scanning. */
	if (asprintf(&pattern->text, "(?m)%s", pattern->regex) < 0) {
		pattern->text = NULL;
		return ERROR_MEMORY;
	}
	if (asprintf(&pattern->validator, "site pattern %s", pattern->name) < 0) {
		pattern->validator = NULL;
		return ERROR_MEMORY;
	}
	int err = site_regex_create(pattern->regex, pattern->nocase, problem, &pattern->compiled);
	if (err == ERROR_CONFIG)
		return settings_complain(pattern->regex_node, why, "%s", problem);
	if (err != 0)
		return err;
	pattern->expression = (struct expression){ pattern->name, pattern->text, pattern->nocase };
	return pattern_try(pattern, why);
}
