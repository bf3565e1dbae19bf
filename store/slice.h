/*
 * Reading a table in slices: a few hundred rows are copied out in one short
 * transaction, then worked on with none open. A listing piped into a pager may
 * thus stand still for hours without keeping the file from reusing its pages.
 *
 * Ownership: rows are views into the slice, valid until it is read anew.
 */
#ifndef PHIMILTER_STORE_SLICE_H
#define PHIMILTER_STORE_SLICE_H

#include "core/buffer.h"
#include "store/database.h"

#define SLICE_ROW_LIMIT 256

struct slice_row {
	struct bytes key;
	struct bytes value;
};

struct slice {
	struct buffer memory;
	struct slice_row rows[SLICE_ROW_LIMIT];
	size_t count;
	bool last; /* the table ends with it */
};

/*
 * Hands each row with a key > `after` (empty: from the first on) to `each`, in order and with
 * no transaction open. Ends early with what `each` returns when that is not 0.
 * Fails besides: as the database's transactions, ERROR_MEMORY.
 */
MUST_USE int slice_each(struct database *database, enum database_table table, struct bytes after,
                        int (*each)(const struct slice_row *row, void *context), void *context);

/* ---- for who needs the transaction besides, as to change rows in it ------------------ */

void slice_init(struct slice *slice);
void slice_release(struct slice *slice);

/*
 * Reads rows with keys > `after` (empty: from the first on); `after` may be a
 * key of this slice itself. A failure sticks to the transaction and leaves the
 * slice empty.
 */
void slice_read(struct slice *slice, struct database_transaction *transaction,
                enum database_table table, struct bytes after);

/* The same without a copy: the rows are views into the database, valid until the
 * transaction ends, or writes. */
void slice_look(struct slice *slice, struct database_transaction *transaction,
                enum database_table table, struct bytes after);

#endif
