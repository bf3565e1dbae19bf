#include "encryption/officer_term.h"

#include <time.h>

#include "core/error.h"
#include "encryption/officer_certificate.h"

static int64_t
certificate_end(const X509 *certificate)
{
	struct tm tm;

	/* officer_certificate_read() has refused a time that cannot be read. */
	return ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

int
officer_term_find(const struct configuration *configuration, struct diagnostics *why,
                  struct officer_term *out)
{
	const struct string_list *officers = &configuration->escrow.officers;

	*out = (struct officer_term){ 0 };
	for (size_t i = 0; i < officers->count; i++) {
		X509 *certificate;
		int err = officer_certificate_read(configuration, officers->items[i], officers->nodes[i],
		                                   why, &certificate);
		if (err != 0)
			return err;
		int64_t end = certificate_end(certificate);
		if (out->path == NULL || end < out->end)
			*out = (struct officer_term){ .end = end, .path = officers->items[i] };
		X509_free(certificate);
	}
	return 0;
}
