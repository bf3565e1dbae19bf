#include "encryption/notice_addresses.h"

#include <stdlib.h>

#include "core/buffer.h"
#include "core/error.h"
#include "encryption/address.h"

/* Postfix cuts a header at about 60,000 bytes; more recipients than fit are not shown. */
#define LIST_LIMIT 50000

/* What a list of nobody is written as: an empty group (RFC 5322 3.4, RFC 6854). */
#define NOBODY "undisclosed-recipients:;"

enum shown { SHOWN_NOWHERE, SHOWN_TO, SHOWN_CC };

/* A recipient of the envelope, and the header field that named it. */
struct addressee {
	struct bytes address;
	enum shown shown;
};

struct addressees {
	struct addressee *items; /* sorted by address without case */
	size_t count;
};

static int
addressee_compare(const void *a, const void *b)
{
	return bytes_compare_nocase(((const struct addressee *)a)->address,
	                            ((const struct addressee *)b)->address);
}

static int
addressees_collect(struct message *m, struct addressees *out)
{
	out->count = 0;
	out->items = arena_alloc_array(m->arena, m->envelope.recipient_count, sizeof(*out->items));
	if (out->items == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		struct bytes address = bytes_of_string(m->envelope.recipients[i].address);
		if (address_is_plain(address))
			out->items[out->count++] = (struct addressee){ address, SHOWN_NOWHERE };
	}
	qsort(out->items, out->count, sizeof(*out->items), addressee_compare);
	return 0;
}

/* Marks the addressees that the fields called `name` mention; the first mention counts. */
static void
addressees_mark(struct addressees *addressees, const struct message *m, const char *name,
                enum shown shown)
{
	for (size_t i = 0; i < m->header_count; i++) {
		struct bytes list = m->headers[i].value;
		struct addressee wanted = { 0 };
		if (!bytes_equal_nocase(m->headers[i].name, bytes_of_string(name)))
			continue;
		while (address_list_next(&list, &wanted.address)) {
			struct addressee *found =
				bsearch(&wanted, addressees->items, addressees->count,
				        sizeof(wanted), addressee_compare);
			if (found != NULL && found->shown == SHOWN_NOWHERE)
				found->shown = shown;
		}
	}
}

static int
append_address(struct buffer *list, struct bytes address)
{
	int err = list->length > 0 ? buffer_append_string(list, ",\n\t") : 0;

	return err != 0 ? err : buffer_append(list, address);
}

/* The list of those shown in `shown`; NULL when there is none. */
static int
addressees_list(const struct addressees *addressees, enum shown shown, struct arena *arena,
                const char **out)
{
	struct buffer list = buffer_make(LIST_LIMIT);
	int err = 0;

	*out = NULL;
	for (size_t i = 0; i < addressees->count && err == 0; i++)
		if (addressees->items[i].shown == shown)
			err = append_address(&list, addressees->items[i].address);
	if (err == ERROR_LIMIT) {
		*out = NOBODY;
		err = 0;
	} else if (err == 0 && list.length > 0) {
		*out = arena_copy_string(arena, buffer_bytes(&list));
		err = *out != NULL ? 0 : arena_failure(arena);
	}
	buffer_release(&list);
	return err;
}

static int
find_receivers(struct message *m, struct notice_addresses *out)
{
	struct addressees addressees;
	int err = addressees_collect(m, &addressees);

	if (err != 0)
		return err;
	addressees_mark(&addressees, m, "To", SHOWN_TO);
	addressees_mark(&addressees, m, "Cc", SHOWN_CC);
	/* The one receiver of this copy may see itself, however it was addressed. */
	if (m->envelope.recipient_count == 1 && addressees.count == 1)
		addressees.items[0].shown = SHOWN_TO;
	err = addressees_list(&addressees, SHOWN_TO, m->arena, &out->to);
	if (err == 0)
		err = addressees_list(&addressees, SHOWN_CC, m->arena, &out->cc);
	if (err == 0 && out->to == NULL)
		out->to = NOBODY;
	return err;
}

/* The plain address in the message's From, empty when there is not exactly one. */
static struct bytes
from_address(const struct message *m)
{
	struct bytes list = message_header_find(m, "From");
	struct bytes address = { 0 }, second;

	if (!address_list_next(&list, &address) || address_list_next(&list, &second))
		return bytes_make(NULL, 0);
	return address;
}

static struct bytes
domain_of(struct bytes address)
{
	const uint8_t *at = address.length ? memchr(address.data, '@', address.length) : NULL;

	return at ? bytes_slice(address, (size_t)(at - address.data) + 1, address.length) : bytes_make(NULL, 0);
}

static bool
from_is_trusted(struct bytes from, struct bytes sender, const struct domain_set *internal_domains)
{
	struct bytes domain = domain_of(from);

	return domain.length > 0 && (domain_set_contains(internal_domains, domain) ||
	                             bytes_equal_nocase(domain, domain_of(sender)));
}

static int
find_sender(struct message *m, const struct domain_set *internal_domains, const char *host,
            const char **out)
{
	struct bytes from = from_address(m);
	struct bytes sender = bytes_of_string(m->envelope.sender);
	struct buffer postmaster = buffer_make(LIST_LIMIT);
	int err = 0;

	if (!address_is_plain(sender)) {
		err = buffer_append_string(&postmaster, "postmaster@");
		if (err == 0)
			err = buffer_append_string(&postmaster, host);
		sender = buffer_bytes(&postmaster);
	}
	if (err == 0) {
		bool trusted = from_is_trusted(from, sender, internal_domains);
		*out = arena_copy_string(m->arena, trusted ? from : sender);
		err = *out != NULL ? 0 : arena_failure(m->arena);
	}
	buffer_release(&postmaster);
	return err;
}

int
notice_addresses_find(struct message *m, const struct domain_set *internal_domains,
                      const char *host, struct notice_addresses *out)
{
	int err = find_sender(m, internal_domains, host, &out->sender);

	return err != 0 ? err : find_receivers(m, out);
}
