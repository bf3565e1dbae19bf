/*
 * Full-face photographs, 45 CFR 164.514(b)(2)(i)(Q): image parts whose file
 * name, or the text that speaks of them, says that they show a person. No face
 * is looked for in the image itself.
 */
#include "scanner/cue.h"
#include "scanner/identifiers/report.h"

/* How near the mention of a picture and of an attachment stand. */
#define MENTION_WINDOW 48

enum { PATTERN_OF, PATTERN_WHOSE, PATTERN_ALONE };

static const struct cue of_words[] = {
	CUE("photo of"), CUE("photos of"), CUE("photograph of"), CUE("photographs of"), CUE("picture of"),
	CUE("pictures of"), CUE("pic of"), CUE("pics of"), CUE("portrait of"), CUE("portraits of"),
	CUE("headshot of"), CUE("headshots of"), CUE("selfie of"), CUE("selfies of"), CUE("mugshot of"),
	CUE("mugshots of"),
};
static const struct cue_table of_cues = CUE_TABLE(of_words);

#define PICTURES(whose) \
	CUE(whose " photo"), CUE(whose " photos"), CUE(whose " photograph"), CUE(whose " photographs"), \
	CUE(whose " picture"), CUE(whose " pictures"), CUE(whose " pic"), CUE(whose " image"), \
	CUE(whose " images"), CUE(whose " portrait"), CUE(whose " portraits")

static const struct cue whose_words[] = {
	PICTURES("patient"), PICTURES("patient's"), PICTURES("full face"), PICTURES("fullface"),
	PICTURES("facial"), PICTURES("face"), PICTURES("head and shoulders"), PICTURES("passport"),
	PICTURES("id"),
};
static const struct cue_table whose_cues = CUE_TABLE(whose_words);

static const struct cue alone_words[] = {
	CUE("headshot"), CUE("headshots"), CUE("selfie"), CUE("selfies"), CUE("mugshot"), CUE("mugshots"),
};
static const struct cue_table alone_cues = CUE_TABLE(alone_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_OF] = { .words = &of_cues },
	[PATTERN_WHOSE] = { .words = &whose_cues },
	[PATTERN_ALONE] = { .words = &alone_cues },
};

/* In names of files and in captions. */
#define NAME_WORDS(CUE) \
	CUE("face") CUE("faces") CUE("facial") CUE("full face") CUE("headshot") CUE("head shot") \
	CUE("selfie") CUE("mugshot") CUE("portrait") CUE("patient photo") CUE("patient picture") \
	CUE("patient image") CUE("patient") CUE("pt photo") CUE("photo id") CUE("id photo") \
	CUE("passport photo") CUE("profile photo") CUE("profile picture") CUE("profile pic") \
	CUE("before after") CUE("pre op") CUE("post op") CUE("preop") CUE("postop") \
	CUE("pre op photo") CUE("post op photo") CUE("family photo") CUE("baby photo") \
	CUE("newborn") CUE("wound") CUE("rash") CUE("lesion") CUE("clinical photo") \
	CUE("license photo") CUE("id card")
CUE_ARRAY(name_words, NAME_WORDS);
static const struct cue_table name_cues = CUE_TABLE_INDEXED(name_words);

/* Pictures of nobody: what mail programs and marketing attach. */
#define IDLE_WORDS(CUE) \
	CUE("logo") CUE("icon") CUE("banner") CUE("signature") CUE("header") CUE("footer") \
	CUE("spacer") CUE("pixel") CUE("background") CUE("bg") CUE("facebook") CUE("interface") \
	CUE("surface") CUE("typeface") CUE("button") CUE("chart") CUE("graph") CUE("map") \
	CUE("diagram") CUE("emoji") CUE("patient portal") CUE("smiley") CUE("screenshot")
CUE_ARRAY(idle_words, IDLE_WORDS);
static const struct cue_table idle_cues = CUE_TABLE_INDEXED(idle_words);

#define ATTACHED_WORDS(CUE) \
	CUE("attached") CUE("attachment") CUE("attaching") CUE("enclosed") CUE("enclosing") \
	CUE("see") CUE("here is") CUE("here's") CUE("sending") CUE("sent") CUE("send") \
	CUE("uploaded") CUE("upload") CUE("included") CUE("below") CUE("scan") CUE("scanned") \
	CUE("taken")
CUE_ARRAY(attached_words, ATTACHED_WORDS);
static const struct cue_table attached_cues = CUE_TABLE_INDEXED(attached_words);

/* JPEG, PNG, GIF, TIFF, BMP, WebP and HEIF by their first bytes. */
static bool
is_image(const struct part *part)
{
	static const struct { const char *bytes; uint8_t length; uint8_t offset; } signatures[] = {
		{ "\xff\xd8\xff", 3, 0 }, { "\x89PNG", 4, 0 }, { "GIF8", 4, 0 }, { "II*\0", 4, 0 },
		{ "MM\0*", 4, 0 }, { "BM", 2, 0 }, { "WEBP", 4, 8 }, { "ftypheic", 8, 4 }, { "ftypmif1", 8, 4 },
	};

	if (part->content_type != NULL && strncmp(part->content_type, "image/", 6) == 0)
		return true;
	if (part->kind != PART_BINARY)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(signatures); i++)
		if (bytes_equal(bytes_slice(part->head, signatures[i].offset, signatures[i].length),
		                bytes_make(signatures[i].bytes, signatures[i].length)))
			return true;
	return false;
}

