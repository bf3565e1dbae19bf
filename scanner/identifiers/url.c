/*
 * Web addresses, 45 CFR 164.514(b)(2)(i)(N). A link into a patient portal or to
 * a record is a finding; a home page, logo or unsubscribe link says nothing.
 */
#include "scanner/around.h"
#include "scanner/identifiers/address_bytes.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

#define URL_LIMIT 2048
#define SCHEME_LIMIT 16
#define NAME_LIMIT 128 /* of a host without a scheme, or of a user before one */
#define CONFIDENCE_HOME_PAGE 20
#define CONFIDENCE_PATH 40 /* leads somewhere in particular, but who knows where */

enum { PATTERN_SCHEME, PATTERN_WWW, PATTERN_BARE };

static const struct cue www_words[] = { CUE("www") };
static const struct cue_table www_cues = CUE_TABLE(www_words);

/* Top-level domains of what needs no scheme to be known as an address. */
static const struct cue domain_words[] = {
	CUE("com"), CUE("org"), CUE("net"), CUE("edu"), CUE("gov"), CUE("health"), CUE("care"),
	CUE("info"), CUE("io"), CUE("us"),
};
static const struct cue_table domain_cues = CUE_TABLE(domain_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_SCHEME] = { .shape = "://[!#-;=?-~\\x80-\\xff]" },
	[PATTERN_WWW] = { .words = &www_cues, .place = WORD_BEFORE_DOT },
	[PATTERN_BARE] = { .words = &domain_cues, .place = WORD_BEHIND_DOT },
};

/* Words of hosts and paths that lead to one person's record. */
#define PORTAL_WORDS(CUE) \
	CUE("portal") CUE("mychart") CUE("my chart") CUE("patient") CUE("patients") CUE("myhealth") \
	CUE("my health") CUE("record") CUE("records") CUE("chart") CUE("results") \
	CUE("followmyhealth") CUE("patientportal") CUE("medical record") CUE("labs") \
	CUE("appointment") CUE("appointments") CUE("member") CUE("members") CUE("claims") CUE("ehr") \
	CUE("emr") CUE("phr") CUE("fhir") CUE("encounter") CUE("visit") CUE("visits") \
	CUE("prescription") CUE("prescriptions") CUE("myaccount")
CUE_ARRAY(portal_words, PORTAL_WORDS);
static const struct cue_table portal_cues = CUE_TABLE_INDEXED(portal_words);

/* Words and endings of links that every newsletter and footer has. */
#define FURNITURE_WORDS(CUE) \
	CUE("unsubscribe") CUE("optout") CUE("opt out") CUE("preferences") CUE("privacy") \
	CUE("terms") CUE("legal") CUE("policy") CUE("subscribe") CUE("logo") CUE("images") \
	CUE("img") CUE("png") CUE("gif") CUE("jpg") CUE("jpeg") CUE("css") CUE("js") CUE("svg") \
	CUE("ico") CUE("mailman") CUE("listinfo") CUE("static") CUE("assets") CUE("dtd") CUE("xsd") \
	CUE("schema") CUE("schemas") CUE("xmlns") CUE("about") CUE("contact") CUE("faq") CUE("help") \
	CUE("support") CUE("index html") CUE("index htm") CUE("doubleclick") CUE("utm source") \
	CUE("lists") CUE("archive") CUE("archives")
CUE_ARRAY(furniture_words, FURNITURE_WORDS);
static const struct cue_table furniture_cues = CUE_TABLE_INDEXED(furniture_words);

/* Hosts that count who opens and who clicks, or keep the pictures of a letter. */
#define COUNTING_WORDS(CUE) \
	CUE("click") CUE("clicks") CUE("track") CUE("tracking") CUE("trk") CUE("open") CUE("opens") \
	CUE("pixel") CUE("beacon") CUE("view") CUE("img") CUE("images") CUE("image") CUE("cdn") \
	CUE("static") CUE("assets") CUE("unsubscribe") CUE("list manage") CUE("links") CUE("go") \
	CUE("email") CUE("newsletter") CUE("fonts")
CUE_ARRAY(counting_words, COUNTING_WORDS);
static const struct cue_table counting_cues = CUE_TABLE_INDEXED(counting_words);

#define RID_WORDS(CUE) \
	CUE("unsubscribe") CUE("optout") CUE("opt out") CUE("unsub") CUE("utm source") \
	CUE("utm medium") CUE("utm campaign") CUE("gif") CUE("png") CUE("jpg") CUE("css") CUE("svg") \
	CUE("ico") CUE("dtd") CUE("xsd")
