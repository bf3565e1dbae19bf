#include "tools/edm_rows.h"

#include <stdlib.h>

#include "core/buffer.h"
#include "core/error.h"
#include "scanner/charset.h"
#include "tools/command.h"
#include "tools/csv_rows.h"
#include "tools/edm_columns.h"
#include "tools/json_rows.h"

/* What could not be used of one column. */
struct edm_trouble {
	uint64_t count;
	size_t line; /* of the first */
};

struct edm_table {
	const char *file;
	struct patient_list_builder *builder;
	unsigned columns[CSV_CELLS_LIMIT]; /* enum edm_column, by place; of CSV */
	size_t column_count;               /* 0 until the head is read */
	uint64_t values;
	struct edm_trouble troubles[EDM_COLUMN_LIMIT];
};

/* One patient: names wait until both halves are there. */
struct edm_patient {
	struct edm_table *table;
	size_t line;
	struct bytes given;
	struct bytes family;
};

/* ---- one patient --------------------------------------------------------------- */

/* Counts what became of a cell; ERROR_INVALID is a matter of that cell alone. */
static int
cell_count(struct edm_patient *patient, unsigned column, int err)
{
	struct edm_trouble *trouble = &patient->table->troubles[column];

	patient->table->values += err == 0;
	if (err != ERROR_INVALID)
		return err;
	if (trouble->count++ == 0)
		trouble->line = patient->line;
	return 0;
}

/* "Lopez, Ana" or "Ana M. Lopez". */
static int
full_name_add(struct edm_patient *patient, struct bytes name)
{
	const uint8_t *comma = memchr(name.data, ',', name.length);
	size_t cut = name.length;

	if (comma != NULL) {
		cut = (size_t)(comma - name.data);
		patient->family = bytes_slice(name, 0, cut);
		patient->given = bytes_slice(name, cut + 1, SIZE_MAX);
		return 0;
	}
	while (cut > 0 && !byte_is_space(name.data[cut - 1]))
		cut--;
	patient->given = bytes_slice(name, 0, cut);
	patient->family = bytes_slice(name, cut, SIZE_MAX);
	return 0;
}

static int
cell_add(struct edm_patient *patient, unsigned column, struct bytes cell)
{
	if (cell.length == 0 || column == EDM_COLUMN_NONE)
		return 0;
	switch (column) {
	case EDM_COLUMN_GIVEN:
		patient->given = cell;
		return 0;
	case EDM_COLUMN_FAMILY:
		patient->family = cell;
		return 0;
	case PATIENT_NAME:
		return full_name_add(patient, cell);
	default:
		return cell_count(patient, column,
		                  patient_list_builder_add(patient->table->builder, column, cell));
	}
}

static int
patient_end(struct edm_patient *patient)
{
	if (patient->given.length == 0 && patient->family.length == 0)
		return 0;
	return cell_count(patient, PATIENT_NAME,
	                  patient_list_builder_add_name(patient->table->builder, patient->given,
	                                                patient->family));
}

/* ---- rows ------------------------------------------------------------------------ */

static int
head_take(struct edm_table *table, const struct csv_row *row)
{
	bool useful = false;

	for (size_t i = 0; i < row->count; i++) {
		table->columns[i] = edm_column_find(row->cells[i]);
		useful |= table->columns[i] != EDM_COLUMN_NONE;
		if (table->columns[i] == EDM_COLUMN_NONE && row->cells[i].length > 0)
			csv_row_complain(row, "column %zu is none of those phictl-edm(1) names and is passed over",
			                 i + 1);
	}
	table->column_count = row->count;
	if (!useful) {
		csv_row_complain(row, "the first line must name the columns, such as "
		                      "given_name,family_name,birth_date,mrn");
		return ERROR_STATE;
	}
	return 0;
}

