#include "scanner/score_matter.h"

#include "scanner/score_work.h"
#include "scanner/word_list.h"
#include "scanner/words.h"

/* A greeting stands among so many bytes. */
#define GREETING_REACH 300

/*
 * So much makes a text one of animals or of leisure, of lessons, of notices: a word counts one, a
 * certain one two. The words of the latter two are those of work, of which mail of patients has some.
 */
#define MATTER_FROM 3
#define LESSON_FROM 4
#define NOTICE_FROM 4
#define MATTER_WORDS_LIMIT 8

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

static const struct word_list animals_certain = { {
	WORDS('d', "dvm"), WORDS('v', "veterinarian", "veterinarians", "veterinary", "vmd"),
} };

static const struct word_list animals = { {
	WORDS('a', "animal", "animals"), WORDS('b', "barking", "beagle", "bordetella", "breed", "bulldog", "bunny"),
	WORDS('c', "canine", "cat", "cats", "chew", "collie", "corgi", "cow", "cows"),
	WORDS('d', "dachshund", "distemper", "dog", "dogs", "doodle"), WORDS('e', "equine"),
	WORDS('f', "feline", "fetch", "flea", "fleas", "fur"),
	WORDS('g', "gelding", "groomer", "grooming"),
	WORDS('h', "hamster", "heartworm", "herd", "hoof", "hooves", "horse", "horses", "husky"),
	WORDS('k', "kennel", "kibble", "kitten", "kittens", "kitty"),
	WORDS('l', "labrador", "leash", "litter"), WORDS('m', "mare"), WORDS('n', "neuter", "neutered"),
	WORDS('p', "parrot", "paw", "paws", "pet", "pets", "pony", "poodle", "pug", "pup", "puppies", "puppy"),
	WORDS('r', "rabbit", "rabies", "retriever"), WORDS('s', "spaniel", "spay", "spayed", "stable"),
	WORDS('t', "tail", "terrier", "tortoise", "toy", "treats"), WORDS('v', "vet", "vets"),
	WORDS('w', "whiskers"),
} };

/* "Riverside Animal Hospital" */
static const struct word_list animal_places = { { WORDS('c', "clinic"), WORDS('h', "hospital") } };

/* Books, films, games: of people who are known, or do not exist. */
static const struct word_list leisure_certain = { {
	WORDS('b', "bestseller", "bookstore"), WORDS('f', "fiction", "film", "films"),
	WORDS('i', "imdb"), WORDS('m', "memoir", "memoirs", "movie", "movies"), WORDS('n', "nba", "netflix", "nfl",
	      "novel", "novelist", "novels"),
	WORDS('p', "paperback", "playoff", "playoffs", "podcast"), WORDS('q', "quarterback"),
	WORDS('s', "screenplay", "sequel", "sitcom", "superbowl"), WORDS('t', "touchdown", "trivia"),
} };

static const struct word_list leisure = { {
	WORDS('a', "actor", "actors", "actress", "album", "audiobook", "author", "autobiography"),
	WORDS('b', "biography", "book", "books"),
	WORDS('c', "chapter", "chapters", "character", "characters", "club", "concert"),
	WORDS('d', "directed", "discussion", "documentary"), WORDS('e', "episode", "episodes"),
	WORDS('f', "fantasy", "fans"), WORDS('g', "game", "games", "genre"), WORDS('h', "host", "hosts"),
	WORDS('j', "journalist"), WORDS('l', "league", "library"), WORDS('m', "magazine", "magazines", "museum"),
	WORDS('o', "oscar"), WORDS('p', "painter", "playing", "plays", "poem", "poems", "poet", "publisher"),
	WORDS('q', "quiz"), WORDS('r', "readers", "roster"),
	WORDS('s', "scene", "season", "series", "show", "standings", "stadium"),
	WORDS('t', "team", "theater", "trade", "trophy", "tv"),
	WORDS('w', "waiver", "watched", "watching", "writer"),
} };

/* The next word of `text` from `*at`, which becomes where it ends; empty at the end. */
static struct bytes
word_next(struct bytes text, size_t *at)
{
	while (*at < text.length && word_bytes[text.data[*at]] == 0)
		++*at;
	size_t begin = *at;
	*at = word_bytes_end(text, begin);
	return bytes_slice(text, begin, *at - begin);
}

bool
score_matter_is_public(struct bytes text)
{
	struct bytes head = bytes_slice(text, 0, GREETING_REACH);
	size_t at = 0;

	while (at < head.length) {
		const uint8_t *end = memchr(head.data + at, '\n', head.length - at);
		size_t length = end != NULL ? (size_t)(end - head.data) - at : SIZE_MAX;
		struct bytes line = bytes_slice(head, at, length);
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

/* What the words of a message add to; a word counts once. */
struct matter_words {
	enum score_matter matter;
	const struct word_list *certain;
	const struct word_list *likely;
	unsigned from; /* so much makes the text one of these */
	struct bytes seen[MATTER_WORDS_LIMIT];
	size_t count;
	unsigned sum;
};

static void
matter_word_add(struct matter_words *words, struct bytes word)
{
	unsigned worth = word_list_has(words->certain, word) ? 2 : word_list_has(words->likely, word) ? 1 : 0;

	if (worth == 0 || words->count == MATTER_WORDS_LIMIT)
		return;
	for (size_t i = 0; i < words->count; i++)
		if (bytes_equal_nocase(words->seen[i], word))
			return;
	words->seen[words->count++] = word;
	words->sum += worth;
}

/* The matter of the text as soon as its words make one; SCORE_MATTER_CARE until then. */
static enum score_matter
matter_read(struct bytes text, struct matter_words *matters, size_t count)
{
	struct bytes before = bytes_make(NULL, 0), word;

	for (size_t at = 0; (word = word_next(text, &at)).length > 0; before = word) {
		for (size_t i = 0; i < count; i++) {
			struct matter_words *words = &matters[i];
			matter_word_add(words, word);
			words->sum += words->matter == SCORE_MATTER_ANIMALS && word_list_has(&animal_places, word) &&
			              word_list_has(&animals, before);
			if (words->sum >= words->from)
				return words->matter;
		}
	}
	return SCORE_MATTER_CARE;
}

enum score_matter
score_matter_find(const struct message *m)
{
	struct matter_words matters[] = {
		{ SCORE_MATTER_ANIMALS, &animals_certain, &animals, .from = MATTER_FROM },
		{ SCORE_MATTER_LEISURE, &leisure_certain, &leisure, .from = MATTER_FROM },
		{ SCORE_MATTER_LESSON, &score_work_lessons_certain, &score_work_lessons, .from = LESSON_FROM },
		{ SCORE_MATTER_NOTICE, &score_work_notices_certain, &score_work_notices, .from = NOTICE_FROM },
	};
	enum score_matter matter = SCORE_MATTER_CARE;

	for (size_t i = 0; i < m->part_count && matter == SCORE_MATTER_CARE; i++) {
		if (m->parts[i].text.length > SCORE_MATTER_LENGTH)
			return SCORE_MATTER_CARE;
		matter = matter_read(m->parts[i].text, matters, ARRAY_LENGTH(matters));
	}
	return matter;
}
