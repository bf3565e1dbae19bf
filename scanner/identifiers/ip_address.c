/* IP addresses, 45 CFR 164.514(b)(2)(i)(O). */
#include <arpa/inet.h>

#include "scanner/around.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

#define CUE_REACH 32

/* A text of no more bytes is the answer to a question. */
#define ANSWER_LIMIT 96

enum { PATTERN_V4, PATTERN_V6_GROUPS, PATTERN_V6_SHORT };

static const struct detector_pattern patterns[] = {
	[PATTERN_V4] = { .shape = "\\d+\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}" },
	[PATTERN_V6_GROUPS] = { .shape = "[0-9a-f]:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:", .nocase = true },
	[PATTERN_V6_SHORT] = { .shape = "::" },
};

#define CUE_WORDS(CUE) \
	CUE("ip") CUE("ips") CUE("ip address") CUE("ip addr") CUE("ipv4") CUE("ipv6") \
	CUE("ip addresses") CUE("client ip") CUE("address") CUE("addr") CUE("inet") CUE("inet6") \
	CUE("host") CUE("server") CUE("login") CUE("logged in") CUE("connecting") \
	CUE("connecting from") CUE("connect to") CUE("connection") CUE("connected") CUE("gateway") \
	CUE("subnet") CUE("network") CUE("src") CUE("dst") CUE("route") CUE("router") CUE("remote") \
	CUE("peer") CUE("localhost") CUE("loopback") CUE("interface") CUE("broadcast") \
	CUE("private") CUE("prefix") CUE("mapped") CUE("tunnel") CUE("multicast") CUE("link local") \
	CUE("unspecified") CUE("default") CUE("dns") CUE("source") CUE("destination") CUE("device") \
	CUE("primary") CUE("secondary") CUE("ssh") CUE("ping") CUE("from") CUE("workstation")
CUE_ARRAY(cue_words, CUE_WORDS);
static const struct cue_table cues = CUE_TABLE_INDEXED(cue_words);

#define VERSION_WORDS(CUE) \
	CUE("version") CUE("ver") CUE("v") CUE("release") CUE("firmware") CUE("build") CUE("kernel") \
	CUE("section") CUE("rev") CUE("revision") CUE("chapter") CUE("oid") CUE("paragraph") \
	CUE("update") CUE("patch") CUE("sp") CUE("mozilla") CUE("msie") CUE("rule") CUE("isbn") \
	CUE("standard") CUE("clause") CUE("software") CUE("driver") CUE("appendix")
CUE_ARRAY(version_words, VERSION_WORDS);
static const struct cue_table version_cues = CUE_TABLE_INDEXED(version_words);

/* Words that say that an address of a private network is somebody's, not only some machine's. */
#define OWNER_WORDS(CUE) \
	CUE("ip") CUE("ip address") CUE("client ip") CUE("login") CUE("logged in") \
	CUE("logged in from") CUE("signed in") CUE("workstation") CUE("laptop") CUE("device") \
	CUE("patient") CUE("user")
CUE_ARRAY(owner_words, OWNER_WORDS);
static const struct cue_table owner_cues = CUE_TABLE_INDEXED(owner_words);

/* Networks that say nothing about a person unless the text says they do (RFC 6890). */
static const struct { uint8_t address[4]; uint8_t bits; } idle_networks[] = {
	{ { 0, 0, 0, 0 }, 8 },     { { 10, 0, 0, 0 }, 8 },      { { 127, 0, 0, 0 }, 8 },
	{ { 169, 254, 0, 0 }, 16 }, { { 172, 16, 0, 0 }, 12 },  { { 192, 168, 0, 0 }, 16 },
	{ { 192, 0, 2, 0 }, 24 },  { { 198, 51, 100, 0 }, 24 }, { { 203, 0, 113, 0 }, 24 },
	{ { 224, 0, 0, 0 }, 3 },
};

static uint32_t
number_of(const uint8_t address[4])
{
	return (uint32_t)address[0] << 24 | (uint32_t)address[1] << 16 | (uint32_t)address[2] << 8 |
	       address[3];
}

static bool
is_idle_v4(const uint8_t address[4])
{
	for (size_t i = 0; i < ARRAY_LENGTH(idle_networks); i++) {
		unsigned shift = 32u - idle_networks[i].bits;
		if (number_of(address) >> shift == number_of(idle_networks[i].address) >> shift)
			return true;
	}
	return false;
}

