#include "milter/apply_edits.h"

#include "core/error.h"

/* libmilter takes an int; several calls append, so a large body goes in pieces. */
#define BODY_PIECE_SIZE ((size_t)1 << 20)

static int
apply_body(SMFICTX *mta, struct bytes body)
{
	size_t done = 0;

	do {
		struct bytes piece = bytes_slice(body, done, BODY_PIECE_SIZE);
		if (smfi_replacebody(mta, (unsigned char *)piece.data, (int)piece.length) != MI_SUCCESS)
			return ERROR_PROTOCOL;
		done += piece.length;
	} while (done < body.length);
	return 0;
}

/* The value as this connection wants it written. */
static int
header_value(struct message *m, bool leading_space, const char *value, char **out)
{
	if (!leading_space) {
		*out = (char *)value;
		return 0;
	}
	size_t length = strlen(value);
	*out = arena_alloc(m->arena, length + 2);
	if (*out == NULL)
		return arena_failure(m->arena);
	(*out)[0] = ' ';
	memcpy(*out + 1, value, length);
	return 0;
}

static int
apply_header(SMFICTX *mta, bool leading_space, struct message *m, const struct edit *edit)
{
	char *name = (char *)edit->name; /* libmilter's prototypes lack const */
	char *value = NULL;

	if (edit->kind != EDIT_HEADER_DELETE) {
		int err = header_value(m, leading_space, edit->value, &value);
		if (err != 0)
			return err;
	}
	int result = edit->kind == EDIT_HEADER_ADD ? smfi_addheader(mta, name, value)
	                                           : smfi_chgheader(mta, name, edit->index, value);
	return result == MI_SUCCESS ? 0 : ERROR_PROTOCOL;
}

static int
apply_edit(SMFICTX *mta, bool leading_space, struct message *m, const struct edit *edit)
{
	int result = MI_FAILURE;

	switch (edit->kind) {
	case EDIT_HEADER_DELETE:
	case EDIT_HEADER_CHANGE:
	case EDIT_HEADER_ADD:
		return apply_header(mta, leading_space, m, edit);
	case EDIT_BODY_REPLACE:
		return apply_body(mta, edit->body);
	case EDIT_SENDER_ARGUMENTS:
		result = smfi_chgfrom(mta, (char *)m->envelope.sender, (char *)edit->value);
		break;
	case EDIT_RECIPIENT_ADD:
		result = edit->name == NULL ? smfi_addrcpt(mta, (char *)edit->value) :
		         smfi_addrcpt_par(mta, (char *)edit->value, (char *)edit->name);
		break;
	case EDIT_RECIPIENT_DELETE:
		result = smfi_delrcpt(mta, (char *)edit->value);
		break;
	case EDIT_QUARANTINE:
		result = smfi_quarantine(mta, (char *)edit->value);
		break;
	}
	return result == MI_SUCCESS ? 0 : ERROR_PROTOCOL;
}

int
apply_edits(SMFICTX *mta, bool leading_space, struct message *m)
{
	int err = 0;

	for (size_t i = 0; i < m->edit_count && err == 0; i++)
		err = apply_edit(mta, leading_space, m, &m->edits[i]);
	return err;
}
