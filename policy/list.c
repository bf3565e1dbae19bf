#include "policy/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/configuration_files.h"
#include "core/error.h"
#include "core/input_file.h"
#include "policy/group.h"

#define LIST_FILE_LIMIT ((size_t)16 * 1024 * 1024)

#define PATH_LIMIT 4096

int
list_create(const struct settings_node *node, struct list **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->node = node;
	return 0;
}

void
list_destroy(struct list **list)
{
	if (list == NULL || *list == NULL)
		return;
	address_set_release(&(*list)->addresses);
	domain_set_release(&(*list)->domains);
	network_set_release(&(*list)->networks);
	string_set_release(&(*list)->words);
	for (size_t i = 0; i < (*list)->dated_count; i++)
		list_destroy(&(*list)->dated[i].list);
	free((*list)->dated);
	free((*list)->entries);
	free((*list)->file);
	free((*list)->file_text);
	free(*list);
	*list = NULL;
}

static int
entry_add(struct list *list, struct list_entry entry)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? 2 * list->capacity : 4;
		struct list_entry *grown = reallocarray(list->entries, capacity, sizeof(*grown));
		if (grown == NULL)
			return ERROR_MEMORY;
		list->entries = grown;
		list->capacity = capacity;
	}
	list->entries[list->count++] = entry;
	return 0;
}

int
list_add(struct list *list, const char *text, const struct settings_node *node)
{
	return entry_add(list, (struct list_entry){ .text = text, .node = node });
}

/* ---- reading -------------------------------------------------------------- */

/* One entry a line, ended by NUL in place; text behind # is a comment. */
static int
lines_take(struct list *list)
{
	unsigned number = 1;
	int err = 0;

	for (char *line = list->file_text; line != NULL && err == 0; number++) {
		char *next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		line[strcspn(line, "#")] = '\0';
		line += strspn(line, " \t\r");
		size_t length = strlen(line);
		while (length > 0 && byte_is_space((uint8_t)line[length - 1]))
			line[--length] = '\0';
		if (length > 0)
			err = entry_add(list, (struct list_entry){ .text = line, .line = number });
		line = next;
	}
	return err;
}

static int
file_take(struct list *list, const struct configuration *configuration,
          const struct settings_node *node, struct diagnostics *why)
{
	struct buffer text = buffer_make(LIST_FILE_LIMIT);
	int err = configuration_file_read(configuration, list->file, &text);

	if (err != 0 && err != ERROR_MEMORY)
		err = settings_complain(node, why, "%s cannot be read: %s", list->file,
		                        input_file_problem(err));
	if (err == 0 && text.length > 0 && memchr(text.data, '\0', text.length) != NULL)
		err = settings_complain(node, why, "%s holds a NUL byte; it is no text", list->file);
	if (err == 0) {
		list->file_text = strndup(text.length ? (const char *)text.data : "", text.length);
		err = list->file_text ? lines_take(list) : ERROR_MEMORY;
	}
	buffer_release(&text);
	return err;
}

static int
file_read(struct list *list, const struct configuration *configuration, const char *rule_file,
          struct diagnostics *why)
{
	static const char *const names[] = { "file" };
	const struct settings_node *file = settings_member(list->node, "file");
	const char *slash = strrchr(rule_file, '/');
	char path[PATH_LIMIT];
	const char *name;

	int err = settings_check_names(list->node, names, ARRAY_LENGTH(names), why);
	if (file == NULL)
		return settings_complain(list->node, why, "names no file; write { file = \"/path\"; }");
	if (err == 0)
		err = settings_string(file, why, &name);
	if (err != 0)
		return err;
	int folder = slash != NULL && name[0] != '/' ? (int)(slash - rule_file) + 1 : 0;
	if (snprintf(path, sizeof(path), "%.*s%s", folder, rule_file, name) >= PATH_LIMIT)
		return settings_complain(file, why, "is too long for a path");
	list->file = strdup(path);
	return list->file ? file_take(list, configuration, file, why) : ERROR_MEMORY;
}