CUE_ARRAY(rid_words, RID_WORDS);
static const struct cue_table rid_cues = CUE_TABLE_INDEXED(rid_words);

#define OWN_WORDS(CUE) \
	CUE("website") CUE("web site") CUE("homepage") CUE("home page") CUE("url") CUE("link") \
	CUE("site") CUE("blog") CUE("profile") CUE("web") CUE("portfolio") CUE("domain") \
	CUE("domains")
CUE_ARRAY(own_words, OWN_WORDS);
static const struct cue_table own_cues = CUE_TABLE_INDEXED(own_words);

struct url {
	size_t start;
	size_t host;
	size_t host_end; /* without port */
	size_t end;
};

/* Where the parenthesis that was not opened since `from` stands; `end` when none does. */
static size_t
unopened_parenthesis(struct bytes text, size_t from, size_t end)
{
	size_t open = 0;

	if (from == end || memchr(text.data + from, ')', end - from) == NULL)
		return end;
	for (size_t i = from; i < end; i++) {
		open += text.data[i] == '(';
		if (text.data[i] == ')' && open-- == 0)
			return i;
	}
	return end;
}

/* Without the punctuation of the sentence around it. What ends at `host_end` has none. */
static size_t
url_end(struct bytes text, size_t host, size_t host_end)
{
	size_t end = address_end(text, host_end, URL_LIMIT - (host_end - host), ADDRESS_URL);

	end = unopened_parenthesis(text, host_end, end);
	while (end > host && strchr(".,;:!?'*]", text.data[end - 1]) != NULL)
		end--;
	return end;
}

/* Two labels at least, the last of letters; or an address of numbers. */
static bool
is_host(struct bytes host)
{
	size_t label = host.length;
	while (label > 0 && host.data[label - 1] != '.')
		label--;
	if (label < 2 || label == host.length || host.data[0] == '.')
		return false;
	size_t letters = 0, dots = 0;
	for (size_t i = label; i < host.length; i++)
		letters += byte_is_alpha(host.data[i]) || host.data[i] >= 0x80;
	for (size_t i = 0; i < host.length && letters == 0; i++)
		dots += host.data[i] == '.';
	bool puny = host.length - label > 4 && memcmp(host.data + label, "xn--", 4) == 0;
	bool name = letters == host.length - label && letters >= 2;
	return name || puny || (letters == 0 && dots == 3);
}

/* Where the scheme before "://" begins; `colon` when there is none. */
static size_t
scheme_start(struct bytes text, size_t colon)
{
	size_t start = colon;
	while (start > 0 && colon - start < SCHEME_LIMIT &&
	       (byte_is_alpha(text.data[start - 1]) || text.data[start - 1] == '+'))
		start--;
	return start;
}

/* "user@" between "://" and the host: what follows it is the host. */
static size_t
skip_user(struct bytes text, size_t host)
{
	size_t at = address_end(text, host, NAME_LIMIT, ADDRESS_HOST);

	if (at < text.length && (text.data[at] == '/' || text.data[at] <= ' '))
		return host;
	for (size_t end = address_end(text, host, NAME_LIMIT, ADDRESS_URL); at < end; at++) {
		if (text.data[at] == '@')
			return at + 1;
		if (text.data[at] == '/' || text.data[at] == '?')
			break;
	}
	return host;
}

static bool
find_url(struct bytes text, unsigned pattern, size_t match_end, struct url *url)
{
	if (pattern == PATTERN_SCHEME) {
		size_t colon = match_end - 4;
		url->start = scheme_start(text, colon);
		url->host = skip_user(text, colon + 3);
		if (url->start == colon)
			return false;
	} else if (pattern == PATTERN_WWW) {
		url->start = url->host = match_end - strlen("www");
		if (url->start > 0 && strchr("/@.", text.data[url->start - 1]) != NULL)
			return false; /* behind a scheme or in an address */
	} else {
		size_t start = address_start(text, match_end, NAME_LIMIT, ADDRESS_HOST);
		url->start = url->host = start;
		if (start > 0 && strchr("/@_%=:+&", text.data[start - 1]) != NULL)
			return false;
		if (bytes_equal_nocase(bytes_slice(text, start, 4), bytes_of_string("www.")))
			return false;
	}
	url->host_end = address_end(text, url->host, URL_LIMIT, ADDRESS_HOST);
	url->end = url_end(text, url->host, url->host_end);
	if (url->host_end > url->end)
		url->host_end = url->end;
	if (url->host_end < text.length && text.data[url->host_end] == '@')
		return false;
	size_t name = pattern == PATTERN_WWW ? url->host + strlen("www.") : url->host;
	return is_host(bytes_slice(text, name, url->host_end - name));
}

