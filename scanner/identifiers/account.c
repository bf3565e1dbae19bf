/* Account numbers, 45 CFR 164.514(b)(2)(i)(J): cards, bank accounts, routing numbers, IBANs. */
#include "scanner/cue_ends.h"
#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"
#include "scanner/wallet.h"

/* ISO/IEC 7812-1: a card number has at most 19 digits. */
#define CARD_DIGITS_LEAST 12
#define CARD_DIGITS_MOST 19
#define CARD_LENGTH_MOST (CARD_DIGITS_MOST + 3) /* with separators */

/* The number of an account beside its bank's routing number. */
#define PAIR_GAP 4
#define PAIR_DIGITS_LEAST 6
#define PAIR_DIGITS_MOST 17

enum {
	PATTERN_CARD_FOURS, PATTERN_CARD_SIXES, PATTERN_CARD_PLAIN, PATTERN_IBAN, PATTERN_ABA, PATTERN_SEGMENT,
	PATTERN_IBAN_LABEL, PATTERN_ROUTING_LABEL, PATTERN_CARD_LABEL, PATTERN_ACCOUNT_LABEL,
	PATTERN_ACCOUNT_NUMBERED, PATTERN_BANK_LABEL, PATTERN_BANK_NUMBERED, PATTERN_BANK_SLASHED, PATTERN_WALLET,
};

#define CARD_WORDS(CUE) \
	CUE("credit card") CUE("debit card") CUE("credit card number") CUE("credit card no") \
	CUE("debit card number") CUE("card number") CUE("card no") CUE("card num") CUE("card") \
	CUE("cc") CUE("cc number") CUE("cc no") CUE("visa") CUE("mastercard") CUE("master card") \
	CUE("amex") CUE("american express") CUE("discover") CUE("visa card") \
	CUE("credit card num") CUE("cards") CUE("payment card") CUE("pan") CUE("credit") \
	CUE("debit") CUE("visa number") CUE("credit no")
CUE_ARRAY(card_words, CARD_WORDS);
static const struct cue_table card_cues = CUE_TABLE_INDEXED(card_words);

#define ROUTING_WORDS(CUE) \
	CUE("routing") CUE("routing number") CUE("routing no") CUE("routing num") \
	CUE("routing code") CUE("aba") CUE("aba number") CUE("aba no") CUE("rtn") \
	CUE("routing transit number") CUE("aba routing") CUE("aba routing number") \
	CUE("transit") CUE("transit number") CUE("routing transit") CUE("aba transit number") \
	CUE("transit routing number") CUE("aba num")
CUE_ARRAY(routing_words, ROUTING_WORDS);
static const struct cue_table routing_cues = CUE_TABLE_INDEXED(routing_words);

/* No labels: an IBAN is known by its shape near them. */
#define IBAN_WORDS_NEAR(CUE) \
	CUE("account") CUE("acct") CUE("transfer") CUE("wire") CUE("bank")
#define IBAN_WORDS(CUE) \
	CUE("iban") IBAN_WORDS_NEAR(CUE)
CUE_ARRAY(iban_words, IBAN_WORDS);
static const struct cue_table iban_cues = CUE_TABLE_INDEXED(iban_words);
static const struct cue_table iban_labels = CUE_TABLE_LESS(iban_words, IBAN_WORDS_NEAR);

/* Before a number. */
#define BANK_WORDS_ALONE(CUE) \
	CUE("checking") CUE("savings")
/* Found by its last letter, since "a" begins too much. */
#define BANK_WORDS_SLASHED(CUE) \
	CUE("a/c")
#define BANK_WORDS_NO_LABELS(CUE) BANK_WORDS_ALONE(CUE) BANK_WORDS_SLASHED(CUE)
#define BANK_WORDS(CUE) \
	CUE("checking account") CUE("savings account") CUE("bank account") \
	LABEL_NUMBERED(CUE, "bank account") CUE("checking acct") CUE("savings acct") \
	CUE("bank acct") LABEL_NUMBERED(CUE, "bank acct") LABEL_NUMBERED(CUE, "checking") \
	LABEL_NUMBERED(CUE, "savings") LABEL_NUMBERED(CUE, "bank") LABEL_NUMBERED(CUE, "loan") \
	CUE("loan account") LABEL_NUMBERED(CUE, "direct deposit") CUE("direct deposit account") \
	LABEL_NUMBERED(CUE, "dda") \
	BANK_WORDS_NO_LABELS(CUE)