/* What the directory answered last; it is not asked here. */
static int
group_read(struct list *list, const struct configuration *configuration, struct diagnostics *why)
{
	struct group_question question;
	char path[GROUP_PATH_SIZE];

	int err = group_question_read(list->node, why, &question);
	if (err == 0)
		err = group_question_file(configuration, &question, path);
	if (err != 0)
		return err == ERROR_LIMIT ? settings_complain(list->node, why, "has too long a name") : err;
	if (access(path, F_OK) != 0)
		return settings_complain(question.node, why,
		                         "has never been answered; phimilter -t asks, and says why it "
		                         "cannot. The answer would be in %s", path);
	list->file = strdup(path);
	return list->file ? file_take(list, configuration, question.node, why) : ERROR_MEMORY;
}

static int
elements_read(struct list *list, struct diagnostics *why)
{
	int result = 0;

	for (size_t i = 0; i < settings_count(list->node); i++) {
		const struct settings_node *element = settings_element(list->node, i);
		const char *text;
		int err = settings_string(element, why, &text);
		if (err == 0)
			err = list_add(list, text, element);
		if (err == ERROR_MEMORY)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
}

static int
list_fill(struct list *list, const struct configuration *configuration, const char *rule_file,
          struct diagnostics *why)
{
	int err;

	if (settings_member(list->node, "ldap") != NULL)
		err = group_read(list, configuration, why);
	else if (settings_is_group(list->node))
		err = file_read(list, configuration, rule_file, why);
	else if (settings_is_list(list->node))
		err = elements_read(list, why);
	else
		return settings_complain(list->node, why,
		                         "must be a list, such as ( \"one.example\", "
		                         "\"two.example\" ), or { file = \"/path\"; }");
	if (err == 0 && list->count == 0)
		err = settings_complain(list->node, why,
		                        "is an empty list, which nothing matches; put something in "
		                        "or take it out of the rules");
	return err;
}

int
list_read(const struct configuration *configuration, const struct settings_node *node,
          const char *rule_file, struct diagnostics *why, struct list **out)
{
	int err = list_create(node, out);

	if (err != 0)
		return err;
	(*out)->name = settings_name(node);
	err = list_fill(*out, configuration, rule_file, why);
	(*out)->broken = err != 0;
	return err;
}

/* ---- sets ------------------------------------------------------------------ */

static int
word_add(struct string_set *set, const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		return ERROR_MEMORY;
	for (char *c = copy; *c; c++)
		*c = (char)byte_lower((uint8_t)*c);
	int err = string_set_add(set, copy);
	free(copy);
	return err;
}

/* A named list may serve domains and addresses alike, so a bare domain is one there. */
static int
address_or_domain_add(struct list *list, const char *text)
{
	if (list->name != NULL && strchr(text, '@') == NULL && strcmp(text, "<>") != 0)
		return domain_set_add(&list->addresses.domains, bytes_of_string(text));
	return address_set_add(&list->addresses, text);
}

/* ---- ends --------------------------------------------------------------------- */

int64_t
list_entry_end(const char *text, size_t *length)
{
	static const char mark[] = " until ";
	const char *at = strstr(text, mark);
	struct tm day = { .tm_isdst = -1 }, read;

	*length = at != NULL ? (size_t)(at - text) : strlen(text);
	if (at == NULL)
		return 0;
	const char *end = strptime(at + strlen(mark), "%Y-%m-%d", &day);
	if (end == NULL || *end != '\0')
		return -1;
	read = day;
	day.tm_mday++; /* the day itself is whole */
	int64_t behind = (int64_t)mktime(&day), last = (int64_t)mktime(&read);
	/* mktime() makes 03-02 of 02-30. */
	return last > 0 && read.tm_mday == atoi(end - 2) ? behind - 1 : -1;
}

/* The part of the list that ends then. */
static int
dated_find(struct list *list, int64_t until, struct list **out)
{
	for (size_t i = 0; i < list->dated_count; i++)
		if (list->dated[i].until == until) {
			*out = list->dated[i].list;
			return 0;
		}
	struct dated_list *grown = reallocarray(list->dated, list->dated_count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	list->dated = grown;
	int err = list_create(list->node, out);
	if (err != 0)
		return err;
	(*out)->name = list->name;
	list->dated[list->dated_count++] = (struct dated_list){ until, *out };
	return 0;
}

bool
list_has_address(const struct list *list, const struct address *address, int64_t at)
{
	bool has = address_set_contains(&list->addresses, address);

	for (size_t i = 0; i < list->dated_count && !has; i++)
		has = at <= list->dated[i].until &&
		      address_set_contains(&list->dated[i].list->addresses, address);
	return has;
}

bool
list_has_domain(const struct list *list, const char *domain, int64_t at)
{
	bool has = domain_set_contains_text(&list->domains, domain);

	for (size_t i = 0; i < list->dated_count && !has; i++)
		has = at <= list->dated[i].until &&
		      domain_set_contains_text(&list->dated[i].list->domains, domain);
	return has;
}

/* ---- uses ----------------------------------------------------------------------- */

static int
set_add(struct list *list, enum list_use use, const char *text)
{
	switch (use) {
	case LIST_ADDRESSES: return address_or_domain_add(list, text);
	case LIST_DOMAINS: return domain_set_add(&list->domains, bytes_of_string(text));
	case LIST_NETWORKS: return network_set_add(&list->networks, text);
	case LIST_WORDS: return word_add(&list->words, text);
	case LIST_USE_LIMIT: break;
	}
	return ERROR_INTERNAL;
}

/* Only who is written to or writes comes to an end: a word may well be "until". */
static int
entry_add_to_set(struct list *list, enum list_use use, const char *text)
{
	struct list *target = list;
	size_t length;
	int64_t end = use == LIST_ADDRESSES || use == LIST_DOMAINS ? list_entry_end(text, &length) : 0;

	if (end == 0)
		return set_add(list, use, text);
	if (end < 0)
		return ERROR_INVALID;
	int err = dated_find(list, end, &target);
	char *without = err == 0 ? strndup(text, length) : NULL;
	if (err == 0)
		err = without != NULL ? set_add(target, use, without) : ERROR_MEMORY;
	free(without);
	return err;
}

static int
entry_refuse(const struct list *list, const struct list_entry *entry, enum list_use use,
             struct diagnostics *why)
{
	static const char *const advice[LIST_USE_LIMIT] = {
		[LIST_ADDRESSES] = "is no address; write \"jane@example.com\", \"@example.com\" for "
		                   "a domain, \"@.example.com\" for all domains below it",
		[LIST_DOMAINS] = "is no domain; write \"example.com\", or \".example.com\" for all "
		                 "below it",
		[LIST_NETWORKS] = "is no network; write one as \"192.0.2.0/24\" (host bits zero) or "
		                  "\"2001:db8::/32\"",
		[LIST_WORDS] = "cannot be used",
	};

	size_t length;
	bool bad_end = (use == LIST_ADDRESSES || use == LIST_DOMAINS) &&
	               list_entry_end(entry->text, &length) < 0;
	const char *what = bad_end ? "ends on no day; write \"example.com until 2027-12-31\""
	                           : advice[use];

	if (entry->node != NULL)
		return settings_complain(entry->node, why, "\"%s\" %s", entry->text, what);
	diagnostics_add(why, list->file, entry->line, list->name, "\"%s\" %s", entry->text, what);
	return ERROR_CONFIG;
}

int
list_use(struct list *list, enum list_use use, struct diagnostics *why)
{
	int result = 0;

	if (list->made[use] || list->broken)
		return 0;
	list->made[use] = true;
	for (size_t i = 0; i < list->count; i++) {
		int err = entry_add_to_set(list, use, list->entries[i].text);
		if (err == ERROR_MEMORY)
			return err;
		if (err != 0)
			result = entry_refuse(list, &list->entries[i], use, why);
	}
	return result;
}