/* Loopback, unspecified, link-local, unique local, multicast, documentation, mapped IPv4. */
static bool
is_idle_v6(const uint8_t address[16])
{
	static const uint8_t zeros[10];
	if (memcmp(address, zeros, sizeof(zeros)) == 0)
		return address[10] != 0xff || is_idle_v4(address + 12);
	if (address[0] == 0xfe || address[0] == 0xff || (address[0] & 0xfe) == 0xfc)
		return true;
	return memcmp(address, "\x20\x01\x0d\xb8", 4) == 0;
}

static bool
is_address_byte(uint8_t c, bool v6)
{
	if (byte_is_digit(c) || c == '.')
		return true;
	return v6 && (c == ':' || (byte_lower(c) >= 'a' && byte_lower(c) <= 'f'));
}

/* The run of address characters around `at`, without a sentence's dot or colon behind it. */
static struct bytes
run_around(struct bytes text, size_t at, bool v6)
{
	size_t start = at;
	size_t end = at;
	while (start > 0 && at - start < INET6_ADDRSTRLEN && is_address_byte(text.data[start - 1], v6))
		start--;
	while (end < text.length && end - at < INET6_ADDRSTRLEN && is_address_byte(text.data[end], v6))
		end++;
	while (end > start && (text.data[end - 1] == '.' ||
	                       (text.data[end - 1] == ':' && end - start > 2 && text.data[end - 2] != ':')))
		end--;
	return bytes_slice(text, start, end - start);
}

/* "/24" behind the address, within `most`. */
static size_t
prefix_end(struct bytes text, size_t end, unsigned most)
{
	unsigned bits = 0;
	size_t at = end + 1;
	if (end >= text.length || text.data[end] != '/')
		return end;
	while (at < text.length && at - end < 4 && byte_is_digit(text.data[at]))
		bits = bits * 10 + (text.data[at++] - 48u);
	bool whole = at >= text.length || !byte_is_alnum(text.data[at]);
	return at > end + 1 && bits <= most && whole ? at : end;
}

static bool
parse(struct bytes run, int family, uint8_t out[16])
{
	char text[INET6_ADDRSTRLEN + 1];
	if (run.length == 0 || run.length >= sizeof(text))
		return false;
	memcpy(text, run.data, run.length);
	text[run.length] = '\0';
	return inet_pton(family, text, out) == 1;
}

static bool
glued(struct bytes text, size_t start, size_t end)
{
	bool left = start > 0 && (byte_is_alnum(text.data[start - 1]) || text.data[start - 1] == '-' ||
	                          text.data[start - 1] == '_' || text.data[start - 1] == '.');
	bool right = end < text.length && (byte_is_alnum(text.data[end]) || text.data[end] == '_' ||
	                                   (text.data[end] == '-' && end + 1 < text.length &&
	                                    byte_is_alnum(text.data[end + 1])));
	return left || right;
}

/* In a quoted header field that names every machine the mail went through. */
static bool
in_trace_field(struct bytes text, size_t at)
{
	struct bytes line = table_line(text, at);
	size_t begin = 0;
	while (begin < line.length && (line.data[begin] == '>' || line.data[begin] == ' '))
		begin++;
	struct bytes name = bytes_of_string("received:");
	return bytes_equal_nocase(bytes_slice(line, begin, name.length), name);
}

static int
report(const struct detector_text *text, struct bytes run, bool v6, bool idle)
{
	struct bytes bytes = text->bytes;
	size_t start = (size_t)(run.data - bytes.data);
	size_t end = start + run.length;
	/* Most mail that has such addresses is of machines. */
	if (idle && bytes.length > ANSWER_LIMIT &&
	    around_before(text, start, CUE_REACH, &owner_cues).cue == NULL)
		return 0;
	struct cue_match cue = around_before(text, start, CUE_REACH, &cues);
	struct cue_match version = around_before(text, start, CUE_REACH, &version_cues);
	const char *word = cue.cue;
	if (word == NULL)
		around_columns(text, start, (const struct cue_table *const[]){ &cues }, 1, &word);
	if (word == NULL)
		word = cue_after(bytes, end, 12, &cues);
	bool denied = version.cue != NULL && (cue.cue == NULL || version.end > cue.end);
	if (denied || in_trace_field(bytes, start))
		return 0;
	const struct identifier found = {
		.type = v6 ? IDENTIFIER_IPV6_ADDRESS : IDENTIFIER_IPV4_ADDRESS,
		.start = start,
		.end = prefix_end(bytes, end, v6 ? 128 : 32),
		.confidence = idle ? (word != NULL ? CONFIDENCE_LOOSE : CONFIDENCE_HARDLY)
		                   : (word != NULL ? CONFIDENCE_CHECKED : CONFIDENCE_STRICT),
		.cue = word,
		.validator = v6 ? "IPv6 syntax" : "IPv4 syntax",
	};
	return identifier_report(text, &found);
}

