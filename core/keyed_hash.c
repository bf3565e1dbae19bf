#include "core/keyed_hash.h"

#include <endian.h>

struct sip_state {
	uint64_t a, b, c, d;
};

static inline uint64_t
rotate(uint64_t value, unsigned bits)
{
	return value << bits | value >> (64 - bits);
}

static inline void
sip_round(struct sip_state *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32);
	s->c += s->b;
	s->a += s->d;
	s->b = rotate(s->b, 17) ^ s->c;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c = rotate(s->c, 32);
}

static inline struct sip_state
sip_begin(const struct keyed_hash *hash)
{
	/* "somepseudorandomlygeneratedbytes", section 2.1 of the paper. */
	return (struct sip_state){
		hash->key[0] ^ 0x736f6d6570736575u, hash->key[1] ^ 0x646f72616e646f6du,
		hash->key[0] ^ 0x6c7967656e657261u, hash->key[1] ^ 0x7465646279746573u,
	};
}

static inline void
sip_take(struct sip_state *s, uint64_t word)
{
	s->d ^= word;
	sip_round(s);
	sip_round(s);
	s->a ^= word;
}

static inline uint64_t
sip_end(struct sip_state *s)
{
	s->c ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(s);
	return s->a ^ s->b ^ s->c ^ s->d;
}

static inline uint64_t
word_read(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return le64toh(word);
}

/* Less than eight bytes, little-endian; reads that overlap cost less than a loop. */
static inline uint64_t
rest_read(const uint8_t *bytes, size_t length)
{
	uint32_t low, high;
	uint64_t word = 0;

	if (length >= sizeof(low)) {
		memcpy(&low, bytes, sizeof(low));
		memcpy(&high, bytes + length - sizeof(high), sizeof(high));
		return le32toh(low) | (uint64_t)le32toh(high) << 8 * (length - sizeof(high));
	}
	for (size_t i = 0; i < length; i++)
		word |= (uint64_t)bytes[i] << 8 * i;
	return word;
}

struct keyed_hash
keyed_hash_make(const uint8_t key[KEYED_HASH_KEY_SIZE])
{
	return (struct keyed_hash){ { word_read(key), word_read(key + 8) } };
}

uint64_t
keyed_hash_compute(const struct keyed_hash *hash, struct bytes value)
{
	struct sip_state s = sip_begin(hash);
	uint64_t last = (uint64_t)value.length << 56;
	size_t at = 0;

	for (; value.length - at >= 8; at += 8)
		sip_take(&s, word_read(value.data + at));
	if (at < value.length)
		last |= rest_read(value.data + at, value.length - at);
	sip_take(&s, last);
	return sip_end(&s);
}

uint64_t
keyed_hash_pair(const struct keyed_hash *hash, uint64_t first, uint64_t second)
{
	struct sip_state s = sip_begin(hash);

	sip_take(&s, first);
	sip_take(&s, second);
	sip_take(&s, (uint64_t)16 << 56);
	return sip_end(&s);
}
