#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "scanner/builtin.h"
#include "scanner/lexicon.h"
#include "scanner/lexicon_table.h"
#include "tests/unit/test_scanner.h"

static struct lexicon *
lexicon_make(const char *const *files, size_t count, struct diagnostics *why, int wanted)
{
	struct configuration *configuration;
	struct lexicon *lexicon;
	char text[1000] = "scanner: { lexicons = (\n";

	for (size_t i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\"%s\"", i ? ",\n" : "", files[i]);
	strcat(text, "); };");
	ck_assert_int_eq(configuration_parse(text, "test.conf", why, &configuration), 0);
	ck_assert_int_eq(lexicon_create(configuration, why, &lexicon), wanted);
	configuration_release(&configuration);
	return lexicon;
}

/* Scans `text` into a message for the caller to destroy. */
static struct message *
text_read(const struct lexicon *lexicon, const char *text)
{
	struct message *m;
	struct part *part;
	struct text_view view;

	ck_assert_int_eq(message_create(1000, 10000000, &m), 0);
	ck_assert_int_eq(message_part_add(m, &part), 0);
	part->path = "text";
	part->text = bytes_of_string(text);
	ck_assert_int_eq(text_view_make(m->arena, part->text, &view), 0);
	struct lexicon_reading reading = { .lexicon = lexicon, .arena = m->arena };
	struct word_block block = { .next = 0 };
	struct vocabulary vocabulary = { .places = { 0 } };
	lexicon_enrol(lexicon, &vocabulary);
	while (block.next < view.bytes.length) {
		word_block_read(&vocabulary, view.bytes, block.next, &block);
		ck_assert_int_eq(lexicon_read(&reading, view.bytes, &block), 0);
	}
	ck_assert_int_eq(lexicon_keep(&reading, m, 0, &view), 0);
	return m;
}

/* Scans `text`; the findings, comma-separated as "kind:words", into `out`. */
static void
text_scan(const struct lexicon *lexicon, const char *text, char *out, size_t size)
{
	struct message *m = text_read(lexicon, text);
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < m->health_count; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s:%.*s", i ? "," : "",
		                         health_kind_name(m->health[i].kind), (int)m->health[i].length,
		                         text + m->health[i].start);
	message_destroy(&m);
}

static const struct {
	const char *text;
	const char *found;
} builtin_cases[] = {
	{ "He has DIABETES Mellitus.", "condition:DIABETES Mellitus" },
	{ "Crohn's disease", "condition:Crohn's disease" },
	{ "two seizures, a seizure", "condition:seizures,condition:seizure" },
	{ "explanation-of-benefits enclosed", "payment:explanation-of-benefits" },
	{ "a long discharge\r\nsummary", "provision:discharge\r\nsummary" },
	{ "> discharge\n> > summary", "provision:discharge\n> > summary" },
	{ "discharge, summary", "" },
	{ "dia\xC2\xAD" "betes", "condition:dia\xC2\xAD" "betes" },
	{ "metformin", "condition:metformin" },
	{ "prediabetic", "condition:prediabetic" },
	/* No word inside a word, and no ambiguous word alone. */
	{ "hivemind, postscript, plague, asthmatically", "" },
	{ "the claim on this policy is under appeal", "" },
	{ "her copay for this claim", "payment:copay,payment:claim" },
	{ "aids the reader", "" },
	{ "living with AIDS", "condition:AIDS" },
	{ "ICD-10: E11.9 and more", "condition:ICD-10,condition:E11.9" },
	{ "Dx: S72A and", "condition:Dx,condition:S72A" },
	{ "room E11.9 and B12", "" },
	/* Results: what is measured, a number and a unit. */
	{ "Potassium, serum: 4.1 mmol/L", "provision:Potassium,provision:mmol/L" },
	{ "BP 142/90 mm Hg, pulse 88", "provision:BP,provision:mm Hg,provision:pulse" },
	{ "glucose 182", "" },
	{ "glucose in mg/dL", "" },
	{ "the sodium lamp of our street is on 4 mmol/L", "" },
	/* Codes: announced, in a list behind that, and with a dot beside other words of health. */
	{ "Diagnosis codes: E11.9, I10; J45.909 (asthma)",
	  "condition:Diagnosis codes,condition:E11.9,condition:I10,condition:J45.909,condition:asthma" },
	{ "asthma (J45.909), room B12, gate F16", "condition:asthma,condition:J45.909" },
	{ "asthma; files A10.5.2, v-B12.5, C:\\K52.9, X99.12345, U12.3", "condition:asthma" },
	{ "ICD 10: U07.1", "condition:ICD 10,condition:U07.1" },
	{ "CPT 99213, 0042T and J1885", "payment:CPT,provision:99213,provision:0042T,provision:J1885" },
	{ "CPT codes were sent to everybody in the department: 99213", "payment:CPT codes" },
	{ "HCPCS code G0438; the ZIP is 99213", "payment:HCPCS code,provision:G0438" },
	{ "99213", "" },
	{ "A123", "" },
	{ "the ZIP is 99213 and the order 0042T", "" },
	{ "NDC 0002-8215-01, NDC 00002821501", "condition:NDC,condition:0002-8215-01,condition:NDC,condition:00002821501" },
	{ "NDC: 12345-678-90 and 1234-56-7", "condition:NDC,condition:12345-678-90" },
	{ "order 0002-8215-01", "" },
	{ "72yo male w/ asthma", "condition:72yo,condition:asthma" },
	{ "a 72yo company, 30yd away", "" },
};

