/* What an act in the record was. */
#include "tools/act.h"

#define ACT_NAME_OTHER "other"

struct act_name
act_name(const struct record *record)
{
	struct act_name name = { ACT_NAME_OTHER };
	struct bytes text = record->reason;
	size_t end = 0;

	while (end < text.length && text.data[end] != ':' && text.data[end] != '"')
		end++;
	while (end > 0 && text.data[end - 1] == ' ')
		end--;
	if (end == 0 || end >= sizeof(name.text))
		return name;
	for (size_t i = 0; i < end; i++)
		if (!byte_is_lower(text.data[i]) && strchr(" '-", text.data[i]) == NULL)
			return name;
	memcpy(name.text, text.data, end);
	name.text[end] = '\0';
	return name;
}
