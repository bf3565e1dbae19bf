/*
 * Texts of one piece over and over, each of which makes some part of the scan work
 * at every place of it: none may be scanned much slower than others. Prints the
 * slowest. Sanitizer builds measure nothing and skip.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/configuration.h"
#include "core/crypto.h"
#include "scanner/scanner.h"
#include "tests/bench/mail_text.h"
#include "tests/lint/sanitized.h"

#define TEXT_SIZE ((size_t)256 * 1024)
#define ARENA_LIMIT ((size_t)256 * 1024 * 1024)
#define LEAST 0.2 /* MB/s; the slowest has 1 on a machine of 2024 */
#define SHOWN 5

static const char *const pieces[] = {
	"1", "1-", "1.", "1 ", "00:", "ab:", "::", "1.1.", "+", "+ (", "@", "a@", "a@b", "9x", "x9", "12-12-",
	"123-45-6789 ", "4111 ", "4111-1111-", "Mr. ", "Mr. A ", "Dr. Lee ", "MRN ", "MRN: ", "SSN SSN ",
	"DOB 1/1/", "| ", "|1", "\t1", "\t", "a,b,", "\"", "\"\"", "<", "> ", "\n", "\n> ", "\n-- \n", "A", "A ",
	"A. ", "Aa ", "Aa-", "O'", "http://", "www.", "://", "a.com ", "(01)00643169001763", "PID|", "PID|\n",
	"NM1*", "NM1*~", "~", "patient ", "patient name ", "diabetes ", "blood ", "may 1 ", "1 may ", "my number ",
	"call ", "in Aa ", "from Aa ", "Box 1 ", "12 Oak St, Springfield, IL 62701 ", "IL ", "photo of my ", "x*",
	"XX-", "\\u", "&#", "%3", "=3", "=\n", "MjE5", "\xe2\x80\xae", "\xe2\x80\x8b", "\xc3\xa9", "2 1 9 ",
	"Name\tDOB\n", "a\tb\tc\n", "a  b  c\n", "age 95 ", "On Mon wrote:\n", "From: a\n", "confidential ",
	"ninety ", "0x", "A1", "1AB2", "1HGBH41JXMN109186 ", "icd E11 ", "\r", "[", "# 1", "account ", "GB82 WEST ",
	"<given>", "<given>A</given>", "<id root=\"1\" extension=\"1\"/><patientRole>", "<family a='", "\"family\":{",
	"\"family\":\"A\",", "{\"given\":\"", "<~", "<~A~>", "AB2C\nAB=\n", "AB2=\n", "JBSWY3DP", "ADR;", "DTSTART:\n",
	"SSN: 5l2-43-B876 ",
};

#define PIECE_COUNT (sizeof(pieces) / sizeof(pieces[0]))

struct rate {
	const char *piece;
	double rate; /* MB/s */
};

static double
piece_rate(const struct scanner *scanner, const char *piece)
{
	static char text[TEXT_SIZE];
	struct message *m;

	for (size_t i = 0; i < TEXT_SIZE; i++)
		text[i] = piece[i % strlen(piece)];
	if (message_create(0, ARENA_LIMIT, &m) != 0)
		abort();
	double start = cpu_seconds();
	if (scanner_scan_text(scanner, bytes_make(text, TEXT_SIZE), m) != 0)
		abort();
	double seconds = cpu_seconds() - start;
	message_destroy(&m);
	return (double)TEXT_SIZE / 1e6 / seconds;
}

static int
rate_compare(const void *left, const void *right)
{
	const struct rate *a = left, *b = right;

	return (a->rate > b->rate) - (a->rate < b->rate);
}

static void
piece_print(const struct rate *rate)
{
	printf("%8.1f MB/s \"", rate->rate);
	for (const char *c = rate->piece; *c != '\0'; c++)
		printf(*c >= ' ' && *c < 0x7F ? "%c" : "\\x%02x", (unsigned char)*c);
	printf("\"\n");
}

int
main(void)
{
#ifdef SANITIZED
	return SKIPPED;
#endif
	static const uint8_t key[CRYPTO_KEY_SIZE];
	struct rate rates[PIECE_COUNT];
	struct configuration *configuration;
	struct scanner *scanner;
	struct diagnostics why = { 0 };
	int slow = 0;

	if (configuration_parse("", "defaults", &why, &configuration) != 0 ||
	    scanner_create(configuration, key, &why, &scanner) != 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < PIECE_COUNT; i++)
		rates[i] = (struct rate){ pieces[i], piece_rate(scanner, pieces[i]) };
	qsort(rates, PIECE_COUNT, sizeof(rates[0]), rate_compare);
	for (size_t i = 0; i < PIECE_COUNT && (i < SHOWN || rates[i].rate < LEAST); i++) {
		piece_print(&rates[i]);
		slow += rates[i].rate < LEAST;
	}
	printf("%zu texts, %d below %.1f MB/s\n", PIECE_COUNT, slow, LEAST);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
	return slow > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