static int
csv_take(void *context, const struct csv_row *row)
{
	struct edm_table *table = context;
	struct edm_patient patient = { .table = table, .line = row->line };

	if (table->column_count == 0)
		return head_take(table, row);
	if (row->count != table->column_count)
		return csv_row_complain(row, "has %zu cells; the head has %zu", row->count,
		                        table->column_count);
	for (size_t i = 0; i < row->count; i++)
		if (charset_utf8_prefix(row->cells[i]) < row->cells[i].length)
			return csv_row_complain(row, "column %zu is not UTF-8; convert the table, for example "
			                        "with: iconv -f WINDOWS-1252 -t UTF-8", i + 1);
	int err = patient_list_builder_next(table->builder);
	for (size_t i = 0; i < row->count && err == 0; i++)
		err = cell_add(&patient, table->columns[i], row->cells[i]);
	return err == 0 ? patient_end(&patient) : err;
}

static int
member_add(struct edm_patient *patient, const char *key, const json_t *value)
{
	unsigned column = edm_column_find(bytes_of_string(key));
	char number[32];

	if (json_is_string(value))
		return cell_add(patient, column,
		                bytes_make(json_string_value(value), json_string_length(value)));
	if (json_is_integer(value)) {
		snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		return cell_add(patient, column, bytes_of_string(number));
	}
	/* A float has lost digits, and what a list or object means is not known. */
	return column == EDM_COLUMN_NONE || json_is_null(value)
	               ? 0
	               : cell_count(patient, column, ERROR_INVALID);
}

static int
json_take(void *context, const struct json_row *row)
{
	struct edm_table *table = context;
	struct edm_patient patient = { .table = table, .line = row->line };
	const char *key;
	json_t *value;

	if (!json_is_object(row->object))
		return json_row_complain(row, "must be an object, such as {\"given_name\": ...}");
	int err = patient_list_builder_next(table->builder);
	json_object_foreach(row->object, key, value)
		if (err == 0)
			err = member_add(&patient, key, value);
	if (err == 0)
		err = patient_end(&patient);
	return err == 0 ? 0 : json_row_complain(row, "%s", error_text(err));
}

/* ---- whole tables ------------------------------------------------------------------ */

static int
csv_add(FILE *file, struct edm_table *table)
{
	struct buffer content = buffer_make(EDM_TABLE_LIMIT);
	uint8_t block[65536];
	size_t got;
	int err = 0;

	while (err == 0 && (got = fread(block, 1, sizeof(block), file)) > 0)
		err = buffer_append(&content, bytes_make(block, got));
	explicit_bzero(block, sizeof(block));
	if (err == 0 && ferror(file)) {
		command_fail("%s: %m", table->file);
		err = ERROR_IO;
	} else if (err == ERROR_LIMIT) {
		command_fail("%s: is larger than a table may be (2 GB); use JSON lines", table->file);
	} else if (err == 0) {
		err = csv_rows_read(buffer_bytes(&content), table->file, csv_take, table);
	}
	buffer_release(&content);
	return err;
}

static void
troubles_print(const struct edm_table *table)
{
	for (unsigned column = 1; column < EDM_COLUMN_LIMIT; column++)
		if (table->troubles[column].count > 0)
			command_fail("%s:%zu: %s: cannot be used, as are %llu more; they are left out",
			             table->file, table->troubles[column].line, edm_column_name(column),
			             (unsigned long long)table->troubles[column].count - 1);
}

int
edm_rows_add(FILE *file, const char *name, bool json, struct patient_list_builder *builder)
{
	struct edm_table *table = calloc(1, sizeof(*table));

	if (table == NULL)
		return ERROR_MEMORY;
	table->file = name;
	table->builder = builder;
	int err = json ? json_rows_read(file, name, "reading", json_take, table) : csv_add(file, table);
	troubles_print(table);
	if (err == 0 && table->values == 0) {
		command_fail("%s: holds nothing that can be looked for", name);
		err = ERROR_INVALID;
	}
	if (err == ERROR_MEMORY)
		command_fail("%s: %s", name, error_text(err));
	free(table);
	return err;
}
