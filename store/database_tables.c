/* The names of the tables, in LMDB and in what store_export() writes. */
#include "store/database.h"

static const char *const table_names[DATABASE_TABLE_COUNT] = {
	[DATABASE_META] = "meta",
	[DATABASE_AUDIT] = "audit",
	[DATABASE_ESCROW] = "escrow",
	[DATABASE_ESCROW_ITEM] = "escrow-item",
	[DATABASE_TREE_LEAF] = "tree-leaf",
	[DATABASE_TREE_NODE] = "tree-node",
	[DATABASE_SEARCH] = "search",
	[DATABASE_HOLD] = "hold",
	[DATABASE_ESCROW_STATE] = "escrow-state",
	[DATABASE_DISPOSAL] = "disposal",
	[DATABASE_DISPOSAL_ITEM] = "disposal-item",
};

const char *
database_table_name(enum database_table table)
{
	return table_names[table];
}

enum database_table
database_table_find(struct bytes name)
{
	int table = 0;

	while (table < DATABASE_TABLE_COUNT && !bytes_equal(name, bytes_of_string(table_names[table])))
		table++;
	return table;
}
