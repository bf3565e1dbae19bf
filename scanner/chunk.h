/*
 * What 64 bytes of a text are, as bits: where a word ends cannot be predicted,
 * so that a branch a byte would cost more than all that is done with words.
 * x86-64 reads sixteen bytes at a time (chunk_sse2.h), others eight (chunk_any.h).
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CHUNK_H
#define PHIMILTER_SCANNER_CHUNK_H

#include "core/bytes.h"

#define CHUNK_SIZE 64

/* A bit for each byte, the first lowest. */
struct chunk {
	uint64_t alpha; /* ASCII letters */
	uint64_t small; /* letters among these in lower case; other bytes too */
	uint64_t digit;
	uint64_t high;  /* above 0x7F */
	uint64_t mark;  /* digits, colons, @ and + */
};

/* All of CHUNK_SIZE bytes; what the caller does not use of the result costs nothing. */
static inline struct chunk chunk_of(const uint8_t *data);

/* Which of CHUNK_SIZE bytes have one of `bits`. */
static inline uint64_t chunk_having(const uint8_t *data, uint8_t bits);

/* Which of CHUNK_SIZE bytes are one of four. */
static inline uint64_t chunk_among(const uint8_t *data, const uint8_t bytes[4]);

/* The bytes of CHUNK_SIZE that are `byte`, of ASCII. */
static inline uint64_t chunk_equal(const uint8_t *data, uint8_t byte);

/* The bytes of CHUNK_SIZE that are the ASCII letter `small` or its capital. */
static inline uint64_t chunk_letter(const uint8_t *data, uint8_t small);

#ifdef __SSE2__
#include "scanner/chunk_sse2.h"
#else
#include "scanner/chunk_any.h"
#endif

/* CHUNK_SIZE bytes of `text` from `at`: where they stand, or, where it ends before, a copy with zeros behind. */
static inline const uint8_t *
chunk_bytes(struct bytes text, size_t at, uint8_t copy[CHUNK_SIZE])
{
	if (text.length - at >= CHUNK_SIZE)
		return text.data + at;
	memset(copy, 0, CHUNK_SIZE);
	memcpy(copy, text.data + at, text.length - at);
	return copy;
}

/* The bytes of `text` from `at`, with zeros behind its end: they are nothing of the above. */
static inline struct chunk
chunk_read(struct bytes text, size_t at)
{
	uint8_t copy[CHUNK_SIZE];

	return chunk_of(chunk_bytes(text, at, copy));
}

/*
 * The chunks of `text` from `at` on, `limit` at most: chunk_read() of each, with
 * AVX-512 or AVX2 where the processor has it. Returns how many there are.
 */
size_t chunks_read(struct bytes text, size_t at, struct chunk *chunks, size_t limit);

#ifdef __x86_64__
#define CHUNK_AVX512_RUNS() __builtin_cpu_supports("avx512bw")
#define CHUNK_AVX2_RUNS() __builtin_cpu_supports("avx2")
#endif

#endif
