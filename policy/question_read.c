#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "policy/compile.h"
#include "policy/content_form.h"
#include "policy/question_parts.h"
#include "policy/words.h"

/* Ten years: longer than most records are kept. */
#define NEW_DAYS_MAXIMUM 3650

_Static_assert(CONDITION_RECIPIENT_DOMAIN - CONDITION_SENDER < LIST_ASKERS,
               "two kinds of condition must not share a list's memo");

static const struct vocabulary directions = { "direction", DIRECTION_LIMIT, direction_name };
static const struct vocabulary forms = { "form of content", CONTENT_FORM_LIMIT, content_form_name };
static const struct vocabulary reasons = { "reason", UNSCANNABLE_REASON_LIMIT,
                                           unscannable_reason_name };

/* ---- plain values ----------------------------------------------------------- */

static int
yes_read(const struct settings_node *node, struct compiler *compiler, enum condition_kind kind)
{
	struct condition *condition;
	bool yes;

	int err = settings_boolean(node, compiler->why, &yes);
	if (err == 0)
		err = compile_add(compiler, kind, node, &condition);
	if (err == 0)
		condition->of.yes = yes;
	return err;
}

static int
number_read(const struct settings_node *node, struct compiler *compiler, enum condition_kind kind,
            int64_t minimum, int64_t maximum)
{
	struct condition *condition;
	int64_t number;

	int err = settings_number(node, compiler->why, minimum, maximum, &number);
	if (err == 0)
		err = compile_add(compiler, kind, node, &condition);
	if (err == 0)
		condition->of.number = number;
	return err;
}

static int
mask_read(const struct settings_node *node, struct compiler *compiler, enum condition_kind kind,
          const struct vocabulary *vocabulary)
{
	struct condition *condition;
	uint64_t mask;

	int err = words_mask(node, vocabulary, compiler->why, &mask);
	if (err == 0)
		err = compile_add(compiler, kind, node, &condition);
	if (err == 0)
		condition->of.mask = mask;
	return err;
}

/* What always holds asks nothing. */
static int
read_always(const struct settings_node *node, struct compiler *compiler)
{
	bool yes;

	int err = settings_boolean(node, compiler->why, &yes);
	if (err == 0 && !yes)
		return settings_complain(node, compiler->why, "can only be true; leave it out otherwise");
	return err;
}

static int
read_direction(const struct settings_node *node, struct compiler *compiler)
{
	return mask_read(node, compiler, CONDITION_DIRECTION, &directions);
}

static int
read_content(const struct settings_node *node, struct compiler *compiler)
{
	return mask_read(node, compiler, CONDITION_CONTENT, &forms);
}

static int
read_phi(const struct settings_node *node, struct compiler *compiler)
{
	return yes_read(node, compiler, CONDITION_PHI);
}

static int
read_authenticated(const struct settings_node *node, struct compiler *compiler)
{
	return yes_read(node, compiler, CONDITION_AUTHENTICATED);
}

static int
read_recipient_tls(const struct settings_node *node, struct compiler *compiler)
{
	return yes_read(node, compiler, CONDITION_RECIPIENT_TLS);
}

static int
read_phi_confidence(const struct settings_node *node, struct compiler *compiler)
{
	return number_read(node, compiler, CONDITION_PHI_CONFIDENCE, 1, CONFIDENCE_LIMIT);
}

/* A size that no accepted message has would make a rule that never holds. */
static int
read_size_over(const struct settings_node *node, struct compiler *compiler)
{
	return number_read(node, compiler, CONDITION_SIZE_OVER, 0,
	                   compiler->configuration->limits.message_bytes - 1);
}

static int
read_size_under(const struct settings_node *node, struct compiler *compiler)
{
	return number_read(node, compiler, CONDITION_SIZE_UNDER, 1,
	                   compiler->configuration->limits.message_bytes);
}

static int
read_recipients_over(const struct settings_node *node, struct compiler *compiler)
{
	return number_read(node, compiler, CONDITION_RECIPIENTS_OVER, 0,
	                   compiler->configuration->limits.recipients - 1);
}

static int
read_outside_recipients_over(const struct settings_node *node, struct compiler *compiler)
{
	return number_read(node, compiler, CONDITION_OUTSIDE_OVER, 0,
	                   compiler->configuration->limits.recipients - 1);
}

static int
read_hourly_phi_recipients_over(const struct settings_node *node, struct compiler *compiler)
{
	return number_read(node, compiler, CONDITION_HOURLY_OVER, 1, INT32_MAX);
}