static int
read_part(const struct detector_text *text)
{
	const struct part *part = text->part;

	if (part->file_name == NULL || !is_image(part))
		return 0;
	struct bytes name = bytes_of_string(part->file_name);
	const char *cue = cue_inside(name, &name_cues);
	if (cue == NULL || cue_inside(name, &idle_cues) != NULL)
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_FACE_PHOTOGRAPH,
		.subject = strstr(cue, "patient") != NULL ? SUBJECT_PATIENT : SUBJECT_UNKNOWN,
		.confidence = CONFIDENCE_CUE,
		.cue = cue,
		.validator = "image",
	};
	return identifier_report(text, &found);
}

/* The longest of `words` that stands at `at`, and ends there; `at` when none does. */
static size_t
word_behind(struct bytes text, size_t at, const char *const *words, size_t count)
{
	size_t end = at;

	for (size_t i = 0; i < count; i++) {
		struct bytes word = bytes_of_string(words[i]);
		bool stands = bytes_equal_nocase(bytes_slice(text, at, word.length), word);
		if (stands && at + word.length > end &&
		    (at + word.length == text.length || !byte_is_alnum(text.data[at + word.length])))
			end = at + word.length;
	}
	return end;
}

/* Behind "photo of": whom it shows, "my son"; `end` when it is nobody. */
static size_t
person_end(struct bytes text, size_t end)
{
	static const char *const owners[] = { "the ", "my ", "our ", "his ", "her ", "a " };
	static const char *const persons[] = { "patient", "patients", "face", "faces", "son", "sons", "daughter",
	                                       "daughters", "wife", "husband", "child", "children", "mother",
	                                       "father", "him", "himself", "her", "herself", "me", "myself" };
	size_t person = end + 1;

	if (end >= text.length || text.data[end] != ' ')
		return end;
	for (size_t i = 0; i < ARRAY_LENGTH(owners) && person == end + 1; i++)
		if (bytes_equal_nocase(bytes_slice(text, person, strlen(owners[i])), bytes_of_string(owners[i])))
			person += strlen(owners[i]);
	size_t stop = word_behind(text, person, persons, ARRAY_LENGTH(persons));
	if (stop == person)
		stop = word_behind(text, person = end + 1, persons, ARRAY_LENGTH(persons));
	return stop > person ? stop : end;
}

/* Where the mention that ends at `end` begins: the word that names a picture or whose it is. */
static size_t
mention_begin(struct bytes text, size_t end)
{
	static const char *const words[] = { "photo", "headshot", "selfie", "mugshot", "portrait", "picture",
	                                     "pic", "patient", "full", "facial", "face", "head", "passport",
	                                     "id" };
	size_t floor = end > MENTION_WINDOW ? end - MENTION_WINDOW : 0;
	size_t begin = end;

	for (size_t at = end; at-- > floor && text.data[at] != '\n';) {
		bool starts = at == 0 || !byte_is_alnum(text.data[at - 1]);
		for (size_t i = 0; starts && i < ARRAY_LENGTH(words); i++)
			if (bytes_equal_nocase(bytes_slice(text, at, strlen(words[i])), bytes_of_string(words[i])))
				begin = at;
		if (starts && begin < end && end - begin > 32)
			break;
	}
	return begin;
}

/* "a photo of the patient is attached": the words stand for the picture. */
static int
confirm(const struct detector_text *text, unsigned pattern, size_t words_end)
{
	size_t end = pattern == PATTERN_OF ? person_end(text->bytes, words_end) : words_end;
	if (pattern == PATTERN_OF && end == words_end)
		return 0;
	size_t start = mention_begin(text->bytes, end);
	const char *cue = cue_before(text->bytes, start, MENTION_WINDOW, &attached_cues);

	if (cue == NULL)
		cue = cue_after(text->bytes, end, MENTION_WINDOW, &attached_cues);
	if (cue == NULL || start == end)
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_FACE_PHOTOGRAPH,
		.start = start,
		.end = end,
		.confidence = CONFIDENCE_LOOSE,
		.cue = cue,
	};
	return identifier_report(text, &found);
}

#define GOOD(text, found) { (text), IDENTIFIER_FACE_PHOTOGRAPH, (found) }
#define BAD(text) { (text), IDENTIFIER_FACE_PHOTOGRAPH, NULL }

static const struct detector_case cases[] = {
	GOOD("attached: photo of the patient", "photo of the patient"),
	GOOD("attached: photo of my son", "photo of my son"),
	GOOD("enclosed: full-face photo", "full-face photo"),
	GOOD("sent headshot", "headshot"),
	GOOD("attached are pictures of her", "pictures of her"),
	GOOD("attached are pictures of her children", "pictures of her children"),
	GOOD("see the patient's photograph", "patient's photograph"),
	GOOD("enclosed: patient photo", "patient photo"),
	BAD("Photographs must be removed from records."),
	BAD("the interface picture is attached"),
	BAD("the patient portal image"),
	BAD("face the facts, see attached"),
	BAD("picture of the building attached"),
	BAD("a portrait of the artist"),
	BAD("patients take photos"),
	BAD("full face masks are needed"),
	BAD("see the surface images"),
	BAD("x-ray of the face"),
	BAD("attached: picture of a facet joint"),
	BAD("see the photo of heritage sites"),
};

const struct detector detector_photograph = {
	.name = "photograph",
	.category = 17,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.read_part = read_part,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
