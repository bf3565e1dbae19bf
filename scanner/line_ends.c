#include "scanner/line_ends.h"

#include "scanner/chunk.h"

size_t
line_ends_copy_plain(struct bytes text, uint8_t *out)
{
	size_t at = 0, written = 0;

	while (text.length - at >= CHUNK_SIZE) {
		uint64_t ends = chunk_equal(text.data + at, '\r');
		size_t run = ends != 0 ? (size_t)__builtin_ctzll(ends) : CHUNK_SIZE;
		/* All of the chunk: what stands behind the CR is overwritten. */
		memcpy(out + written, text.data + at, CHUNK_SIZE);
		at += run;
		written += run;
		if (ends != 0 && (++at == text.length || text.data[at] != '\n'))
			out[written++] = '\n';
	}
	for (; at < text.length; at++) {
		bool cr = text.data[at] == '\r';
		if (!cr || at + 1 == text.length || text.data[at + 1] != '\n')
			out[written++] = cr ? '\n' : text.data[at];
	}
	return written;
}

size_t
line_ends_copy(struct bytes text, uint8_t *out)
{
#ifdef LINE_ENDS_AVX512
	if (LINE_ENDS_AVX512_RUNS())
		return line_ends_copy_avx512(text, out);
#endif
	return line_ends_copy_plain(text, out);
}
