#include "encryption/builtin_notice.h"

#include "core/builtin_file.h"

BUILTIN_FILE(notice_text, "data/notice.txt")
BUILTIN_FILE(notice_html, "data/notice.html")
