#include "core/network_set.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdlib.h>

#include "core/error.h"

#define NETWORK_TEXT_LIMIT 64
#define IPV4_PREFIX_SHIFT 96 /* bits of ::ffff:0:0/96, RFC 4291 2.5.5.2 */

/* Any textual address as 16 bytes. */
static bool
address_parse(const char *text, uint8_t out[16], bool *is_ipv4)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (strncasecmp(text, "IPv6:", 5) == 0) /* as RFC 5321 4.1.3 writes it */
		text += 5;
	*is_ipv4 = inet_pton(AF_INET, text, out + 12) == 1;
	if (*is_ipv4) {
		memcpy(out, mapped, sizeof(mapped));
		return true;
	}
	return inet_pton(AF_INET6, text, out) == 1;
}

static bool
prefix_matches(const uint8_t a[16], const uint8_t b[16], unsigned prefix)
{
	unsigned whole = prefix / 8, rest = prefix % 8;

	if (memcmp(a, b, whole) != 0)
		return false;
	return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

static bool
host_bits_zero(const struct network *network)
{
	for (unsigned bit = network->prefix; bit < 128; bit++)
		if (network->address[bit / 8] & (0x80 >> bit % 8))
			return false;
	return true;
}

static bool
network_parse(const char *cidr, struct network *out)
{
	char text[NETWORK_TEXT_LIMIT];
	bool is_ipv4;
	unsigned long prefix = ULONG_MAX;

	if (strlen(cidr) >= sizeof(text))
		return false;
	strcpy(text, cidr);
	char *slash = strchr(text, '/');
	if (slash != NULL) {
		char *end;
		*slash = '\0';
		if (!byte_is_digit((uint8_t)slash[1]))
			return false;
		prefix = strtoul(slash + 1, &end, 10);
		if (*end != '\0')
			return false;
	}
	if (!address_parse(text, out->address, &is_ipv4))
		return false;
	unsigned long most = is_ipv4 ? 32 : 128;
	if (slash == NULL)
		prefix = most;
	if (prefix > most)
		return false;
	out->prefix = (unsigned)prefix + (is_ipv4 ? IPV4_PREFIX_SHIFT : 0);
	return host_bits_zero(out);
}

int
network_set_add(struct network_set *set, const char *cidr)
{
	struct network network;

	if (!network_parse(cidr, &network))
		return ERROR_INVALID;
	struct network *grown = reallocarray(set->entries, set->count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	set->entries = grown;
	set->entries[set->count++] = network;
	return 0;
}

bool
network_set_contains(const struct network_set *set, const char *address)
{
	uint8_t bytes[16];
	bool is_ipv4;

	if (!address_parse(address, bytes, &is_ipv4))
		return false;
	for (size_t i = 0; i < set->count; i++)
		if (prefix_matches(bytes, set->entries[i].address, set->entries[i].prefix))
			return true;
	return false;
}

void
network_set_release(struct network_set *set)
{
	free(set->entries);
	memset(set, 0, sizeof(*set));
}
