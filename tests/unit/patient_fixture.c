#include "tests/unit/patient_fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/error.h"

static void
row_add(struct patient_list_builder *builder, const struct patient_row *row)
{
	const struct {
		enum patient_field field;
		const char *text;
	} cells[] = {
		{ PATIENT_BIRTH_DATE, row->birth }, { PATIENT_SSN, row->ssn },
		{ PATIENT_MRN, row->mrn },          { PATIENT_MEMBER_ID, row->member },
		{ PATIENT_PHONE, row->phone },      { PATIENT_EMAIL, row->email },
		{ PATIENT_STREET, row->street },
	};

	ck_assert_int_eq(patient_list_builder_next(builder), 0);
	if (row->given != NULL)
		ck_assert_int_eq(patient_list_builder_add_name(builder, bytes_of_string(row->given),
		                                               bytes_of_string(row->family)), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(cells); i++)
		if (cells[i].text != NULL)
			ck_assert_int_eq(patient_list_builder_add(builder, cells[i].field,
			                                          bytes_of_string(cells[i].text)), 0);
}

struct patient_fixture
patient_fixture_make(const struct patient_row *rows, size_t count, struct patient_list_counts *counts)
{
	struct patient_fixture fixture = { .folder = "/tmp/phimilter-patients-XXXXXX" };
	struct patient_list_builder *builder;
	struct patient_list_counts ignored;
	struct diagnostics why;
	struct secret_key key;
	char settings[300];

	ck_assert_ptr_nonnull(mkdtemp(fixture.folder));
	snprintf(fixture.list, sizeof(fixture.list), "%s/list", fixture.folder);
	snprintf(fixture.key, sizeof(fixture.key), "%s/key", fixture.folder);
	snprintf(settings, sizeof(settings), "scanner: {\npatients = \"%s\";\npatients_key = \"%s\";\n};",
	         fixture.list, fixture.key);
	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse(settings, "test.conf", &why, &fixture.configuration), 0);
	ck_assert_int_eq(secret_key_create(fixture.key), 0);
	ck_assert_int_eq(secret_key_read_file(fixture.configuration, "scanner.patients_key", fixture.key,
	                                      &why, &key), 0);
	ck_assert_int_eq(patient_list_builder_create(&key, &builder), 0);
	for (size_t i = 0; i < count; i++)
		row_add(builder, &rows[i]);
	ck_assert_int_eq(patient_list_builder_write(builder, fixture.list, (uid_t)-1, 1,
	                                            counts != NULL ? counts : &ignored), 0);
	patient_list_builder_destroy(&builder);
	return fixture;
}

void
patient_fixture_release(struct patient_fixture *fixture)
{
	unlink(fixture->list);
	unlink(fixture->key);
	ck_assert_int_eq(rmdir(fixture->folder), 0);
	configuration_release(&fixture->configuration);
}