CUE_ARRAY(bank_words, BANK_WORDS);
static const struct cue_table bank_cues = CUE_TABLE_INDEXED(bank_words);
static const struct cue_table bank_labels = CUE_TABLE_LESS(bank_words, BANK_WORDS_NO_LABELS);
static const struct cue_table bank_words_alone = CUE_TABLE_BETWEEN(bank_words, BANK_WORDS_ALONE, BANK_WORDS_SLASHED);
static const struct cue slashed_words[] = { CUE("c") };
static const struct cue_table slashed_cues = CUE_TABLE(slashed_words);

/* Before a number. */
#define ACCOUNT_WORDS_ALONE(CUE) \
	CUE("guarantor")
#define ACCOUNT_WORDS(CUE) \
	CUE("account") LABEL_NUMBERED(CUE, "account") CUE("acct") LABEL_NUMBERED(CUE, "acct") \
	CUE("accts") CUE("accounts") LABEL_NUMBERED(CUE, "acc") CUE("patient account") \
	CUE("patient acct") CUE("guarantor account") LABEL_NUMBERED(CUE, "guarantor") \
	LABEL_NUMBERED(CUE, "billing") CUE("hsa acct") CUE("fsa acct") \
	LABEL_NUMBERED(CUE, "hsa") LABEL_NUMBERED(CUE, "fsa") CUE("pid 18") CUE("pid 18.1") CUE("clm01") \
	CUE("clp01") LABEL_NUMBERED(CUE, "responsible party") LABEL_NUMBERED(CUE, "statement") \
	CUE("patient control number") CUE("patient control no") \
	ACCOUNT_WORDS_ALONE(CUE)
CUE_ARRAY(account_words, ACCOUNT_WORDS);
static const struct cue_table account_cues = CUE_TABLE_INDEXED(account_words);
static const struct cue_table account_labels = CUE_TABLE_LESS(account_words, ACCOUNT_WORDS_ALONE);
static const struct cue_table account_words_alone = CUE_TABLE_LAST(account_words, ACCOUNT_WORDS_ALONE);

static const struct detector_pattern patterns[] = {
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	[PATTERN_CARD_FOURS] = { .shape = "[2-6]\\d{3}[-. ]\\d{4}[-. ]\\d{4}[-. ]\\d{4}" },
	[PATTERN_CARD_SIXES] = { .shape = "3\\d{3}[-. ]\\d{6}[-. ]\\d{4}" },
	[PATTERN_CARD_PLAIN] = { .shape = "\\d{14,}" },
	[PATTERN_IBAN] = { .shape = "[A-Z]{2}\\d{2}[ -]?[A-Z0-9]{4}[ -]?\\d{4}" },
	[PATTERN_ABA] = { .shape = "\\b\\d{4}-\\d{4}-\\d\\b" },
	[PATTERN_WALLET] = { .shape = WALLET_SHAPE },
	[PATTERN_IBAN_LABEL] = { .words = &iban_labels },
	[PATTERN_ROUTING_LABEL] = { .words = &routing_cues },
	[PATTERN_CARD_LABEL] = { .words = &card_cues },
	[PATTERN_ACCOUNT_LABEL] = { .words = &account_labels },
	[PATTERN_ACCOUNT_NUMBERED] = { .words = &account_words_alone, .place = WORD_BEFORE_NUMBER },
	[PATTERN_BANK_LABEL] = { .words = &bank_labels },
	[PATTERN_BANK_NUMBERED] = { .words = &bank_words_alone, .place = WORD_BEFORE_NUMBER },
	[PATTERN_BANK_SLASHED] = { .words = &slashed_cues },
};

/* ---- payment cards ------------------------------------------------------------ */