static bool
has_digit(struct bytes text)
{
	for (size_t i = 0; i < text.length; i++)
		if (byte_is_digit(text.data[i]))
			return true;
	return false;
}

/* Whether the host is one that counts those who come. */
static bool
is_counting(struct bytes host)
{
	const uint8_t *dot = host.length > 0 ? memchr(host.data, '.', host.length) : NULL;
	struct bytes first = bytes_slice(host, 0, dot != NULL ? (size_t)(dot - host.data) : 0);

	return !bytes_equal_nocase(first, bytes_of_string("www")) && cue_inside(first, &counting_cues) != NULL;
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	struct bytes bytes = text->bytes;
	struct url url;
	if (!find_url(bytes, pattern, end, &url))
		return 0;
	struct bytes whole = bytes_slice(bytes, url.start, url.end - url.start);
	struct bytes path = bytes_slice(bytes, url.host_end, url.end - url.host_end);
	bool home_page = path.length <= 1 && url.host == scheme_start(bytes, url.host);
	static const struct cue_table *const tables[] = { &portal_cues, &furniture_cues, &rid_cues };
	const size_t begins[ARRAY_LENGTH(tables)] = { 0, 0, whole.length - path.length };
	const char *spoken[ARRAY_LENGTH(tables)] = { NULL };
	cue_inside_parts(whole, tables, begins, ARRAY_LENGTH(tables), spoken);
	const char *portal = spoken[0];
	const char *furniture = spoken[1];
	const char *own = around_before(text, url.start, 24, &own_cues).cue;
	/* A link that every receiver of a letter gets, to count them or to be rid of it: nobody's page. */
	if (portal == NULL && own == NULL && path.length > 1 &&
	    (spoken[2] != NULL || is_counting(bytes_slice(bytes, url.host, url.host_end - url.host))))
		return 0;
	struct identifier found = {
		.type = IDENTIFIER_URL,
		.start = url.start,
		.end = url.end,
		.confidence = own != NULL ? CONFIDENCE_STRICT : CONFIDENCE_PATH,
		.cue = own,
		.validator = "URL shape",
	};
	if (portal != NULL && path.length > 1 && (furniture == NULL || has_digit(path))) {
		found.confidence = has_digit(path) ? CONFIDENCE_CHECKED : CONFIDENCE_CUE;
		found.cue = portal;
	} else if (furniture != NULL || home_page || path.length <= 1) {
		found.confidence = furniture != NULL ? CONFIDENCE_HOME_PAGE / 2 : CONFIDENCE_HOME_PAGE;
		if (own != NULL && furniture == NULL)
			found.confidence = CONFIDENCE_LOOSE;
	}
	return identifier_report_contact(text, &found);
}

#define GOOD(text, found) { (text), IDENTIFIER_URL, (found) }
#define BAD(text) { (text), IDENTIFIER_URL, NULL }

static const struct detector_case cases[] = {
	GOOD("see https://portal.clinic.example/patient/48291", "https://portal.clinic.example/patient/48291"),
	GOOD("<https://h.example/a?b=1&c=2>", "https://h.example/a?b=1&c=2"),
	GOOD("(see http://h.example/a_(b)).", "http://h.example/a_(b)"),
	GOOD("Visit http://www.h.example, now", "http://www.h.example"),
	GOOD("www.h.example/ann.lee!", "www.h.example/ann.lee"),
	GOOD("\"https://h.example/x\"", "https://h.example/x"),
	GOOD("http://192.0.2.7/chart/12", "http://192.0.2.7/chart/12"),
	GOOD("ftp://ann@h.example/x", "ftp://ann@h.example/x"),
	GOOD("my site: anns-page.com", "anns-page.com"),
	GOOD("profile https://social.example/ann.lee.1970", "https://social.example/ann.lee.1970"),
	BAD("Unsubscribe: https://news.example/u/unsubscribe?c=44821"),
	BAD("https://img.news.example/o/24566778.gif?u=334471775056"),
	BAD("https://click.news.example/u/?qs=8f4e2a77c1b2d9e0"),
	BAD("https://shop.example/a?utm_source=mail&id=4"),
	GOOD("https://img.portal.example/patient/48291", "https://img.portal.example/patient/48291"),
	GOOD("her page https://click.example/", "https://click.example/"),
	BAD("http://localhost"),
	BAD("www.h"),
	BAD("://x"),
	BAD("std::vector and a//b"),
	BAD("ann@clinic.com"),
	BAD("file.txt and e.g. this"),
	BAD("etc.command"),
};

const struct detector detector_url = {
	.name = "url",
	.category = 14,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
