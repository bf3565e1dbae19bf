/* Check digits and ranges, each with the vectors its issuer publishes and our own broken ones. */
#include "tests/unit/test_scanner.h"

#include "core/attributes.h"
#include "scanner/digits.h"

typedef bool check(struct bytes);

struct digits_case {
	check *check;
	const char *value;
	bool valid;
};

static bool
ssn_possible(struct bytes value)
{
	return digits_ssn(value) == SSN_POSSIBLE;
}

static bool
ssn_sample(struct bytes value)
{
	return digits_ssn(value) == SSN_KNOWN_SAMPLE;
}

static bool
itin(struct bytes value)
{
	return digits_itin(value) == TAX_ITIN;
}

static bool
atin(struct bytes value)
{
	return digits_itin(value) == TAX_ATIN;
}

static const struct digits_case cases[] = {
	{ digits_only, "0123456789", true }, { digits_only, "", false }, { digits_only, "12a", false },
	{ digits_repeated, "7777", true }, { digits_repeated, "7778", false },
	{ digits_luhn, "79927398713", true }, { digits_luhn, "79927398710", false },
	{ digits_mod11, "9434765919", true }, { digits_mod11, "9434765918", false },
	{ digits_mod11, "080442957X", true }, { digits_mod11, "X804429570", false },
	{ digits_mod11, "0", false }, { digits_mod11, "", false }, { digits_mod11, "943476591a", false },
	{ digits_luhn, "", false }, { digits_luhn, "7992739871x", false },
	{ digits_payment_card, "4111111111111111", true },
	{ digits_payment_card, "4111111111111112", false },
	{ digits_payment_card, "378282246310005", true },
	{ digits_payment_card, "2223003122003222", true },
	{ digits_payment_card, "9111111111111111", false },
	{ digits_payment_card, "411111111111", false },
	{ digits_imei, "490154203237518", true }, { digits_imei, "490154203237517", false },
	{ digits_imei, "000000000000000", false }, { digits_imei, "49015420323751", false },
	{ digits_npi, "1234567893", true }, { digits_npi, "1234567890", false },
	{ digits_npi, "3234567893", false }, { digits_npi, "12345678931", false },
	{ digits_dea, "AB1234563", true }, { digits_dea, "ab1234563", true },
	{ digits_dea, "A91234563", true }, { digits_dea, "AB1234564", false },
	{ digits_dea, "A11234563", false }, { digits_dea, "OB1234563", false },
	{ digits_dea, "AB0000000", false },
	{ digits_aba, "021000021", true }, { digits_aba, "021000022", false },
	{ digits_aba, "421042111", false }, { digits_aba, "000000000", false },
	{ digits_iban, "GB82WEST12345698765432", true },
	{ digits_iban, "gb82west12345698765432", true },
	{ digits_iban, "DE89370400440532013000", true },
	{ digits_iban, "GB82WEST12345698765433", false },
	{ digits_iban, "GB82WEST1234569876543", false },
	{ digits_iban, "ZZ82WEST12345698765432", false }, { digits_iban, "", false },
	{ digits_vin, "1M8GDM9AXKP042788", true }, { digits_vin, "1m8gdm9axkp042788", true },
	{ digits_vin, "1M8GDM9A1KP042788", false }, { digits_vin, "11111111111111111", false },
	{ digits_vin, "1M8GDM9AXKP04278", false }, { digits_vin, "IM8GDM9AXKP042788", false },
	{ digits_vin_shape, "WAUZZZ8K9BA123456", true },
	{ digits_vin_shape, "ABCDEFGHJKLMNPRST", false },
	{ digits_gs1, "00012345678905", true }, { digits_gs1, "00012345678906", false },
	{ digits_gs1, "4006381333931", true }, { digits_gs1, "0001234567890", false },
	{ digits_hibcc, "+A123BJC5D6E71G", true }, { digits_hibcc, "+A123BJC5D6E71H", false },
	{ digits_hibcc, "A123BJC5D6E71G", false }, { digits_hibcc, "+1123BJC5D6E71G", false },
	{ digits_yymmdd, "251231", true }, { digits_yymmdd, "250200", true },
	{ digits_yymmdd, "251331", false }, { digits_yymmdd, "251232", false },
	{ digits_mrz, "L898902C36", true }, { digits_mrz, "L898902C35", false },
	{ digits_mrz, "7408122", true }, { digits_mrz, "l898902c36", false },
	{ ssn_possible, "001010001", true }, { ssn_possible, "899999999", true },
	{ ssn_possible, "773123456", true }, { ssn_possible, "000123456", false },
	{ ssn_possible, "666123456", false }, { ssn_possible, "900123456", false },
	{ ssn_possible, "123004567", false }, { ssn_possible, "123450000", false },
	{ ssn_possible, "12345678", false }, { ssn_possible, "777777777", false },
	{ ssn_sample, "078051120", true }, { ssn_sample, "219099999", true },
	{ ssn_sample, "987654320", true }, { ssn_sample, "987654329", true },
	{ ssn_sample, "987654330", false },
	{ itin, "912701234", true }, { itin, "912501234", true }, { itin, "912891234", false },
	{ itin, "912931234", false }, { itin, "912661234", false }, { itin, "812701234", false },
	{ atin, "912931234", true }, { atin, "912701234", false },
	{ digits_nanp, "2125551234", true }, { digits_nanp, "1125551234", false },
	{ digits_nanp, "2121551234", false }, { digits_nanp, "2911551234", false },
	{ digits_nanp, "2129551234", true }, { digits_nanp, "9115551234", false },
	{ digits_nanp, "2129111234", false }, { digits_nanp, "2955551234", false },
	{ digits_mbi, "1EG4TE5MK73", true }, { digits_mbi, "1eg4te5mk73", true },
	{ digits_mbi, "0EG4TE5MK73", false }, { digits_mbi, "1SG4TE5MK73", false },
	{ digits_mbi, "1EG4TE5MKA3", false }, { digits_mbi, "1EG4TE5MK7", false },
	{ digits_bic, "A", true }, { digits_bic, "B6", true }, { digits_bic, "C1", true },
	{ digits_bic, "HA", true }, { digits_bic, "H", false }, { digits_bic, "Z", false },
	{ digits_bic, "", false }, { digits_bic, "A1", false }, { digits_bic, "B6X", false },
};

START_TEST(test_vectors)
{
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(cases[i].check(bytes_of_string(cases[i].value)) == cases[i].valid,
		              "case %zu: '%s' should be %s", i, cases[i].value,
		              cases[i].valid ? "valid" : "invalid");
}
END_TEST

/* A single wrong digit must never pass a check digit. */
START_TEST(test_single_errors)
{
	static const struct { check *check; const char *value; } good[] = {
		{ digits_luhn, "4111111111111111" }, { digits_npi, "1234567893" },
		{ digits_aba, "021000021" }, { digits_iban, "DE89370400440532013000" },
		{ digits_gs1, "00012345678905" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		for (size_t at = 0; good[i].value[at] != '\0'; at++) {
			char value[40];
			strcpy(value, good[i].value);
			if (!byte_is_digit((uint8_t)value[at]))
				continue;
			value[at] = value[at] == '9' ? '0' : (char)(value[at] + 1);
			ck_assert_msg(!good[i].check(bytes_of_string(value)), "%s passes", value);
		}
}
END_TEST

Suite *
digits_suite(void)
{
	return UNIT_SUITE("digits", test_vectors, test_single_errors);
}