START_TEST(the_built_in_lexicon_knows_its_words)
{
	struct diagnostics why;
	char found[500];

	diagnostics_init(&why);
	struct lexicon *lexicon = lexicon_make(NULL, 0, &why, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(builtin_cases); i++) {
		text_scan(lexicon, builtin_cases[i].text, found, sizeof(found));
		ck_assert_str_eq(found, builtin_cases[i].found);
	}
	lexicon_destroy(&lexicon);
	diagnostics_release(&why);
}
END_TEST

#define BIT(kind) (1u << SENSITIVE_##kind)

static const struct {
	const char *text;
	unsigned sensitive; /* of all its findings */
} sensitive_cases[] = {
	{ "seen for asthma and hypertension", 0 },
	{ "history of bipolar disorder", BIT(MENTAL_HEALTH) },
	{ "started on fluoxetine", BIT(MENTAL_HEALTH) },
	{ "started on amitriptyline", 0 },
	{ "opioid use disorder, on Suboxone", BIT(SUBSTANCE_USE) },
	{ "HIV positive", BIT(HIV) },
	{ "the patient is taking dolutegravir", BIT(HIV) },
	{ "a reference that aids the patient", 0 },
	{ "is 12 weeks pregnant", BIT(REPRODUCTIVE) },
	{ "BRCA1 carrier, referred for genetic counseling", BIT(GENETIC) },
	{ "postpartum depression", BIT(REPRODUCTIVE) | BIT(MENTAL_HEALTH) },
	{ "amniocentesis and schizophrenia", BIT(REPRODUCTIVE) | BIT(GENETIC) | BIT(MENTAL_HEALTH) },
	/* By the range of a code. */
	{ "ICD-10: E11.9", 0 },
	{ "ICD-10: F32.9", BIT(MENTAL_HEALTH) },
	{ "ICD-10: F11.20", BIT(SUBSTANCE_USE) },
	{ "ICD-10: F17.210", 0 },
	{ "ICD-10: B20", BIT(HIV) },
	{ "ICD-10: Z21", BIT(HIV) },
	{ "ICD-10: O09.90", BIT(REPRODUCTIVE) },
	{ "ICD-10: Z3A.12", BIT(REPRODUCTIVE) },
	{ "ICD-10: Z15.01", BIT(GENETIC) },
	{ "asthma and F32.9", BIT(MENTAL_HEALTH) },
	/* A longer phrase that is not sensitive hides the shorter one in it. */
	{ "misoprostol", BIT(REPRODUCTIVE) },
	{ "misoprostol diclofenac", 0 },
	/* Ambiguous alone. */
	{ "the economy is in a depression", 0 },
	{ "asthma and depression", BIT(MENTAL_HEALTH) },
};

START_TEST(what_is_sensitive_is_marked)
{
	struct diagnostics why;

	diagnostics_init(&why);
	struct lexicon *lexicon = lexicon_make(NULL, 0, &why, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(sensitive_cases); i++) {
		struct message *m = text_read(lexicon, sensitive_cases[i].text);
		unsigned sensitive = 0;
		for (size_t j = 0; j < m->health_count; j++)
			sensitive |= m->health[j].sensitive;
		ck_assert_msg(sensitive == sensitive_cases[i].sensitive, "%s", sensitive_cases[i].text);
		message_destroy(&m);
	}
	lexicon_destroy(&lexicon);
	diagnostics_release(&why);
}
END_TEST

/* Drugs that in such a company are given for something else. */
static const char *const other_uses[] = {
	"mifepristone for cushing", "misoprostol diclofenac", "naltrexone bupropion",
};

static unsigned
sensitive_of(const struct lexicon *lexicon, const char *text)
{
	struct message *m = text_read(lexicon, text);
	unsigned sensitive = 0;

	for (size_t i = 0; i < m->health_count; i++)
		sensitive |= m->health[i].sensitive;
	message_destroy(&m);
	return sensitive;
}

