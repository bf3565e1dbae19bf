#include <ldap.h>
#include <sys/time.h>

#include "core/error.h"
#include "milter/group_fetch.h"

/* Servers that answer in pages allow about so many entries in one (Active Directory: 1000). */
#define PAGE_SIZE 500
#define PAGES_LIMIT 2000 /* a million entries: more is no group but a mistake in the filter */

struct fetching {
	LDAP *ld;
	const struct configuration *configuration;
	const struct group_question *question;
	struct timeval timeout;
	struct buffer *out;
	const char *problem;
	struct berval cookie; /* where the next page begins; empty for none */
};

/* Turns a result of libldap into one of ours. */
static int
checked(struct fetching *fetching, int result)
{
	if (result == LDAP_SUCCESS)
		return 0;
	fetching->problem = ldap_err2string(result);
	return result == LDAP_NO_MEMORY ? ERROR_MEMORY : ERROR_IO;
}

/* ---- connection --------------------------------------------------------------- */

static int
options_set(struct fetching *fetching)
{
	const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, client = 0;
	const char *ca_file = fetching->configuration->ldap.ca_file;
	LDAP *ld = fetching->ld;

	if (ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version) != LDAP_OPT_SUCCESS ||
	    ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) != LDAP_OPT_SUCCESS ||
	    ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &fetching->timeout) != LDAP_OPT_SUCCESS ||
	    ldap_set_option(ld, LDAP_OPT_TIMEOUT, &fetching->timeout) != LDAP_OPT_SUCCESS ||
	    ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) != LDAP_OPT_SUCCESS ||
	    (ca_file[0] != '\0' &&
	     ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, ca_file) != LDAP_OPT_SUCCESS) ||
	    ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS) {
		fetching->problem = "libldap refuses an option; can ldap.ca_file be read?";
		return ERROR_IO;
	}
	return 0;
}

static int
connection_open(struct fetching *fetching, const struct group_secret *secret)
{
	const struct configuration *configuration = fetching->configuration;
	const char *bind_dn = configuration->ldap.bind_dn;
	struct berval password = { .bv_len = strlen(secret->password),
	                           .bv_val = (char *)secret->password };
	bool plain = strncasecmp(configuration->ldap.uri, "ldap://", strlen("ldap://")) == 0;

	int err = checked(fetching, ldap_initialize(&fetching->ld, configuration->ldap.uri));
	if (err == 0)
		err = options_set(fetching);
	if (err == 0 && plain)
		err = checked(fetching, ldap_start_tls_s(fetching->ld, NULL, NULL));
	if (err == 0)
		err = checked(fetching, ldap_sasl_bind_s(fetching->ld, bind_dn, LDAP_SASL_SIMPLE,
		                                         &password, NULL, NULL, NULL));
	return err;
}

/* ---- answers ------------------------------------------------------------------- */

/* A value as a line; # and a line's end would make it another. */
static int
value_append(struct fetching *fetching, const struct berval *value)
{
	struct bytes text = bytes_make(value->bv_val, value->bv_len);

	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] <= ' ' || text.data[i] == '#' || text.data[i] == 0x7f) {
			fetching->problem = "a value has a blank, a # or a control character";
			return ERROR_IO;
		}
	if (text.length == 0)
		return 0;
	int err = buffer_append(fetching->out, text);
	return err != 0 ? err : buffer_append_byte(fetching->out, '\n');
}

static int
entry_append(struct fetching *fetching, LDAPMessage *entry)
{
	struct berval **values =
		ldap_get_values_len(fetching->ld, entry, fetching->question->attribute);
	int err = 0;

	for (size_t i = 0; values != NULL && values[i] != NULL && err == 0; i++)
		err = value_append(fetching, values[i]);
	ldap_value_free_len(values);
	return err;
}

/* Takes the cookie of the next page out of a result. */
static int
page_end(struct fetching *fetching, LDAPMessage *result)
{
	LDAPControl **controls = NULL, *page;
	ber_int_t total;
	int code = LDAP_SUCCESS;

	int err = checked(fetching, ldap_parse_result(fetching->ld, result, &code, NULL, NULL, NULL,
	                                              &controls, 0));
	if (err == 0)
		err = checked(fetching, code);
	ber_memfree(fetching->cookie.bv_val);
	fetching->cookie = (struct berval){ 0, NULL };
	page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	if (err == 0 && page != NULL)
		err = checked(fetching, ldap_parse_pageresponse_control(fetching->ld, page, &total,
		                                                        &fetching->cookie));
	ldap_controls_free(controls);
	return err;
}

static int
page_fetch(struct fetching *fetching)
{
	const struct group_question *question = fetching->question;
	char *attributes[] = { (char *)question->attribute, NULL };
	LDAPControl *control = NULL, *controls[] = { NULL, NULL };
	LDAPMessage *result = NULL;

	struct berval *cookie = fetching->cookie.bv_len > 0 ? &fetching->cookie : NULL;

	int err = checked(fetching, ldap_create_page_control(fetching->ld, PAGE_SIZE, cookie, 0,
	                                                     &control));
	if (err != 0)
		return err;
	controls[0] = control;
	err = checked(fetching, ldap_search_ext_s(fetching->ld, question->base, LDAP_SCOPE_SUBTREE,
	                                          question->filter, attributes, 0, controls, NULL,
	                                          &fetching->timeout, LDAP_NO_LIMIT, &result));
	for (LDAPMessage *entry = err == 0 ? ldap_first_entry(fetching->ld, result) : NULL;
	     entry != NULL && err == 0; entry = ldap_next_entry(fetching->ld, entry))
		err = entry_append(fetching, entry);
	if (err == 0)
		err = page_end(fetching, result);
	ldap_msgfree(result);
	ldap_control_free(control);
	return err;
}

int
group_fetch(const struct configuration *configuration, const struct group_secret *secret,
            const struct group_question *question, struct buffer *out, const char **problem)
{
	struct fetching fetching = {
		.configuration = configuration, .question = question, .out = out, .problem = "",
		.timeout = { .tv_sec = configuration->ldap.timeout_seconds },
	};
	bool more = true;

	int err = connection_open(&fetching, secret);
	for (unsigned page = 0; err == 0 && more; page++) {
		err = page == PAGES_LIMIT ? ERROR_LIMIT : page_fetch(&fetching);
		more = fetching.cookie.bv_len > 0;
	}
	ber_memfree(fetching.cookie.bv_val);
	if (fetching.ld != NULL)
		(void)ldap_unbind_ext_s(fetching.ld, NULL, NULL);
	*problem = fetching.problem[0] != '\0' ? fetching.problem : error_text(err);
	return err;
}
