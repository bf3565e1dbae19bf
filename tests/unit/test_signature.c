/* Where the sender's signature stands, and what is a quoted or a technical header. */
#include "tests/unit/test_scanner.h"

#include "core/attributes.h"
#include "scanner/signature.h"

struct signature_case {
	const char *text;
	const char *signature; /* NULL: none */
};

START_TEST(test_find)
{
	static const struct signature_case cases[] = {
		{ "Hi\n\n-- \nAnn\n555\n", "-- \nAnn\n555\n" },
		{ "Hi\r\n\r\nKind regards,\r\nAnn\r\n", "Kind regards,\r\nAnn\r\n" },
		{ "Hi\nThanks and best wishes\nAnn", "Thanks and best wishes\nAnn" },
		{ "Hi\nThank you!\nAnn\n\nOn Monday Bob <b@c.example> wrote:\n> hi\n",
		  "Thank you!\nAnn\n\n" },
		{ "Hi\nRegards\nAnn\n-----Original Message-----\nFrom: Bob\nThanks\nBob\n",
		  "Regards\nAnn\n" },
		{ "Hi\nRegards\nAnn\n> Hello\n", "Regards\nAnn\n" },
		{ "> Thanks,\n> Bob\nYes.\nCheers, \nAnn\n", "Cheers, \nAnn\n" },
		{ "Hi\nThis email is confidential and intended for one.\nA long long line of it.\n",
		  "This email is confidential and intended for one.\nA long long line of it.\n" },
		{ "Call him.\nSent from my phone", "Sent from my phone" },
		{ "Thanks for the note on Bob.\nHe is ill.\n", NULL },
		{ "Thanks,\nPatient name: Bob\nRoom 5\n", NULL },
		{ "Thanks.\nThe patient came on Monday and said that he had been feeling unwell for some days.\n",
		  NULL },
		{ "Hi\nBob\n", NULL },
		{ "", NULL },
		{ "From: Bob\nThanks,\nBob", "Thanks,\nBob" },
		{ "It is done.\n\nAnn Lee\nBenefits, ext. 4462\n", "Ann Lee\nBenefits, ext. 4462\n" },
		{ "It is done.\nAnn Lee, RN | 555-0101", "Ann Lee, RN | 555-0101" },
		{ "See the list\nAnn Lee\nann@h.example\n", "Ann Lee\nann@h.example\n" },
		{ "See the list:\nAnn Lee\n12 Elm Street\n", NULL },
		{ "Please see her.\n\nAnn Lee\nDOB 1/2/1960\n", NULL },
		{ "Yes.\nann lee\n", NULL },
		{ "Yes.\n\nAnn Lee\nHome Care\n\nThis email is confidential.\n",
		  "Ann Lee\nHome Care\n\nThis email is confidential.\n" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct bytes text = bytes_of_string(cases[i].text);
		struct signature found = signature_find(text, bytes_make(NULL, 0));
		struct bytes got = bytes_slice(text, found.start, found.length);
		ck_assert_msg(bytes_equal(got, bytes_of_string(cases[i].signature)),
		              "'%s' gave '%.*s'", cases[i].text, (int)got.length, got.data);
	}
}
END_TEST

START_TEST(test_the_name_is_in_the_from_field)
{
	struct bytes from = signature_from_field(bytes_of_string("Subject: x\nFrom: Ann Lee <a@h.example>\nTo: b\n"));
	struct bytes text = bytes_of_string("See below\nAnn\nBilling\n");
	struct bytes other = bytes_of_string("It is done.\n\nBob Ray\nBilling\n");

	ck_assert(bytes_equal(from, bytes_of_string("From: Ann Lee <a@h.example>")));
	ck_assert_uint_eq(signature_find(text, from).start, 10);
	ck_assert_uint_eq(signature_find(other, from).length, 0);
	ck_assert_uint_eq(signature_from_field(bytes_of_string("To: b\n")).length, 0);
}
END_TEST

START_TEST(test_long_letter_is_no_signature)
{
	char text[2048] = "Thanks,\n";
	for (unsigned i = 0; i < SIGNATURE_LINES + 1; i++)
		strcat(text, "one more line\n");
	ck_assert_uint_eq(signature_find(bytes_of_string(text), bytes_make(NULL, 0)).length, 0);
}
END_TEST

START_TEST(test_holds)
{
	const struct signature signature = { 10, 5 };
	const struct signature none = { 0, 0 };
	ck_assert(!signature_holds(&signature, 9));
	ck_assert(signature_holds(&signature, 10));
	ck_assert(signature_holds(&signature, 14));
	ck_assert(!signature_holds(&signature, 15));
	ck_assert(!signature_holds(&none, 0));
}
END_TEST

static size_t
place_of(const char *text, const char *word)
{
	return (size_t)(strstr(text, word) - text);
}

START_TEST(test_quoted_header)
{
	static const struct { const char *text; bool quoted; } cases[] = {
		{ "From: Bob <X>\nSent: today\n", true },
		{ "> > Cc: X\n", true },
		{ "On 5 May Bob <X> wrote:\n", true },
		{ "On Monday, 5 May,\nBob <X> wrote:\n", true },
		{ "On Monday, 5 May, Bob <X>\nwrote:\n", true },
		{ "On Monday write to X\nor call\n", false },
		{ "Write to X\n", false },
		{ "X", false },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(signature_in_quoted_header(bytes_of_string(cases[i].text),
		                                         place_of(cases[i].text, "X")) == cases[i].quoted,
		              "'%s'", cases[i].text);
}
END_TEST

START_TEST(test_header_kinds)
{
	const char *text = "Received: from 1\nSubject: 2\nTo: 3\nX-Patient: 4\nMessage-ID: 5\n"
	                   "Content-Description: 6\nContent-Type: 7\n";
	struct bytes bytes = bytes_of_string(text);
	ck_assert(signature_in_technical_header(bytes, place_of(text, "1")));
	ck_assert(!signature_in_technical_header(bytes, place_of(text, "2")));
	ck_assert(!signature_in_technical_header(bytes, place_of(text, "3")));
	ck_assert(!signature_in_technical_header(bytes, place_of(text, "4")));
	ck_assert(signature_in_technical_header(bytes, place_of(text, "5")));
	ck_assert(!signature_in_technical_header(bytes, place_of(text, "6")));
	ck_assert(signature_in_technical_header(bytes, place_of(text, "7")));
	ck_assert(signature_in_address_header(bytes, place_of(text, "3")));
	ck_assert(!signature_in_address_header(bytes, place_of(text, "2")));
}
END_TEST

Suite *
signature_suite(void)
{
	return UNIT_SUITE("signature", test_find, test_the_name_is_in_the_from_field, test_long_letter_is_no_signature, test_holds,
	                  test_quoted_header, test_header_kinds);
}