/* A phrase that hides a sensitive one must be as sensitive: without its first words, and without
 * its last ones, nothing more shows. */
static void
assert_hides_nothing(const struct lexicon *lexicon, char *phrase)
{
	unsigned whole = sensitive_of(lexicon, phrase);

	for (const char *rest = strchr(phrase, ' '); rest != NULL; rest = strchr(rest + 1, ' '))
		UNIT_EXPECT((sensitive_of(lexicon, rest) & ~whole) == 0, "\"%s\" hides \"%s\"", phrase, rest);
	for (char *end = strrchr(phrase, ' '); end != NULL; end = strrchr(phrase, ' ')) {
		*end = '\0';
		UNIT_EXPECT((sensitive_of(lexicon, phrase) & ~whole) == 0, "\"%s\" is hidden", phrase);
	}
}

/* The next line of `rest` into `out`; false at the end. */
static bool
line_take(struct bytes *rest, char *out, size_t size)
{
	const uint8_t *end = rest->length > 0 ? memchr(rest->data, '\n', rest->length) : NULL;
	size_t length = end != NULL ? (size_t)(end - rest->data) : rest->length;

	snprintf(out, size, "%.*s", (int)length, (const char *)rest->data);
	bool taken = rest->length > 0;
	*rest = bytes_slice(*rest, length + 1, SIZE_MAX);
	return taken;
}

START_TEST(no_phrase_hides_a_more_sensitive_one)
{
	struct bytes files[] = { builtin_health_lexicon(), builtin_drugs_lexicon(), builtin_sensitive_lexicon() };
	struct diagnostics why;
	char line[200], phrase[200];
	unsigned seen = 0;

	diagnostics_init(&why);
	struct lexicon *lexicon = lexicon_make(NULL, 0, &why, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		while (line_take(&files[i], line, sizeof(line))) {
			if (sscanf(line, "%*[a-z]\t%*u\t%199[^\t\n]", phrase) != 1 || strchr(phrase, ' ') == NULL ||
			    bytes_among(bytes_of_string(phrase), other_uses, ARRAY_LENGTH(other_uses)))
				continue;
			seen++;
			assert_hides_nothing(lexicon, phrase);
		}
	ck_assert_uint_gt(seen, 1000);
	lexicon_destroy(&lexicon);
	diagnostics_release(&why);
}
END_TEST

/* Whether one of two phrases is spelled as the other: a text that has the first has the second. */
static bool
is_same_phrase(const struct lexicon_phrase *a, const struct lexicon_phrase *b)
{
	bool same = a->hash == b->hash && a->term_count == b->term_count, exact = a->exact_case && b->exact_case;

	for (size_t i = 0; same && i < a->term_count; i++) {
		const struct lexicon_term *one = &a->terms[i], *other = &b->terms[i];
		same = one->stem == other->stem && (exact ? bytes_equal(one->text, other->text) :
		                                            bytes_equal_nocase(one->text, other->text));
	}
	return same;
}

/* Whether one of them is for nothing: an acronym is there beside a word only to say more ("AIDS", "aids"). */
static bool
is_spare(const struct lexicon_phrase *a, const struct lexicon_phrase *b)
{
	if (!is_same_phrase(a, b) || a->exact_case == b->exact_case)
		return is_same_phrase(a, b);
	return a->exact_case ? a->weight <= b->weight : b->weight <= a->weight;
}

START_TEST(no_phrase_stands_twice)
{
	struct diagnostics why;

	diagnostics_init(&why);
	struct lexicon *lexicon = lexicon_make(NULL, 0, &why, 0);
	ck_assert_uint_gt(lexicon->phrase_count, 5000);
	for (size_t i = 0; i < lexicon->phrase_count; i++) {
		const struct lexicon_phrase *phrase = &lexicon->phrases[i], *end = lexicon->phrases + lexicon->phrase_count;
		for (const struct lexicon_phrase *next = phrase + 1; next < end && next->hash == phrase->hash; next++) {
			struct bytes first = phrase->terms[0].text, last = phrase->terms[phrase->term_count - 1].text;
			UNIT_EXPECT(!is_spare(phrase, next), "\"%.*s ... %.*s\" stands twice; the later one alone counts",
			            (int)first.length, (const char *)first.data, (int)last.length, (const char *)last.data);
		}
	}
	lexicon_destroy(&lexicon);
	diagnostics_release(&why);
}
END_TEST

static void
file_make(char *path, const char *content)
{
	int file = mkstemp(path);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, content, strlen(content)), (ssize_t)strlen(content));
	close(file);
}

