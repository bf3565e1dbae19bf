#include "tools/edm_columns.h"

#include "core/attributes.h"

#define HEADING_LIMIT 48

static const struct {
	const char *heading; /* letters and digits alone */
	uint8_t column;
} headings[] = {
	{ "given", EDM_COLUMN_GIVEN },
	{ "givenname", EDM_COLUMN_GIVEN },
	{ "givennames", EDM_COLUMN_GIVEN },
	{ "first", EDM_COLUMN_GIVEN },
	{ "firstname", EDM_COLUMN_GIVEN },
	{ "fname", EDM_COLUMN_GIVEN },
	{ "forename", EDM_COLUMN_GIVEN },
	{ "family", EDM_COLUMN_FAMILY },
	{ "familyname", EDM_COLUMN_FAMILY },
	{ "last", EDM_COLUMN_FAMILY },
	{ "lastname", EDM_COLUMN_FAMILY },
	{ "lname", EDM_COLUMN_FAMILY },
	{ "surname", EDM_COLUMN_FAMILY },
	{ "name", PATIENT_NAME },
	{ "fullname", PATIENT_NAME },
	{ "birthdate", PATIENT_BIRTH_DATE },
	{ "birthday", PATIENT_BIRTH_DATE },
	{ "born", PATIENT_BIRTH_DATE },
	{ "dateofbirth", PATIENT_BIRTH_DATE },
	{ "dob", PATIENT_BIRTH_DATE },
	{ "ssn", PATIENT_SSN },
	{ "ss", PATIENT_SSN },
	{ "socialsecurity", PATIENT_SSN },
	{ "socialsecurityno", PATIENT_SSN },
	{ "socialsecuritynumber", PATIENT_SSN },
	{ "mrn", PATIENT_MRN },
	{ "medicalrecord", PATIENT_MRN },
	{ "medicalrecordno", PATIENT_MRN },
	{ "medicalrecordnumber", PATIENT_MRN },
	{ "medrecno", PATIENT_MRN },
	{ "chart", PATIENT_MRN },
	{ "chartno", PATIENT_MRN },
	{ "chartnumber", PATIENT_MRN },
	{ "id", PATIENT_MRN },
	{ "number", PATIENT_MRN },
	{ "no", PATIENT_MRN },
	{ "empi", PATIENT_MRN },
	{ "memberid", PATIENT_MEMBER_ID },
	{ "memberno", PATIENT_MEMBER_ID },
	{ "membernumber", PATIENT_MEMBER_ID },
	{ "subscriberid", PATIENT_MEMBER_ID },
	{ "subscribernumber", PATIENT_MEMBER_ID },
	{ "beneficiaryid", PATIENT_MEMBER_ID },
	{ "insuranceid", PATIENT_MEMBER_ID },
	{ "insurancenumber", PATIENT_MEMBER_ID },
	{ "healthplanid", PATIENT_MEMBER_ID },
	{ "policy", PATIENT_MEMBER_ID },
	{ "policyno", PATIENT_MEMBER_ID },
	{ "policynumber", PATIENT_MEMBER_ID },
	{ "mbi", PATIENT_MEMBER_ID },
	{ "medicareid", PATIENT_MEMBER_ID },
	{ "medicarenumber", PATIENT_MEMBER_ID },
	{ "medicaidid", PATIENT_MEMBER_ID },
	{ "medicaidnumber", PATIENT_MEMBER_ID },
	{ "account", PATIENT_ACCOUNT },
	{ "accountid", PATIENT_ACCOUNT },
	{ "accountno", PATIENT_ACCOUNT },
	{ "accountnumber", PATIENT_ACCOUNT },
	{ "acct", PATIENT_ACCOUNT },
	{ "acctno", PATIENT_ACCOUNT },
	{ "license", PATIENT_LICENSE },
	{ "licensenumber", PATIENT_LICENSE },
	{ "driverslicense", PATIENT_LICENSE },
	{ "driverslicensenumber", PATIENT_LICENSE },
	{ "driverlicense", PATIENT_LICENSE },
	{ "phone", PATIENT_PHONE },
	{ "phoneno", PATIENT_PHONE },
	{ "phonenumber", PATIENT_PHONE },
	{ "telephone", PATIENT_PHONE },
	{ "telephonenumber", PATIENT_PHONE },
	{ "tel", PATIENT_PHONE },
	{ "mobile", PATIENT_PHONE },
	{ "mobilephone", PATIENT_PHONE },
	{ "cell", PATIENT_PHONE },
	{ "cellphone", PATIENT_PHONE },
	{ "homephone", PATIENT_PHONE },
	{ "workphone", PATIENT_PHONE },
	{ "fax", PATIENT_PHONE },
	{ "faxnumber", PATIENT_PHONE },
	{ "email", PATIENT_EMAIL },
	{ "emailaddress", PATIENT_EMAIL },
	{ "mail", PATIENT_EMAIL },
	{ "street", PATIENT_STREET },
	{ "streetaddress", PATIENT_STREET },
	{ "address", PATIENT_STREET },
	{ "addressline", PATIENT_STREET },
	{ "homeaddress", PATIENT_STREET },
};

static unsigned
heading_find(struct bytes plain)
{
	for (size_t i = 0; i < ARRAY_LENGTH(headings); i++)
		if (bytes_equal(plain, bytes_of_string(headings[i].heading)))
			return headings[i].column;
	return EDM_COLUMN_NONE;
}

unsigned
edm_column_find(struct bytes heading)
{
	static const char *const owners[] = { "patient", "pt" };
	char plain[HEADING_LIMIT];
	size_t length = 0;

	for (size_t i = 0; i < heading.length && length < sizeof(plain); i++)
		if (byte_is_alnum(heading.data[i]))
			plain[length++] = (char)byte_lower(heading.data[i]);
	while (length > 0 && byte_is_digit((uint8_t)plain[length - 1]))
		length--;
	struct bytes word = bytes_make(plain, length);
	for (size_t i = 0; i < ARRAY_LENGTH(owners); i++) {
		size_t owner = strlen(owners[i]);
		if (length > owner && memcmp(plain, owners[i], owner) == 0 &&
		    heading_find(bytes_slice(word, owner, SIZE_MAX)) != EDM_COLUMN_NONE)
			return heading_find(bytes_slice(word, owner, SIZE_MAX));
	}
	/* "id" and "number" alone may be of anything: a patient's must say so. */
	static const char *const bare[] = { "id", "number", "no" };
	return bytes_among(word, bare, ARRAY_LENGTH(bare)) ? EDM_COLUMN_NONE : heading_find(word);
}

const char *
edm_column_name(unsigned column)
{
	if (column == EDM_COLUMN_GIVEN)
		return "given-name";
	return column == EDM_COLUMN_FAMILY ? "family-name" : patient_field_name(column);
}
