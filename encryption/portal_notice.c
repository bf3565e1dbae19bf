#include "encryption/portal_notice.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/configuration_files.h"
#include "core/error.h"
#include "core/input_file.h"
#include "encryption/builtin_notice.h"
#include "encryption/mime_text.h"
#include "encryption/neutral_headers.h"
#include "encryption/notice_addresses.h"
#include "encryption/notice_date.h"
#include "encryption/notice_settings.h"
#include "encryption/notice_template.h"

/* Far more than two full templates with all placeholders come to. */
#define RENDERED_LIMIT ((size_t)4 * 1024 * 1024)
#define BODY_LIMIT ((size_t)32 * 1024 * 1024)
#define HEADER_VALUE_LIMIT 1024

struct portal_notice {
	struct notice_settings settings;
	const struct domain_set *internal_domains;
	struct buffer files[2]; /* the admin's templates; the compiled ones point into them */
	struct notice_template *text;
	struct notice_template *html;
};

/* Compiles the template in `path`, or the built-in one where that is "". */
static int
template_load(const struct configuration *configuration, const char *path, const char *setting,
              struct bytes builtin, struct buffer *file, struct diagnostics *why,
              struct notice_template **out)
{
	*file = buffer_make(NOTICE_TEMPLATE_LIMIT);
	if (path[0] == '\0')
		return notice_template_create(builtin, "built-in template", setting, why, out);
	int err = configuration_file_read(configuration, path, file);
	if (err == ERROR_MEMORY)
		return err;
	if (err != 0)
		return configuration_complain(configuration, setting, why,
		                              "\"%s\" cannot be read: %s; it must be a template of at "
		                              "most %zu bytes, or \"\" for the built-in one", path,
		                              input_file_problem(err), NOTICE_TEMPLATE_LIMIT);
	return notice_template_create(buffer_bytes(file), path, setting, why, out);
}

int
portal_notice_create(const struct configuration *configuration, struct diagnostics *why,
                     struct portal_notice **out)
{
	int results[3];
	int result = 0;

	*out = NULL;
	struct portal_notice *notice = calloc(1, sizeof(*notice));
	if (notice == NULL)
		return ERROR_MEMORY;
	notice->internal_domains = &configuration->site.internal_domains;
	/* All three, so that an admin hears of all that is wrong at once. */
	results[0] = notice_settings_read(configuration, why, &notice->settings);
	results[1] = template_load(configuration, configuration->escrow.notice_text,
	                           "escrow.notice_text", builtin_notice_text(), &notice->files[0],
	                           why, &notice->text);
	results[2] = template_load(configuration, configuration->escrow.notice_html,
	                           "escrow.notice_html", builtin_notice_html(), &notice->files[1],
	                           why, &notice->html);
	for (size_t i = 0; i < ARRAY_LENGTH(results); i++)
		if (results[i] != 0 && result != ERROR_MEMORY)
			result = results[i];
	if (result != 0)
		portal_notice_destroy(&notice);
	*out = notice;
	return result;
}

void
portal_notice_destroy(struct portal_notice **notice)
{
	if (notice == NULL || *notice == NULL)
		return;
	notice_template_destroy(&(*notice)->text);
	notice_template_destroy(&(*notice)->html);
	for (size_t i = 0; i < ARRAY_LENGTH((*notice)->files); i++)
		buffer_release(&(*notice)->files[i]);
	notice_settings_release(&(*notice)->settings);
	free(*notice);
	*notice = NULL;
}

/* The strings one after the other, in the message's arena. */
static int
join(struct arena *arena, const char *const *strings, size_t count, const char **out)
{
	struct buffer joined = buffer_make(HEADER_VALUE_LIMIT + NOTICE_URL_LIMIT);
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++)
		err = buffer_append_string(&joined, strings[i]);
	if (err == 0) {
		*out = arena_copy_string(arena, buffer_bytes(&joined));
		err = *out != NULL ? 0 : arena_failure(arena);
	}
	buffer_release(&joined);
	return err;
}

#define JOIN(arena, out, ...)                                       \
	join((arena), (const char *const[]){ __VA_ARGS__ },         \
	     ARRAY_LENGTH(((const char *const[]){ __VA_ARGS__ })), (out))

/* One alternative: its delimiter and header, and the template filled in. */
static int
append_part(const struct notice_template *notice_template, bool html,
            const struct bytes values[NOTICE_FIELD_LIMIT], const struct mime_text_boundary *boundary,
            struct buffer *body)
{
	char head[256];
	struct buffer rendered = buffer_make(RENDERED_LIMIT);
	int err = notice_template_render(notice_template, values, html, &rendered);

