#include "core/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/test_core.h"

static const char *const sample =
	"text = \"word\";\n"
	"yes = true;\n"
	"number = 42;\n"
	"large = 17179869184;\n"
	"list = ( \"a\", 2 );\n"
	"group: {\n"
	"  inner = -5;\n"
	"};\n";

static struct settings *
parsed(const char *text, struct diagnostics *why)
{
	struct settings *settings = NULL;
	diagnostics_init(why);
	ck_assert_int_eq(settings_parse(text, "test.conf", why, &settings), 0);
	return settings;
}

START_TEST(values_are_read)
{
	struct diagnostics why;
	struct settings *settings = parsed(sample, &why);
	const struct settings_node *root = settings_root(settings);
	const char *text;
	bool yes;
	int64_t number;

	ck_assert_uint_eq(settings_count(root), 6);
	ck_assert_int_eq(settings_string(settings_member(root, "text"), &why, &text), 0);
	ck_assert_str_eq(text, "word");
	ck_assert_int_eq(settings_boolean(settings_member(root, "yes"), &why, &yes), 0);
	ck_assert(yes);
	ck_assert_int_eq(settings_number(settings_member(root, "number"), &why, 1, 42, &number), 0);
	ck_assert_int_eq(number, 42);
	ck_assert_int_eq(settings_number(settings_member(root, "large"), &why, 0, INT64_MAX, &number), 0);
	ck_assert_int_eq(number, 17179869184);
	const struct settings_node *list = settings_member(root, "list");
	ck_assert(settings_is_list(list));
	ck_assert_uint_eq(settings_count(list), 2);
	ck_assert(settings_is_string(settings_element(list, 0)));
	ck_assert(settings_is_number(settings_element(list, 1)));
	ck_assert_ptr_null(settings_name(settings_element(list, 0)));
	const struct settings_node *group = settings_member(root, "group");
	ck_assert(settings_is_group(group));
	ck_assert_str_eq(settings_name(settings_element(group, 0)), "inner");
	diagnostics_check(&why, "");
	settings_destroy(&settings);
	ck_assert_ptr_null(settings);
}
END_TEST

START_TEST(absent_nodes_are_harmless)
{
	struct diagnostics why;
	struct settings *settings = parsed(sample, &why);
	const struct settings_node *root = settings_root(settings);

	ck_assert_ptr_null(settings_member(root, "none"));
	ck_assert_ptr_null(settings_member(NULL, "none"));
	ck_assert_ptr_null(settings_member(settings_member(root, "list"), "none"));
	ck_assert_uint_eq(settings_count(NULL), 0);
	ck_assert_uint_eq(settings_count(settings_member(root, "text")), 0);
	ck_assert(!settings_is_group(NULL) && !settings_is_list(NULL) && !settings_is_string(NULL));
	ck_assert(!settings_is_number(NULL) && !settings_is_boolean(NULL));
	settings_destroy(&settings);
}
END_TEST

START_TEST(wrong_types_are_complaints)
{
	struct diagnostics why;
	struct settings *settings = parsed(sample, &why);
	const struct settings_node *root = settings_root(settings);
	const struct settings_node *list = settings_member(root, "list");
	const struct settings_node *inner = settings_member(settings_member(root, "group"), "inner");
	const char *text;
	bool yes;
	int64_t number;

	ck_assert_int_eq(settings_string(settings_member(root, "number"), &why, &text), ERROR_CONFIG);
	ck_assert_int_eq(settings_boolean(settings_member(root, "text"), &why, &yes), ERROR_CONFIG);
	ck_assert_int_eq(settings_number(settings_member(root, "yes"), &why, 0, 9, &number), ERROR_CONFIG);
	ck_assert_int_eq(settings_number(inner, &why, 0, 9, &number), ERROR_CONFIG);
	ck_assert_int_eq(settings_string(settings_element(list, 1), &why, &text), ERROR_CONFIG);
	ck_assert_int_eq(settings_complain(root, &why, "is %s", "incomplete"), ERROR_CONFIG);
	diagnostics_check(&why,
		"test.conf:3: number: must be a string, such as \"text\"\n"
		"test.conf:1: text: must be true or false\n"
		"test.conf:2: yes: must be a whole number from 0 to 9\n"
		"test.conf:7: group.inner: is -5; it must be from 0 to 9\n"
		"test.conf:5: list[2]: must be a string, such as \"text\"\n"
		"test.conf: is incomplete\n");
	diagnostics_release(&why);
	settings_destroy(&settings);
}
END_TEST

