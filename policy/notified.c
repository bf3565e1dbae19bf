#include "policy/notified.h"

#include <stdlib.h>

#include "core/error.h"
#include "policy/words.h"

/* Longest address (RFC 5321 4.5.3.1). */
#define ADDRESS_LIMIT 320

struct manager {
	struct address_set people;
	struct list **lists; /* the program's */
	size_t list_count;
	const char *address;
};

/* ---- reading --------------------------------------------------------------------- */

int
notified_address_check(const struct settings_node *node, const char *word,
                       const struct domain_set *internal, const char *why_inside,
                       struct diagnostics *why)
{
	size_t local = strcspn(word, "@"), length = strlen(word);
	bool good = local > 0 && word[local] == '@' && strchr(word + local + 1, '@') == NULL &&
	            length <= ADDRESS_LIMIT && word[0] != '-';

	for (size_t i = 0; i < length; i++)
		good = good && word[i] > ' ' && word[i] <= '~' && strchr("%!<>,", word[i]) == NULL;
	if (!good)
		return settings_complain(node, why, "\"%s\" is no address", word);
	if (!domain_set_contains(internal, address_domain(word)))
		return settings_complain(node, why, "\"%s\" is not in site.internal_domains; %s", word,
		                         why_inside);
	return 0;
}

struct reading {
	struct compiler *compiler;
	struct notified *notified;
	struct manager *manager;
};

static int
person_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	struct reading *reading = target;
	struct manager *manager = reading->manager;

	if (word[0] != LIST_MARK) {
		int err = address_set_add(&manager->people, word);
		return err != ERROR_INVALID ? err : settings_complain(
			node, why, "\"%s\" is no address; write \"jane@example.com\", \"@example.com\" for "
			"a domain, \"$name\" for a list", word);
	}
	struct list *list = compile_list_find(reading->compiler, node, word + 1);
	int err = list != NULL ? list_use(list, LIST_ADDRESSES, why) : ERROR_CONFIG;
	struct list **grown = err == 0 ? reallocarray(manager->lists, manager->list_count + 1,
	                                              sizeof(*grown)) : NULL;
	if (grown == NULL)
		return err != 0 ? err : ERROR_MEMORY;
	manager->lists = grown;
	manager->lists[manager->list_count++] = list;
	return 0;
}

static int
manager_read(const struct settings_node *group, struct reading *reading)
{
	static const char *const names[] = { "of", "is" };
	struct diagnostics *why = reading->compiler->why;
	const struct settings_node *of = settings_member(group, "of"), *is = settings_member(group, "is");

	if (of == NULL || is == NULL)
		return settings_complain(group, why, "must be a group such as "
		                         "{ of = \"@billing.example.com\"; is = \"head@example.com\"; }");
	int err = settings_check_names(group, names, ARRAY_LENGTH(names), why);
	struct manager *grown = reallocarray(reading->notified->managers,
	                                     reading->notified->manager_count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	reading->notified->managers = grown;
	reading->manager = &grown[reading->notified->manager_count++];
	*reading->manager = (struct manager){ .address = NULL };
	err = compile_worse(err, words_read(of, why, person_word, reading));
	int named = settings_string(is, why, &reading->manager->address);
	if (named == 0)
		named = notified_address_check(is, reading->manager->address, reading->notified->internal,
		                               "nobody outside is told", why);
	return compile_worse(err, named);
}

static int
managers_read(const struct settings_node *list, struct reading *reading)
{
	size_t count = settings_is_list(list) ? settings_count(list) : 0;
	int result = 0;

	if (count == 0)
		return settings_complain(list, reading->compiler->why, "must be a list of groups, such as "
		                         "( { of = \"@billing.example.com\"; is = \"head@example.com\"; } )");
	for (size_t i = 0; i < count && result != ERROR_MEMORY; i++)
		result = compile_worse(result, manager_read(settings_element(list, i), reading));
	return result;
}

static int
officer_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	struct notified *notified = ((struct reading *)target)->notified;

	int err = notified_address_check(node, word, notified->internal, "nobody outside is told", why);
	const char **grown = err == 0 ? reallocarray(notified->officers, notified->officer_count + 1,
	                                             sizeof(*grown)) : NULL;
	if (grown == NULL)
		return err != 0 ? err : ERROR_MEMORY;
	notified->officers = grown;
	notified->officers[notified->officer_count++] = word;
	return 0;
}

int
notified_read(struct compiler *compiler, struct notified *out)
{
	struct reading reading = { .compiler = compiler, .notified = out };
	int result = 0;

	out->internal = &compiler->configuration->site.internal_domains;
	for (size_t i = 0; i < compiler->file_count && result != ERROR_MEMORY; i++) {
		const struct settings_node *root = settings_root(compiler->files[i]);
		const struct settings_node *managers = settings_member(root, "managers");
		const struct settings_node *officers = settings_member(root, "officers");
		if (managers != NULL)
			result = compile_worse(result, managers_read(managers, &reading));
		if (officers != NULL)
			result = compile_worse(result, words_read(officers, compiler->why, officer_word,
			                                          &reading));
	}
	return result;
}

void
notified_release(struct notified *notified)
{
	for (size_t i = 0; i < notified->manager_count; i++) {
		address_set_release(&notified->managers[i].people);
		free(notified->managers[i].lists);
	}
	free(notified->managers);
	free(notified->officers);
	*notified = (struct notified){ .managers = NULL };
}

/* ---- finding ------------------------------------------------------------------------ */

static bool
manages(const struct manager *manager, const struct address *sender)
{
	bool found = address_set_contains(&manager->people, sender);

	for (size_t i = 0; i < manager->list_count && !found; i++)
		found = address_set_contains(&manager->lists[i]->addresses, sender);
	return found;
}

/* Whom a rule's word means, NULL where that is nobody. */
static const char *
address_of(const struct notified *notified, const struct address *sender, const struct message *m,
           const char *word)
{
	bool inside = domain_set_contains(notified->internal, address_domain(m->envelope.sender));

	if (strcmp(word, NOTIFIED_SENDER) == 0)
		return inside ? m->envelope.sender : NULL;
	if (strcmp(word, NOTIFIED_MANAGER) != 0)
		return word;
	for (size_t i = 0; i < notified->manager_count && inside; i++)
		if (manages(&notified->managers[i], sender))
			return notified->managers[i].address;
	return NULL;
}

static void
notice_add(struct verdict *verdict, struct notice *notices, const char *address, const char *rule)
{
	struct bytes added = bytes_of_string(address);

	for (size_t i = 0; i < verdict->notice_count; i++)
		if (bytes_equal_nocase(bytes_of_string(notices[i].address), added))
			return;
	notices[verdict->notice_count++] = (struct notice){ address, rule };
}

int
notified_find(const struct notified *notified, const struct address *sender, struct message *m)
{
	struct verdict *verdict = &m->verdict;
	struct notice *notices = arena_alloc_array(m->arena, verdict->treatment_count, sizeof(*notices));

	if (notices == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < verdict->treatment_count; i++) {
		const struct treatment *treatment = &verdict->treatments[i];
		if (treatment->kind != TREATMENT_NOTIFY)
			continue;
		const char *address = address_of(notified, sender, m, treatment->value);
		if (address != NULL)
			notice_add(verdict, notices, address, treatment->name);
	}
	verdict->notices = notices;
	return 0;
}