static int
confirm_v4(const struct detector_text *text, size_t end)
{
	struct bytes run = run_around(text->bytes, end - 1, false);
	size_t start = (size_t)(run.data - text->bytes.data);
	uint8_t address[16];
	if (!parse(run, AF_INET, address) || glued(text->bytes, start, start + run.length))
		return 0;
	/* 1.2.3.4 is a section or a version; and so is 4.0.0.1. */
	bool small = address[0] < 10 && address[1] < 20 && address[2] < 20 && address[3] < 20;
	if (small && around_find(text, start, &cues) == NULL)
		return 0;
	if (start > 0 && text->bytes.data[start - 1] == ':' && start > 1 &&
	    text->bytes.data[start - 2] == ':')
		return 0; /* the tail of an IPv6 address */
	if (start > 1 && text->bytes.data[start - 1] == '/' && byte_is_alnum(text->bytes.data[start - 2]))
		return 0; /* Product/1.2.3.4 */
	return report(text, run, false, is_idle_v4(address));
}

/* face::bead is code and 10:30:: a time: an address has a digit and a letter or a long group. */
static bool
looks_written_as_address(struct bytes run)
{
	bool digit = false;
	bool letter = false;
	size_t group = 0;
	size_t longest = 0;
	for (size_t i = 0; i < run.length; i++) {
		digit = digit || byte_is_digit(run.data[i]);
		letter = letter || byte_is_alpha(run.data[i]);
		group = run.data[i] == ':' ? 0 : group + 1;
		longest = group > longest ? group : longest;
	}
	return digit && (letter || longest > 2);
}

static int
confirm_v6(const struct detector_text *text, size_t end)
{
	struct bytes run = run_around(text->bytes, end - 1, true);
	size_t start = (size_t)(run.data - text->bytes.data);
	uint8_t address[16];
	if (!parse(run, AF_INET6, address) || glued(text->bytes, start, start + run.length))
		return 0;
	bool idle = is_idle_v6(address);
	if (run.length == 2 || (!idle && !looks_written_as_address(run)))
		return 0;
	return report(text, run, true, idle);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	return pattern == PATTERN_V4 ? confirm_v4(text, end) : confirm_v6(text, end);
}

#define V4(text, found) { (text), IDENTIFIER_IPV4_ADDRESS, (found) }
#define V6(text, found) { (text), IDENTIFIER_IPV6_ADDRESS, (found) }
#define BAD(text) { (text), IDENTIFIER_IPV4_ADDRESS, NULL }

static const struct detector_case cases[] = {
	V4("she logged in from 81.2.69.142.", "81.2.69.142"),
	V4("81.2.69.142", "81.2.69.142"),
	V4("(81.2.69.142)", "81.2.69.142"),
	V4("IP: 81.2.69.142:8080", "81.2.69.142"),
	V4("network 81.2.69.0/24", "81.2.69.0/24"),
	V4("client IP 10.1.2.3", "10.1.2.3"),
	V4("User\tIP\nann\t81.2.69.142\n", "81.2.69.142"),
	V6("2a02:6b8::2:242", "2a02:6b8::2:242"),
	V6("IPv6 2a02:6b8:0:1:2:3:4:5 here", "2a02:6b8:0:1:2:3:4:5"),
	V6("[2a02:6b8::2:242]:443", "2a02:6b8::2:242"),
	V6("from 2a02:6b8::81.2.69.142.", "2a02:6b8::81.2.69.142"),
	V6("ip fe80::1", "fe80::1"),
	BAD("version 81.2.69.142"),
	BAD("v10.12.14.16"),
	BAD("see 1.2.3.4 of the manual"),
	V4("192.168.7.7", "192.168.7.7"),
	V6("::ffff:10.1.2.3", "::ffff:10.1.2.3"),
	V6("route 10.20.0.0/16 and fe80::/10", "fe80::/10"),
	BAD("81.2.69"),
	BAD("81.2.69.256"),
	BAD("81.2.69.142.7.9"),
	BAD("1.3.6.1.4.1.311"),
	BAD("Agent/81.2.69.142"),
	BAD("std::cout"),
	BAD("face::add"),
	BAD("12:34:56:78"),
	BAD("at 10:30::"),
	BAD("> Received: from host.example ([81.2.69.142])"),
	BAD("fe80::1x"),
};

const struct detector detector_ip_address = {
	.name = "ip_address",
	.category = 15,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
