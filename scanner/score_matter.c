#include "scanner/score_matter.h"

#include "scanner/word_list.h"
#include "scanner/words.h"

/* A greeting stands among so many bytes. */
#define GREETING_REACH 300

/* So much makes a text one of animals: a word counts one, a veterinarian's two. */
#define ANIMALS_FROM 3
#define ANIMAL_WORDS_LIMIT 8

static const struct word_list greeting_words = { { WORDS('d', "dear"), WORDS('h', "hello", "hi") } };

static const struct word_list attributes = { {
	WORDS('c', "current"), WORDS('f', "fellow", "future"), WORDS('p', "prospective"), WORDS('v', "valued"),
} };

/* No colleagues, and not "all": those are written to of patients. */
static const struct word_list publics = { {
	WORDS('a', "alumni"), WORDS('c', "customer", "customers"), WORDS('d', "donors"),
	WORDS('e', "employee", "employees"), WORDS('f', "families", "friends"), WORDS('m', "members"),
	WORDS('n', "neighbor", "neighbors"), WORDS('p', "parents", "patients", "participants"),
	WORDS('r', "readers", "residents"), WORDS('s', "shareholders", "students", "subscriber", "supporters"),
	WORDS('v', "volunteers"),
} };

static const struct word_list veterinarians = { {
	WORDS('d', "dvm"), WORDS('v', "veterinarian", "veterinarians", "veterinary", "vmd"),
} };

static const struct word_list animals = { {
	WORDS('a', "animal", "animals"), WORDS('b', "bordetella", "breed", "bunny"),
	WORDS('c', "canine", "cat", "cats"), WORDS('d', "distemper", "dog", "dogs"), WORDS('e', "equine"),
	WORDS('f', "feline", "fetch", "flea", "fleas", "fur"), WORDS('g', "groomer", "grooming"),
	WORDS('h', "heartworm", "hoof", "hooves", "horse", "horses"), WORDS('k', "kennel", "kitten", "kittens"),
	WORDS('l', "leash"), WORDS('m', "mare"), WORDS('n', "neuter", "neutered"),
	WORDS('p', "paw", "paws", "pet", "pets", "pup", "puppies", "puppy"), WORDS('r', "rabbit", "rabies"),
	WORDS('s', "spay", "spayed"), WORDS('t', "tail"), WORDS('w', "whiskers"),
} };

/* The next word of `text` from `*at`, which becomes where it ends; empty at the end. */
static struct bytes
word_next(struct bytes text, size_t *at)
{
	while (*at < text.length && word_bytes[text.data[*at]] == 0)
		++*at;
	size_t begin = *at;
	while (*at < text.length && word_bytes[text.data[*at]] != 0)
		++*at;
	return bytes_slice(text, begin, *at - begin);
}

bool
score_matter_is_public(struct bytes text)
{
	struct bytes head = bytes_slice(text, 0, GREETING_REACH);
	size_t at = 0;

	while (at < head.length) {
		const uint8_t *end = memchr(head.data + at, '\n', head.length - at);
		struct bytes line = bytes_slice(head, at, end != NULL ? (size_t)(end - head.data) - at : SIZE_MAX);
		size_t within = 0;
		if (word_list_has(&greeting_words, word_next(line, &within))) {
			struct bytes word = word_next(line, &within);
			if (word_list_has(&attributes, word))
				word = word_next(line, &within);
			return word_list_has(&publics, word);
		}
		at += line.length + 1;
	}
	return false;
}

/* What the words of a text add to; a word counts once. */
struct animal_words {
	struct bytes seen[ANIMAL_WORDS_LIMIT];
	size_t count;
	unsigned sum;
};

static void
animal_word_add(struct animal_words *words, struct bytes word)
{
	unsigned worth = word_list_has(&veterinarians, word) ? 2 : word_list_has(&animals, word) ? 1 : 0;

	if (worth == 0 || words->count == ANIMAL_WORDS_LIMIT)
		return;
	for (size_t i = 0; i < words->count; i++)
		if (bytes_equal_nocase(words->seen[i], word))
			return;
	words->seen[words->count++] = word;
	words->sum += worth;
}

bool
score_matter_is_animals(const struct message *m)
{
	struct animal_words words = { .count = 0 };

	for (size_t i = 0; i < m->part_count; i++) {
		struct bytes text = m->parts[i].text;
		if (text.length > SCORE_MATTER_LIMIT)
			return false;
		for (size_t at = 0; at < text.length && words.sum < ANIMALS_FROM;)
			animal_word_add(&words, word_next(text, &at));
	}
	return words.sum >= ANIMALS_FROM;
}
