/* The sections of a report's page that consist of tables. */
#ifndef PHIMILTER_TOOLS_REPORT_HTML_H
#define PHIMILTER_TOOLS_REPORT_HTML_H

#include "tools/report.h"

/* What became of mail: by direction, by category, for receivers outside; what was unreadable. */
void report_html_mail(FILE *out, const struct report *report);

/* Senders, receiving domains, rules. */
void report_html_names(FILE *out, const struct report *report);

/* Held mail, legal holds, disposals and all else that persons did. */
void report_html_persons(FILE *out, const struct report *report);

#endif