	snprintf(head, sizeof(head),
	         "--%s\r\nContent-Type: text/%s; charset=utf-8\r\n"
	         "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	         boundary->text, html ? "html" : "plain");
	if (err == 0)
		err = buffer_append_string(body, head);
	if (err == 0)
		err = mime_text_append_quoted_printable(buffer_bytes(&rendered), body);
	if (err == 0)
		err = buffer_append_string(body, "\r\n");
	buffer_release(&rendered);
	return err;
}

/* RFC 2046 5.1.4: the plainest alternative first. */
static int
append_body(const struct portal_notice *notice, const struct bytes values[NOTICE_FIELD_LIMIT],
            const struct mime_text_boundary *boundary, struct buffer *body)
{
	int err = append_part(notice->text, false, values, boundary, body);

	if (err == 0)
		err = append_part(notice->html, true, values, boundary, body);
	if (err == 0)
		err = buffer_append_string(body, "--");
	if (err == 0)
		err = buffer_append_string(body, boundary->text);
	return err != 0 ? err : buffer_append_string(body, "--\r\n");
}

static int
replace_body(const struct portal_notice *notice, const struct escrow_token *token,
             const char *sender, const struct mime_text_boundary *boundary, struct message *m)
{
	struct notice_date date = notice_date_for_people(m->envelope.received);
	struct notice_date expires = notice_date_for_people(m->link_until);
	struct buffer body = buffer_make(BODY_LIMIT);
	const char *link;
	int err = JOIN(m->arena, &link, notice->settings.url, m->escrow_id, "#", token->text);

	if (err == 0) {
		const struct bytes values[NOTICE_FIELD_LIMIT] = {
			[NOTICE_LINK] = bytes_of_string(link),
			[NOTICE_SENDER] = bytes_of_string(sender),
			[NOTICE_DATE] = bytes_of_string(date.text),
			[NOTICE_ORGANIZATION] = bytes_of_string(notice->settings.host),
			[NOTICE_REFERENCE] = bytes_of_string(m->escrow_id),
			[NOTICE_EXPIRES] = bytes_of_string(m->link_until != 0 ? expires.text : "further notice"),
		};
		err = append_body(notice, values, boundary, &body);
	}
	if (err == 0)
		err = message_edit_body(m, buffer_bytes(&body));
	buffer_release(&body);
	return err;
}

static int
replace_headers(const struct portal_notice *notice, const struct notice_addresses *addresses,
                const struct mime_text_boundary *boundary, struct message *m)
{
	const struct notice_settings *settings = &notice->settings;
	struct notice_date now = notice_date_for_header(m->envelope.received);
	bool own_from = settings->from[0] != '\0';
	const char *date, *message_id, *content_type;

	int err = JOIN(m->arena, &date, now.text);
	if (err == 0)
		err = JOIN(m->arena, &message_id, "<", m->escrow_id, "@", settings->host, ">");
	if (err == 0)
		err = JOIN(m->arena, &content_type, "multipart/alternative;\n\tboundary=\"",
		           boundary->text, "\"");
	if (err != 0)
		return err;
	const struct neutral_header fields[] = {
		{ "From", own_from ? settings->from : addresses->sender },
		{ "Reply-To", own_from ? addresses->sender : NULL },
		{ "To", addresses->to },
		{ "Cc", addresses->cc },
		{ "Date", date },
		{ "Message-ID", message_id },
		{ "Subject", settings->subject },
		{ "MIME-Version", "1.0" },
		{ "Content-Type", content_type },
		{ "Content-Transfer-Encoding", "7bit" },
	};
	return neutral_headers_edit(fields, ARRAY_LENGTH(fields), m);
}

int
portal_notice_compose(const struct portal_notice *notice, const struct escrow_token *token,
                      struct message *m)
{
	struct notice_addresses addresses;
	struct mime_text_boundary boundary;

	if (m->escrow_id[0] == '\0')
		return ERROR_STATE;
	int err = mime_text_boundary_create(&boundary);
	if (err == 0)
		err = notice_addresses_find(m, notice->internal_domains, notice->settings.host,
		                            &addresses);
	if (err == 0)
		err = replace_headers(notice, &addresses, &boundary, m);
	if (err == 0)
		err = replace_body(notice, token, addresses.sender, &boundary, m);
	return err;
}
