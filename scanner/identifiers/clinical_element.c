#include "scanner/identifiers/clinical_element.h"

#include "core/attributes.h"

#define ELEMENT(name, kind) { name, CLINICAL_##kind, CLINICAL_NOBODY, 0 }
#define HOLDER(name, kind, holder) { name, CLINICAL_##kind, CLINICAL_##holder, 0 }
#define OWNER(name, kind, holder, number) { name, CLINICAL_##kind, CLINICAL_##holder, IDENTIFIER_##number }
#define NUMBER(name, number) { name, CLINICAL_NUMBER, CLINICAL_NOBODY, IDENTIFIER_##number }

/* In the order of bytes_compare_nocase(). */
static const struct clinical_element elements[] = {
	OWNER("Account", OTHER, NOBODY, ACCOUNT_NUMBER),
	HOLDER("assignedAuthor", OTHER, PROVIDER),
	HOLDER("assignedCustodian", OTHER, ORGANIZATION),
	HOLDER("assignedEntity", OTHER, PROVIDER),
	HOLDER("assignedPerson", PERSON, PROVIDER),
	HOLDER("associatedEntity", OTHER, PATIENT),
	HOLDER("associatedPerson", PERSON, PATIENT),
	HOLDER("authenticator", OTHER, PROVIDER),
	HOLDER("author", OTHER, PROVIDER),
	OWNER("beneficiary", PERSON, PATIENT, PLAN_MEMBER_ID),
	ELEMENT("birthDate", BIRTH),
	ELEMENT("birthTime", BIRTH),
	NUMBER("carrierHRF", UDI),
	ELEMENT("center", DATE),
	ELEMENT("city", CITY),
	OWNER("Claim", OTHER, NOBODY, OTHER_ID),
	ELEMENT("class", CLASS),
	ELEMENT("code", CODE),
	ELEMENT("coding", TYPE),
	ELEMENT("county", COUNTY),
	OWNER("Coverage", OTHER, PATIENT, PLAN_MEMBER_ID),
	HOLDER("custodian", OTHER, ORGANIZATION),
	HOLDER("dataEnterer", OTHER, PROVIDER),
	ELEMENT("deceasedDateTime", DATE),
	ELEMENT("deceasedTime", DATE),
	HOLDER("Device", OTHER, ORGANIZATION),
	ELEMENT("display", LABEL),
	ELEMENT("district", COUNTY),
	ELEMENT("effectiveTime", DATE),
	OWNER("encompassingEncounter", OTHER, NOBODY, OTHER_ID),
	OWNER("Encounter", OTHER, NOBODY, OTHER_ID),
	OWNER("ExplanationOfBenefit", OTHER, NOBODY, OTHER_ID),
	ELEMENT("extension", EXTENSION),
	ELEMENT("family", NAME_PART),
	ELEMENT("given", NAME_PART),
	HOLDER("guardian", OTHER, PATIENT),
	HOLDER("guardianPerson", PERSON, PATIENT),
	HOLDER("healthCareFacility", OTHER, ORGANIZATION),
	HOLDER("HealthcareService", OTHER, ORGANIZATION),
	ELEMENT("high", DATE),
	ELEMENT("id", ID),
	ELEMENT("identifier", IDENTIFIER),
	HOLDER("individual", PERSON, PROVIDER),
	HOLDER("informationRecipient", PERSON, PROVIDER),
	HOLDER("intendedRecipient", OTHER, PROVIDER),
	HOLDER("legalAuthenticator", OTHER, PROVIDER),
	ELEMENT("line", STREET),
	HOLDER("Location", OTHER, ORGANIZATION),
	ELEMENT("low", DATE),
	HOLDER("manufacturedProduct", OTHER, ORGANIZATION),
	ELEMENT("name", NAME),
	HOLDER("Organization", OTHER, ORGANIZATION),
	OWNER("Patient", PERSON, PATIENT, MRN),
	OWNER("patientRole", OTHER, PATIENT, MRN),
	HOLDER("performer", OTHER, PROVIDER),
	HOLDER("Person", PERSON, NOBODY),
	HOLDER("policyHolder", PERSON, PATIENT),
	ELEMENT("postalCode", ZIP_CODE),
	HOLDER("Practitioner", PERSON, PROVIDER),
	HOLDER("PractitionerRole", OTHER, PROVIDER),
	HOLDER("providerOrganization", OTHER, ORGANIZATION),
	HOLDER("recordTarget", OTHER, PATIENT),
	HOLDER("relatedEntity", OTHER, PATIENT),
	HOLDER("RelatedPerson", PERSON, PATIENT),
	HOLDER("relatedSubject", PERSON, PATIENT),
	HOLDER("representedOrganization", OTHER, ORGANIZATION),
	ELEMENT("resourceType", RESOURCE),
	HOLDER("responsibleParty", OTHER, PROVIDER),
	ELEMENT("root", SYSTEM),
	HOLDER("scopingOrganization", OTHER, ORGANIZATION),
	NUMBER("serialNumber", DEVICE_SERIAL),
	HOLDER("serviceProviderOrganization", OTHER, ORGANIZATION),
	ELEMENT("streetAddressLine", STREET),
	OWNER("subject", PERSON, PATIENT, MRN),
	OWNER("subscriber", PERSON, PATIENT, PLAN_MEMBER_ID),
	NUMBER("subscriberId", PLAN_MEMBER_ID),
	ELEMENT("system", SYSTEM),
	ELEMENT("telecom", TELECOM),
	ELEMENT("text", LABEL),
	ELEMENT("time", DATE),
	ELEMENT("type", TYPE),
	ELEMENT("url", SYSTEM),
	ELEMENT("value", VALUE),
	ELEMENT("valueString", VALUE),
	HOLDER("wholeOrganization", OTHER, ORGANIZATION),
};

const struct clinical_element *
clinical_element_find(struct bytes name)
{
	static const struct clinical_element other = ELEMENT("", OTHER);
	size_t low = 0, high = ARRAY_LENGTH(elements);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = bytes_compare_nocase(name, bytes_of_string(elements[middle].name));
		if (order == 0)
			return &elements[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return &other;
}