START_TEST(unknown_names_suggest_the_nearest)
{
	static const char *const known[] = { "sender", "recipient", "findings" };
	struct diagnostics why;
	struct settings *settings = parsed("sendr = 1;\nrecipient = 2;\nfindngs = 3;\nzzzzzzzzz = 4;\n",
	                                   &why);

	ck_assert_int_eq(settings_check_names(settings_root(settings), known, ARRAY_LENGTH(known), &why),
	                 ERROR_CONFIG);
	diagnostics_check(&why,
		"test.conf:1: sendr: unknown setting; did you mean \"sender\"?\n"
		"test.conf:3: findngs: unknown setting; did you mean \"findings\"?\n"
		"test.conf:4: zzzzzzzzz: unknown setting\n");
	diagnostics_release(&why);
	settings_destroy(&settings);
}
END_TEST

START_TEST(nearest_word)
{
	static const char *const words[] = { "portal", "pass", "tls", "hold", "reject" };
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "portl", "portal" }, { "PORTAL", "portal" }, { "rejct", "reject" },
		{ "past", "pass" },    { "quarantine", NULL }, { "x", NULL }, { "hodl", "hold" }, { "", NULL },
		{ "a-word-far-longer-than-any-known-one-and-than-the-limit-of-the-distance-table", NULL },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const char *nearest = settings_nearest(cases[i].word, words, ARRAY_LENGTH(words));
		if (cases[i].nearest == NULL)
			ck_assert_msg(nearest == NULL, "%s: %s", cases[i].word, nearest);
		else
			ck_assert_str_eq(nearest, cases[i].nearest);
	}
}
END_TEST

/* What libconfig itself would take wrongly without a word is among them. */
START_TEST(syntax_errors_name_the_line)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{ "a = 1;\nb = ;\n", "test.conf:2: syntax error; look for a missing or extra "
		  "\";\", \",\", \"=\" or bracket here or just before\n" },
		{ "a = TRUE; b: /* x */ {\nc =\n# x\nture;\nd = False };\ne : no;",
		  "test.conf:4: a value must be a string in quotes, a number, true or false\n"
		  "test.conf:6: a value must be a string in quotes, a number, true or false\n" },
		{ "a = 1;\na = 2;\n", "test.conf:2: duplicate setting name; its group has this setting already, keep one of the two\n" },
		{ "a = 1;\n\n  @include \"/etc/passwd\"\n",
		  "test.conf:3: @include is not supported; write all settings in one file\n" },
		{ "a = 1;\n/* rules = (\n", "test.conf:2: this comment has no end; close it with */\n" },
		{ "a = 1;\nb = \"x;\n\nc = 5;\n", "test.conf:2: this string has no end; close it with \"\n" },
		{ "a = \"x\\", "test.conf:1: this string has no end; close it with \"\n" },
		{ "a = 99999999999999999999;", "test.conf:1: this number is too large\n" },
		{ "a = 0660;", "test.conf:1: a number must not begin with 0; write a file mode as a string, "
		  "such as \"0660\"\n" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct diagnostics why;
		struct settings *settings;
		diagnostics_init(&why);
		ck_assert_int_eq(settings_parse(cases[i].text, "test.conf", &why, &settings), ERROR_CONFIG);
		ck_assert_ptr_null(settings);
		diagnostics_check(&why, cases[i].complaint);
		diagnostics_release(&why);
	}
}
END_TEST

START_TEST(files_are_checked_before_reading)
{
	struct diagnostics why;
	struct settings *settings;
	diagnostics_init(&why);
	ck_assert_int_eq(settings_load("/nonexistent/a.conf", &why, &settings), ERROR_CONFIG);
	ck_assert_int_eq(settings_load("/", &why, &settings), ERROR_CONFIG);
	diagnostics_check(&why, "/nonexistent/a.conf: cannot be read: No such file or directory\n"
	                        "/: cannot be read: not a regular file\n");
	diagnostics_release(&why);
}
END_TEST

/* Writes `text` to a new file at `path`, and NUL bytes up to `size`. */
static void
write_file(char *path, const char *text, off_t size)
{
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	if (size > 0)
		ck_assert_int_eq(ftruncate(fd, size), 0);
	ck_assert_int_eq(close(fd), 0);
}

