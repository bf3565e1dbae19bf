#include "tests/golden/golden_patients.h"

#include "core/error.h"
#include "scanner/patient_list_builder.h"

static const struct {
	enum patient_field field;
	const char *text;
} values[] = {
	{ PATIENT_MRN, "NK-20417" },
	{ PATIENT_BIRTH_DATE, "1971-06-09" },
	{ PATIENT_EMAIL, "wexcombe@example.net" },
};

static int
list_write(const struct secret_key *key)
{
	struct patient_list_builder *builder;
	struct patient_list_counts counts;
	int err = patient_list_builder_create(key, &builder);

	if (err == 0)
		err = patient_list_builder_next(builder);
	if (err == 0)
		err = patient_list_builder_add_name(builder, bytes_of_string("Thessaly"),
		                                    bytes_of_string("Wexcombe"));
	for (size_t i = 0; i < ARRAY_LENGTH(values) && err == 0; i++)
		err = patient_list_builder_add(builder, values[i].field, bytes_of_string(values[i].text));
	if (err == 0)
		err = patient_list_builder_write(builder, "patients", (uid_t)-1, 0, &counts);
	patient_list_builder_destroy(&builder);
	return err;
}

int
golden_patients_make(void)
{
	struct configuration *configuration;
	struct diagnostics why;
	struct secret_key key;

	diagnostics_init(&why);
	int err = configuration_parse("", "golden", &why, &configuration);
	if (err != 0)
		return err;
	err = secret_key_create("patients.key");
	if (err == 0)
		err = secret_key_read_file(configuration, "scanner.patients_key", "patients.key", &why, &key);
	if (err == 0)
		err = list_write(&key);
	configuration_release(&configuration);
	diagnostics_release(&why);
	return err;
}
