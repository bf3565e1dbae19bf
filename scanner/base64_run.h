/*
 * Whole groups of base64 without anything between them, the bulk of all base64:
 * what decodes an attachment spends its time on.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_BASE64_RUN_H
#define PHIMILTER_SCANNER_BASE64_RUN_H

#include "core/bytes.h"

/* One more than a character's value (RFC 4648 section 4), or what else it is. */
#define NOT_BASE64 0
#define BASE64_BLANK 0x80
#define BASE64_PADDING 0x81
extern const uint8_t base64_values[256];

/*
 * Decodes the groups of four characters that `in` begins with to `out`, three
 * bytes each and no byte more; returns how many characters they are. Does so with
 * AVX-512 where the processor has it.
 */
size_t base64_run_decode(struct bytes in, uint8_t *out);

/* The same for any processor. */
size_t base64_run_decode_plain(struct bytes in, uint8_t *out);

/* The same where BASE64_RUN_AVX512_RUNS(). */
#if defined(__x86_64__)
#define BASE64_RUN_AVX512
#define BASE64_RUN_AVX512_RUNS() (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi"))
size_t base64_run_decode_avx512(struct bytes in, uint8_t *out);
#endif

#endif
