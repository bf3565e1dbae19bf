#include "scanner/chunk.h"

/* ---- several ----------------------------------------------------------------------- */

static size_t
chunks_left(struct bytes text, size_t at, size_t limit)
{
	size_t count = at < text.length ? (text.length - at - 1) / CHUNK_SIZE + 1 : 0;

	return count < limit ? count : limit;
}

#ifdef CHUNK_AVX512_RUNS
#include "scanner/chunk_avx512.h"

static CHUNK_AVX512 void
chunks_read_avx512(struct bytes text, size_t at, struct chunk *chunks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		chunks[i] = chunk_read_avx512(text, at + i * CHUNK_SIZE);
}
#endif

#ifdef CHUNK_AVX2_RUNS
#include "scanner/chunk_avx2.h"

static CHUNK_AVX2 void
chunks_read_avx2(struct bytes text, size_t at, struct chunk *chunks, size_t count)
{
	uint8_t copy[CHUNK_SIZE];

	for (size_t i = 0; i < count; i++)
		chunks[i] = chunk_of_avx2(chunk_load_avx2(chunk_bytes(text, at + i * CHUNK_SIZE, copy)));
}
#endif

size_t
chunks_read(struct bytes text, size_t at, struct chunk *chunks, size_t limit)
{
	size_t count = chunks_left(text, at, limit);

#ifdef CHUNK_AVX512_RUNS
	if (CHUNK_AVX512_RUNS()) {
		chunks_read_avx512(text, at, chunks, count);
		return count;
	}
#endif
#ifdef CHUNK_AVX2_RUNS
	if (CHUNK_AVX2_RUNS()) {
		chunks_read_avx2(text, at, chunks, count);
		return count;
	}
#endif
	for (size_t i = 0; i < count; i++)
		chunks[i] = chunk_read(text, at + i * CHUNK_SIZE);
	return count;
}