static int
new_read(const struct settings_node *node, struct compiler *compiler, enum condition_kind kind)
{
	compiler->program->facts_wanted |= FACTS_ACQUAINTANCE;
	return number_read(node, compiler, kind, 1, NEW_DAYS_MAXIMUM);
}

static int
read_recipient_new_for(const struct settings_node *node, struct compiler *compiler)
{
	return new_read(node, compiler, CONDITION_RECIPIENT_NEW);
}

static int
read_recipient_domain_new_for(const struct settings_node *node, struct compiler *compiler)
{
	return new_read(node, compiler, CONDITION_RECIPIENT_DOMAIN_NEW);
}

static int
read_unscannable(const struct settings_node *node, struct compiler *compiler)
{
	if (settings_is_boolean(node))
		return yes_read(node, compiler, CONDITION_UNSCANNABLE);
	if (!settings_is_list(node) && !settings_is_string(node))
		return settings_complain(node, compiler->why,
		                         "must be true, false, or reasons such as "
		                         "( \"charset\", \"depth\" )");
	return mask_read(node, compiler, CONDITION_UNSCANNABLE_REASON, &reasons);
}

/* "encrypted" is one of the reasons, under a name that people look for. */
static int
read_encrypted(const struct settings_node *node, struct compiler *compiler)
{
	struct condition *condition;
	uint32_t outer;
	bool yes;

	int err = settings_boolean(node, compiler->why, &yes);
	if (err == 0 && !yes)
		err = compile_open(compiler, CONDITION_NOT, node, &outer);
	if (err == 0)
		err = compile_add(compiler, CONDITION_UNSCANNABLE_REASON, node, &condition);
	if (err != 0)
		return err;
	condition->of.mask = 1u << UNSCANNABLE_ENCRYPTED;
	if (!yes)
		compile_close(compiler, outer);
	return 0;
}

/* ---- lists -------------------------------------------------------------------- */

/* How a question reads its words. */
struct list_question {
	struct compiler *compiler;
	enum condition_kind kind;
	enum list_use use;
	struct list *inline_list; /* of the words that name no list */
	unsigned sides;           /* of CONDITION_RECIPIENT: "inside", "outside" */
};

static int
list_condition_add(struct list_question *question, struct list *list,
                   const struct settings_node *node)
{
	struct program *program = question->compiler->program;
	unsigned *memo = &list->memo[question->kind % LIST_ASKERS];
	struct condition *condition;

	int err = list_use(list, question->use, question->compiler->why);
	int added = compile_add(question->compiler, question->kind, node, &condition);
	if (added != 0)
		return added;
	if (list->name != NULL && *memo == 0)
		*memo = ++program->memo_count;
	condition->of.list = list;
	condition->memo = *memo;
	return err;
}

static int
list_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	struct list_question *question = target;

	if (word[0] == LIST_MARK) {
		struct list *list = compile_list_find(question->compiler, node, word + 1);
		return list ? list_condition_add(question, list, node) : ERROR_CONFIG;
	}
	if (question->kind == CONDITION_RECIPIENT &&
	    (strcmp(word, "inside") == 0 || strcmp(word, "outside") == 0)) {
		question->sides |= *word == 'i' ? SIDE_INSIDE : SIDE_OUTSIDE;
		return 0;
	}
	if (question->kind == CONDITION_RECIPIENT && strchr(word, '@') == NULL)
		return settings_complain(node, why,
		                         "\"%s\" is no recipient; write \"outside\", \"inside\", "
		                         "\"jane@example.com\", \"@example.com\" or "
		                         "\"@.example.com\"", word);
	int err = 0;
	if (question->inline_list == NULL)
		err = compile_list_add(question->compiler, node, &question->inline_list);
	return err != 0 ? err : list_add(question->inline_list, word, node);
}

/* What stands in the condition itself, behind the named lists. */
static int
list_rest(struct list_question *question, const struct settings_node *node)
{
	struct condition *condition;
	int err = 0;

	if (question->sides != 0) {
		err = compile_add(question->compiler, CONDITION_RECIPIENT_SIDE, node, &condition);
		if (err == 0)
			condition->of.mask = question->sides;
	}
	if (err == 0 && question->inline_list != NULL)
		err = list_condition_add(question, question->inline_list, node);
	return err;
}

static int
list_read_words(const struct settings_node *node, struct compiler *compiler,
                enum condition_kind kind, enum list_use use)
{
	struct list_question question = { .compiler = compiler, .kind = kind, .use = use };
	uint32_t place;

	int err = compile_open(compiler, CONDITION_ANY, node, &place);
	if (err == 0)
		err = words_read(node, compiler->why, list_word, &question);
	if (err != ERROR_MEMORY)
		err = compile_worse(err, list_rest(&question, node));
	if (err != ERROR_MEMORY)
		compile_close(compiler, place);
	return err;
}