/* Reads digits in groups divided by one separator; 0 when there are too few or too many. */
static size_t
card_end(struct bytes text, size_t start)
{
	size_t digits = 0;
	size_t end = start;
	for (size_t at = start; at < text.length; at++) {
		if (byte_is_digit(text.data[at])) {
			if (++digits > CARD_DIGITS_MOST)
				return 0;
			end = at + 1;
			continue;
		}
		bool joins = text.data[at] == ' ' || text.data[at] == '-' || text.data[at] == '.';
		if (!joins || at + 1 >= text.length || !byte_is_digit(text.data[at + 1]))
			break;
	}
	return digits >= CARD_DIGITS_LEAST ? end : 0;
}

static int
report_card(const struct detector_text *text, const struct labelled *label, size_t start,
            size_t end)
{
	const char *cue = label != NULL ? label->cue : around_find(text, start, &card_cues);
	struct cue_match match = { cue, 0, cue != NULL ? start : 0 };
	struct value_compact value = value_compact(text->bytes, start, end);
	struct bytes digits = value_bytes(&value);
	bool issued = digits_payment_card(digits);
	if (digits_repeated(digits) || !label_value_stands(text->bytes, label, start, end) ||
	    value_denied(text, start, match))
		return 0;
	/* Other issuers' cards only where the text calls the number a card. */
	if (!issued && (cue == NULL || !digits_luhn(digits)))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_PAYMENT_CARD,
		.start = start,
		.end = end,
		.confidence = cue == NULL ? CONFIDENCE_STRICT
		              : issued    ? CONFIDENCE_CHECKED_CUE
		                          : CONFIDENCE_CHECKED,
		.cue = cue,
		.validator = issued ? "Luhn, issuer range" : "Luhn",
	};
	return identifier_report(text, &found);
}

static int
confirm_card(const struct detector_text *text, unsigned pattern, size_t end)
{
	static const char *const shapes[] = { "9999-9999-9999-9999", "9999-999999-9999", "99999999999999" };
	struct bytes bytes = text->bytes;
	size_t start;
	if (!value_shape_before(bytes, end, shapes[pattern], &start))
		return 0;
	/* The match may have begun inside a run of digits, or end before it does. */
	while (start > 0 && byte_is_digit(bytes.data[start - 1]))
		if (end - --start > CARD_LENGTH_MOST)
			return 0;
	while (end < bytes.length && byte_is_digit(bytes.data[end]))
		if (++end - start > CARD_LENGTH_MOST)
			return 0;
	return report_card(text, NULL, start, end);
}

static int
take_card(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t stop = card_end(text->bytes, value->start);
	if (stop == 0)
		return 0;
	*end = stop;
	return report_card(text, value, value->start, stop);
}

/* ---- bank ------------------------------------------------------------------------ */

/* An IBAN from `start`: its country tells how many characters, in groups or not. */
static int
report_iban(const struct detector_text *text, size_t start, size_t *end)
{
	struct bytes bytes = text->bytes;
	size_t length = digits_iban_length(bytes_slice(bytes, start, 2));
	size_t count = 0;
	size_t at = start;
	for (; at < bytes.length && count < length; at++) {
		if (byte_is_alnum(bytes.data[at]))
			count++;
		else if ((bytes.data[at] != ' ' && bytes.data[at] != '-') || at == start ||
		         !byte_is_alnum(bytes.data[at - 1]))
			return 0;
	}
	struct value_compact value = value_compact(bytes, start, at);
	if (count == 0 || !digits_iban(value_bytes(&value)) || !value_stands_alone(bytes, start, at))
		return 0;
	const char *cue = around_find(text, start, &iban_cues);
	const struct identifier found = {
		.type = IDENTIFIER_IBAN,
		.start = start,
		.end = at,
		.confidence = cue != NULL ? CONFIDENCE_CHECKED_CUE : CONFIDENCE_CHECKED,
		.cue = cue,
		.validator = "mod 97",
	};
	*end = at;
	return identifier_report(text, &found);
}

static int
take_iban(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	return report_iban(text, value->start, end);
}

static int
confirm_iban(const struct detector_text *text, size_t end)
{
	static const char *const shapes[] = { "AA99~XXXX~9999" };
	size_t start, stop;
	if (!value_shape_before(text->bytes, end, shapes[0], &start))
		return 0;
	return report_iban(text, start, &stop);
}

