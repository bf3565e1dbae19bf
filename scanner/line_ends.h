/*
 * Lines as all that reads them expects: ended by LF, whatever ended them in a mail.
 * All of a message goes through it.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_LINE_ENDS_H
#define PHIMILTER_SCANNER_LINE_ENDS_H

#include "core/bytes.h"

/*
 * Copies `text` with LF for each CRLF, and for a lone CR, which is shown as a line's end
 * as well, to `out`, which has room for text.length bytes; returns the length. Does so
 * with AVX-512 where the processor has it.
 */
size_t line_ends_copy(struct bytes text, uint8_t *out);

/* The same for any processor. */
size_t line_ends_copy_plain(struct bytes text, uint8_t *out);

/* The same where LINE_ENDS_AVX512_RUNS(). */
#if defined(__x86_64__)
#define LINE_ENDS_AVX512
#define LINE_ENDS_AVX512_RUNS() (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2"))
size_t line_ends_copy_avx512(struct bytes text, uint8_t *out);
#endif

#endif
