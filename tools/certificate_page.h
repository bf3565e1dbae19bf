/* A certificate of destruction for people, as lines to be printed. */
#ifndef PHIMILTER_TOOLS_CERTIFICATE_PAGE_H
#define PHIMILTER_TOOLS_CERTIFICATE_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* `certificate` is one whose signature holds; `listed`: its list was checked too. */
void certificate_page_print(FILE *out, const json_t *certificate, bool listed);

#endif