static int
report_routing(const struct detector_text *text, const struct labelled *label, size_t start,
               size_t end)
{
	const char *cue = label != NULL ? label->cue : around_find(text, start, &routing_cues);
	struct value_compact value = value_compact(text->bytes, start, end);
	if (!digits_aba(value_bytes(&value)) || !label_value_stands(text->bytes, label, start, end))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_ABA_ROUTING,
		.start = start,
		.end = end,
		.confidence = cue != NULL ? CONFIDENCE_CHECKED_CUE : CONFIDENCE_STRICT,
		.cue = cue,
		.validator = "ABA 3-7-1",
	};
	return identifier_report(text, &found);
}

/* "Routing 021000021 / 000448120093": what is beside a routing number is the account. */
static int
report_paired(const struct detector_text *text, const struct labelled *label, size_t routing_end)
{
	struct bytes bytes = text->bytes;
	size_t start = routing_end;
	while (start < bytes.length && start - routing_end < PAIR_GAP && strchr(" /,;|-", bytes.data[start]) != NULL)
		start++;
	size_t end = start;
	while (end < bytes.length && byte_is_digit(bytes.data[end]))
		end++;
	struct bytes digits = bytes_slice(bytes, start, end - start);
	if (start == routing_end || digits.length < PAIR_DIGITS_LEAST || digits.length > PAIR_DIGITS_MOST ||
	    digits_nanp(digits) || digits_aba(digits) || !value_stands_on_right(bytes, end))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_BANK_ACCOUNT,
		.start = start,
		.end = end,
		.confidence = CONFIDENCE_CUE,
		.cue = label->cue,
	};
	return identifier_report(text, &found);
}

static int
take_routing(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t stop;
	if (!value_shape_at(text->bytes, value->start, "9999~9999~9", &stop))
		return 0;
	*end = stop;
	int err = report_routing(text, value, value->start, stop);
	return err == 0 ? report_paired(text, value, stop) : err;
}

static int
take_bank(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	return identifier_take_word(text, value, IDENTIFIER_BANK_ACCOUNT, SUBJECT_UNKNOWN, end);
}

static int
take_account(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	/* "On account of 1234 things": the word alone asks for more of a number. */
	bool vague = strcmp(value->cue, "account") == 0 || strcmp(value->cue, "accounts") == 0;
	if (vague && label_word_end(text->bytes, value->start) - value->start < 5)
		return 0;
	return identifier_take_word(text, value, IDENTIFIER_ACCOUNT_NUMBER, SUBJECT_UNKNOWN, end);
}

/* Whether the "c" before `end` is that of "a/c". */
static bool
is_slashed(struct bytes text, size_t end)
{
	return end > 2 && text.data[end - 2] == '/' && byte_lower(text.data[end - 3]) == 'a' &&
	       !cue_word_before(text, end - 3);
}

static int
confirm_wallet(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end;
	while (start > 0 && byte_is_alnum(bytes.data[start - 1]))
		start--;
	const char *check = wallet_check(bytes_slice(bytes, start, end - start));
	if (check == NULL)
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_ACCOUNT_NUMBER,
		.start = start,
		.end = end,
		.confidence = CONFIDENCE_STRICT,
		.validator = check,
	};
	return identifier_report(text, &found);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	size_t start;
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_account.category);
	switch (pattern) {
	case PATTERN_CARD_FOURS:
	case PATTERN_CARD_SIXES:
	case PATTERN_CARD_PLAIN:
		return confirm_card(text, pattern, end);
	case PATTERN_IBAN:
		return confirm_iban(text, end);
	case PATTERN_WALLET:
		return confirm_wallet(text, end);
	case PATTERN_ABA:
		if (!value_shape_before(text->bytes, end, "9999-9999-9", &start))
			return 0;
		return report_routing(text, NULL, start, end);
	default:
		break;
	}
	switch (pattern) {
	case PATTERN_IBAN_LABEL:
		return label_read(text, end, &iban_cues, take_iban);
	case PATTERN_ROUTING_LABEL:
		return label_read(text, end, &routing_cues, take_routing);
	case PATTERN_CARD_LABEL:
		return label_read(text, end, &card_cues, take_card);
	case PATTERN_ACCOUNT_LABEL:
	case PATTERN_ACCOUNT_NUMBERED:
		if (cue_ending(text->bytes, end, &bank_cues).cue == NULL)
			return label_read(text, end, &account_cues, take_account);
		return 0; /* the next pattern's, which knows which account */
	case PATTERN_BANK_SLASHED:
		return is_slashed(text->bytes, end) ? label_read(text, end, &bank_cues, take_bank) : 0;
	default:
		return label_read(text, end, &bank_cues, take_bank);
	}
}

