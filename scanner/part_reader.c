#include "scanner/part_reader.h"

#include <gmime/gmime.h>

void
part_reader_start(void)
{
	g_mime_init();
}