START_TEST(a_file_is_read_and_named)
{
	char path[] = "test-settings-XXXXXX";
	char complaint[128];
	struct diagnostics why;
	struct settings *settings;

	diagnostics_init(&why);
	write_file(path, "first = 1;\nsecond = 2; # no newline behind", 0);
	ck_assert_int_eq(settings_load(path, &why, &settings), 0);
	settings_complain(settings_member(settings_root(settings), "second"), &why, "here");
	snprintf(complaint, sizeof(complaint), "%s:2: second: here\n", path);
	diagnostics_check(&why, complaint);
	ck_assert_str_eq(settings_file(settings), path);
	diagnostics_release(&why);
	settings_destroy(&settings);
	unlink(path);
}
END_TEST

START_TEST(files_that_are_no_text_are_refused)
{
	static const struct {
		const char *text;
		off_t size;
		const char *complaint;
	} cases[] = {
		{ "a = 1;\nb = 2;\n", 20, ":3: a NUL byte; this is no text file" },
		{ "a = 1;\n", (16 << 20) + 1, ": cannot be read: too large" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char path[] = "test-settings-XXXXXX", complaint[128];
		struct diagnostics why;
		struct settings *settings;
		diagnostics_init(&why);
		write_file(path, cases[i].text, cases[i].size);
		ck_assert_int_eq(settings_load(path, &why, &settings), ERROR_CONFIG);
		snprintf(complaint, sizeof(complaint), "%s%s", path, cases[i].complaint);
		ck_assert_str_eq(diagnostics_line(&why, 0), complaint);
		diagnostics_release(&why);
		unlink(path);
	}
}
END_TEST

START_TEST(numbers_are_read_whole)
{
	static const struct {
		const char *text;
		int64_t number;
	} cases[] = {
		{ "a = 2147483647;", 2147483647 },   { "a = 2147483648;", 2147483648 },
		{ "a = -2147483649;", -2147483649 }, { "a = 0x7fffffff;", 0x7fffffff },
		{ "a = 0xFFFFFFFF;", 0xffffffff },   { "a = 9223372036854775807;", INT64_MAX },
		{ "/* * \" / */ a = 4294967301;", 4294967301 }, { "x-4294967301 = 1; a = 2;", 2 },
		{ "x_4294967301 = 1; x*4294967301 = 1; a = 3", 3 }, { "x = 1.5; y = -.5e3; a = 0xfL;", 15 },
		{ "a=4294967301L;", 4294967301 },    { "a = ( 1, 4294967301 );", 0 },
		{ "b = \"5 4294967301 /* # \\\" \"; a = 4294967301; // 99", 4294967301 },
		{ "# \" 4294967301\n/* \" */ a4294967301 = 1; a : 4294967302", 4294967302 },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct diagnostics why;
		struct settings *settings = parsed(cases[i].text, &why);
		const struct settings_node *node = settings_member(settings_root(settings), "a");
		int64_t number = 0;
		if (settings_is_list(node))
			ck_assert_uint_eq(settings_count(node), 2);
		else
			ck_assert_int_eq(settings_number(node, &why, INT64_MIN, INT64_MAX, &number), 0);
		ck_assert_int_eq(number, cases[i].number);
		settings_destroy(&settings);
	}
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
	enum { DEPTH = 20000 };
	char *text = calloc(1, DEPTH + 8);
	struct diagnostics why;
	struct settings *settings;

	diagnostics_init(&why);
	memcpy(text, "a = ", 4);
	memset(text + 4, '(', DEPTH);
	ck_assert_int_eq(settings_parse(text, "test.conf", &why, &settings), ERROR_CONFIG);
	diagnostics_check(&why, "test.conf:1: nested too deeply\n");
	diagnostics_release(&why);
	free(text);
}
END_TEST

Suite *
settings_suite(void)
{
	return UNIT_SUITE("settings", values_are_read, absent_nodes_are_harmless,
	                  wrong_types_are_complaints, unknown_names_suggest_the_nearest, nearest_word,
	                  syntax_errors_name_the_line, files_are_checked_before_reading,
	                  a_file_is_read_and_named, files_that_are_no_text_are_refused,
	                  numbers_are_read_whole, deep_nesting_is_refused);
}