static int
read_sender(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_SENDER, LIST_ADDRESSES);
}

static int
read_sender_domain(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_SENDER_DOMAIN, LIST_DOMAINS);
}

static int
read_user(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_USER, LIST_WORDS);
}

static int
read_client(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_CLIENT, LIST_NETWORKS);
}

static int
read_recipient(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_RECIPIENT, LIST_ADDRESSES);
}

static int
read_recipient_domain(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_RECIPIENT_DOMAIN, LIST_DOMAINS);
}

static int
read_content_type(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_CONTENT_TYPE, LIST_WORDS);
}

static int
read_file_extension(const struct settings_node *node, struct compiler *compiler)
{
	return list_read_words(node, compiler, CONDITION_FILE_EXTENSION, LIST_WORDS);
}

/* ---- of other conditions ----------------------------------------------------------- */

static int
named_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	struct compiler *compiler = target;
	const struct named_condition *named = compile_named_find(compiler, node, word);
	struct condition *condition;
	(void)why;

	if (named == NULL)
		return ERROR_CONFIG;
	int err = compile_add(compiler, CONDITION_NAMED, node, &condition);
	if (err != 0)
		return err;
	condition->of.number = named - compiler->program->named;
	condition->memo = named->memo;
	return 0;
}

static int
read_condition(const struct settings_node *node, struct compiler *compiler)
{
	uint32_t place;

	int err = compile_open(compiler, CONDITION_ANY, node, &place);
	if (err == 0)
		err = words_read(node, compiler->why, named_word, compiler);
	if (err != ERROR_MEMORY)
		compile_close(compiler, place);
	return err;
}

static int
groups_read(const struct settings_node *node, struct compiler *compiler, enum condition_kind kind)
{
	size_t count = settings_is_list(node) ? settings_count(node) : 0;
	uint32_t place, inner;

	if (count == 0)
		return settings_complain(node, compiler->why,
		                         "must be a list of groups, such as "
		                         "( { phi = true; }, { size_over = 1000000; } )");
	int err = compile_open(compiler, kind, node, &place);
	for (size_t i = 0; i < count && err != ERROR_MEMORY; i++)
		err = compile_worse(err, compile_condition(compiler, settings_element(node, i), &inner));
	if (err != ERROR_MEMORY)
		compile_close(compiler, place);
	return err;
}

static int
read_all(const struct settings_node *node, struct compiler *compiler)
{
	return groups_read(node, compiler, CONDITION_ALL);
}

static int
read_any(const struct settings_node *node, struct compiler *compiler)
{
	return groups_read(node, compiler, CONDITION_ANY);
}

static int
read_not(const struct settings_node *node, struct compiler *compiler)
{
	uint32_t place, inner;

	int err = compile_open(compiler, CONDITION_NOT, node, &place);
	if (err == 0)
		err = compile_condition(compiler, node, &inner);
	if (err != ERROR_MEMORY)
		compile_close(compiler, place);
	return err;
}

/* Every condition of phimilter-rules(5); see struct question for the order. */
const struct question questions[] = {
	{ "always", read_always },
	{ "direction", read_direction },
	{ "phi", read_phi },
	{ "authenticated", read_authenticated },
	{ "phi_confidence", read_phi_confidence },
	{ "unscannable", read_unscannable },
	{ "encrypted", read_encrypted },
	{ "size_over", read_size_over },
	{ "size_under", read_size_under },
	{ "recipients_over", read_recipients_over },
	{ "outside_recipients_over", read_outside_recipients_over },
	{ "hourly_phi_recipients_over", read_hourly_phi_recipients_over },
	{ "time", read_time },
	{ "findings", read_findings },
	{ "health", read_health },
	{ "near", read_near },
	{ "content", read_content },
	{ "condition", read_condition },
	{ "all", read_all },
	{ "any", read_any },
	{ "not", read_not },
	{ "client", read_client },
	{ "user", read_user },
	{ "sender", read_sender },
	{ "sender_domain", read_sender_domain },
	{ "recipient_tls", read_recipient_tls },
	{ "recipient", read_recipient },
	{ "recipient_domain", read_recipient_domain },
	{ "recipient_new_for", read_recipient_new_for },
	{ "recipient_domain_new_for", read_recipient_domain_new_for },
	{ "content_type", read_content_type },
	{ "file_extension", read_file_extension },
	{ "subject_tag", read_subject_tag },
	{ "header", read_header },
};

const size_t question_count = ARRAY_LENGTH(questions);