START_TEST(a_file_adds_changes_and_takes_out)
{
	char path[] = "/tmp/test_lexicon.XXXXXX";
	const char *const files[] = { path };
	struct diagnostics why;
	char found[500];

	file_make(path, "# ours\n\ncondition\t70\tfrobnitz* fever\r\n"
	                "payment\t30\tZORK\tcase\ncondition\t0\tmetformin\n"
	                "provision\t20\tquux\tnear\ncondition\t40\tasthma\tgenetic, mental-health\n"
	                "condition\t40\thiv\n");
	diagnostics_init(&why);
	struct lexicon *lexicon = lexicon_make(files, 1, &why, 0);
	text_scan(lexicon, "Frobnitzian fever, metformin, zork, ZORK, quux", found, sizeof(found));
	ck_assert_str_eq(found, "condition:Frobnitzian fever,payment:ZORK,provision:quux");
	text_scan(lexicon, "only quux", found, sizeof(found));
	ck_assert_str_eq(found, "");
	struct message *m = text_read(lexicon, "asthma, hiv");
	ck_assert_uint_eq(m->health_count, 2);
	ck_assert_uint_eq(m->health[0].sensitive, BIT(GENETIC) | BIT(MENTAL_HEALTH));
	ck_assert_uint_eq(m->health[1].sensitive, 0);
	message_destroy(&m);
	lexicon_destroy(&lexicon);
	diagnostics_release(&why);
	unlink(path);
}
END_TEST

static const struct {
	const char *line;
	const char *complaint;
} bad_lines[] = {
	{ "illness\t5\tcold", "kind: must be condition, provision or payment" },
	{ "condition 5 cold", "kind: must be" },
	{ "condition\tmuch\tcold", "weight: must be a whole number from 0 to 100" },
	{ "condition\t101\tcold", "weight: must be" },
	{ "condition\t\tcold", "weight: must be" },
	{ "condition\t5", "phrase: is missing" },
	{ "condition\t5\t--", "phrase: is missing" },
	{ "condition\t5\ta b c d e f g h i", "phrase: has too many words" },
	{ "condition\t5\tabc*", "phrase: needs at least 4 letters" },
	{ "condition\t5\tcold\tloud", "flags: must be \"case\", \"near\", \"own\", \"value\", \"unit\", a code: \"icd\", \"cpt\", \"ndc\", or a sensitive kind: \"mental-health\"" },
	{ "condition\t5\tcold\tnear, hepatitis", "flags: must be" },
};

START_TEST(a_wrong_line_is_told_with_file_and_line)
{
	for (size_t i = 0; i < ARRAY_LENGTH(bad_lines); i++) {
		char path[] = "/tmp/test_lexicon.XXXXXX";
		const char *const files[] = { path };
		char content[200], place[60];
		struct diagnostics why;

		snprintf(content, sizeof(content), "# first\n%s\ncondition\t5\tfine\n", bad_lines[i].line);
		file_make(path, content);
		diagnostics_init(&why);
		ck_assert_ptr_null(lexicon_make(files, 1, &why, ERROR_CONFIG));
		snprintf(place, sizeof(place), "%s:2: ", path);
		ck_assert_uint_eq(why.count, 1);
		ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0), place));
		ck_assert_msg(strstr(diagnostics_line(&why, 0), bad_lines[i].complaint) != NULL, "%s",
		              diagnostics_line(&why, 0));
		diagnostics_release(&why);
		unlink(path);
	}
}
END_TEST

/* A FIFO must be refused, not waited for. */
START_TEST(every_unreadable_file_is_told_where_it_is_named)
{
	char folder[] = "/tmp/phimilter-fifo-XXXXXX";
	char fifo[64];
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	const char *const files[] = { "/nonexistent/lexicon", fifo };
	struct diagnostics why;
	char second[200];

	diagnostics_init(&why);
	ck_assert_ptr_null(lexicon_make(files, ARRAY_LENGTH(files), &why, ERROR_CONFIG));
	ck_assert_uint_eq(why.count, 2);
	ck_assert_str_eq(diagnostics_line(&why, 0), "test.conf:2: scanner.lexicons[1]: \"/nonexistent/lexicon\" "
	                                            "cannot be read: No such file or directory");
	snprintf(second, sizeof(second), "test.conf:3: scanner.lexicons[2]: \"%s\" cannot be read: "
	         "not a regular file", fifo);
	ck_assert_str_eq(diagnostics_line(&why, 1), second);
	diagnostics_release(&why);
	unlink(fifo);
	rmdir(folder);
}
END_TEST

Suite *
lexicon_suite(void)
{
	return UNIT_SUITE("lexicon", the_built_in_lexicon_knows_its_words, what_is_sensitive_is_marked,
	                  no_phrase_stands_twice, no_phrase_hides_a_more_sensitive_one,
	                  a_file_adds_changes_and_takes_out, a_wrong_line_is_told_with_file_and_line,
	                  every_unreadable_file_is_told_where_it_is_named);
}
