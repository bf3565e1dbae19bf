#include "scanner/part_reader.h"
#include "scanner/scan.h"

int
scanner_scan_message(const struct scanner *scanner, struct message *m)
{
	int err = part_reader_read(scanner->configuration, m);

	return err == 0 ? scanner_scan_parts(scanner, m) : err;
}