#define CARD(text, found) { (text), IDENTIFIER_PAYMENT_CARD, (found) }
#define IBAN(text, found) { (text), IDENTIFIER_IBAN, (found) }
#define ABA(text, found) { (text), IDENTIFIER_ABA_ROUTING, (found) }
#define BANK(text, found) { (text), IDENTIFIER_BANK_ACCOUNT, (found) }
#define ACCOUNT(text, found) { (text), IDENTIFIER_ACCOUNT_NUMBER, (found) }
#define BAD(text) { (text), IDENTIFIER_PAYMENT_CARD, NULL }

static const struct detector_case cases[] = {
	ACCOUNT("PID-18: 7781204", "7781204"),
	ACCOUNT("CLP*7781204*1*320*200**12*119932404007801~", "7781204"),
	CARD("card 4539578763621486 expires", "4539578763621486"),
	CARD("4539 5787 6362 1486", "4539 5787 6362 1486"),
	CARD("4539-5787-6362-1486", "4539-5787-6362-1486"),
	CARD("amex 3714 496353 98431", "3714 496353 98431"),
	CARD("371449635398431", "371449635398431"),
	CARD("Card number: 6759649826438453", "6759649826438453"),
	CARD("Name\tCard\nAnn\t4539578763621486\n", "4539578763621486"),
	IBAN("pay to GB82 WEST 1234 5698 7654 32 now", "GB82 WEST 1234 5698 7654 32"),
	IBAN("IBAN: DE89370400440532013000", "DE89370400440532013000"),
	IBAN("my iban is gb82west12345698765432", "gb82west12345698765432"),
	ABA("Routing number 021000021", "021000021"),
	ABA("ABA: 0210-0002-1", "0210-0002-1"),
	BANK("Checking account no. 000123456789", "000123456789"),
	BANK("bank account number is 12345678", "12345678"),
	BANK("routing 021000021, checking 000448120093", "000448120093"),
	BANK("A/C No. 000448120093", "000448120093"),
	BANK("my a/c: 000448120093", "000448120093"),
	BAD("D/C No. 000448120093"),
	BAD("NASA/C No. 000448120093"),
	BAD("checking version 000448.120.1"),
	ACCOUNT("Acct # 4417-8820", "4417-8820"),
	ACCOUNT("account number: A00912234", "A00912234"),
	ACCOUNT("Name,Account,City\nAnn,8811220,Rome\n", "8811220"),
	ACCOUNT("Guarantor #  8820193\n", "8820193"),
	ACCOUNT("Billing ID: BL-7720418", "BL-7720418"),
	BANK("Savings no. 77204188301", "77204188301"),
	BANK("routing 021000021 / 7720418830", "7720418830"),
	ACCOUNT("to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 today", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
	ACCOUNT("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
	BAD("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"),
	BAD("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"),
	BAD("routing by 2 / 7720418830"),
	BAD("her guarantor signed in 2021"),
	BAD("4539578763621487"),
	BAD("card 4539578763621487"),
	BAD("tracking 4539578763621486"),
	BAD("14539578763621486221199"),
	BAD("https://h.example/?n=4539578763621486"),
	BAD("0000 0000 0000 0000"),
	BAD("GB82 WEST 1234 5698 7654 33"),
	BAD("routing 021000022"),
	BAD("take into account 2021 and 2022"),
	BAD("account for 12 of them"),
	BAD("on account of 1234 reasons, order 99887766"),
};

const struct detector detector_account = {
	.name = "account",
	.category = 10,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
