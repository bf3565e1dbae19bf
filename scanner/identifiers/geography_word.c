/* The words by which places are found, and what must stand beside them. */
#include "scanner/cue_ends.h"
#include "scanner/identifiers/geography.h"
#include "scanner/identifiers/segment.h"
#include "scanner/letter.h"
#include "scanner/zip_code.h"

/* ---- states: a city may stand before ------------------------------------------------ */

static const struct cue state_codes[] = {
	CUE("al"), CUE("ak"), CUE("ar"), CUE("az"), CUE("ca"), CUE("co"), CUE("ct"), CUE("dc"),
	CUE("de"), CUE("fl"), CUE("ga"), CUE("hi"), CUE("ia"), CUE("id"), CUE("il"), CUE("in"),
	CUE("ks"), CUE("ky"), CUE("la"), CUE("ma"), CUE("md"), CUE("me"), CUE("mi"), CUE("mn"),
	CUE("mo"), CUE("ms"), CUE("mt"), CUE("nc"), CUE("nd"), CUE("ne"), CUE("nh"), CUE("nj"),
	CUE("nm"), CUE("nv"), CUE("ny"), CUE("oh"), CUE("ok"), CUE("or"), CUE("pa"), CUE("pr"),
	CUE("ri"), CUE("sc"), CUE("sd"), CUE("tn"), CUE("tx"), CUE("ut"), CUE("va"), CUE("vt"),
	CUE("wa"), CUE("wi"), CUE("wv"), CUE("wy"),
};
const struct cue_table geography_state_codes = CUE_TABLE(state_codes);

static const struct cue state_names[] = {
	CUE("alabama"), CUE("alaska"), CUE("arizona"), CUE("arkansas"), CUE("california"),
	CUE("colorado"), CUE("connecticut"), CUE("delaware"), CUE("florida"), CUE("georgia"),
	CUE("hawaii"), CUE("idaho"), CUE("illinois"), CUE("indiana"), CUE("iowa"), CUE("kansas"),
	CUE("kentucky"), CUE("louisiana"), CUE("maine"), CUE("maryland"), CUE("massachusetts"),
	CUE("michigan"), CUE("minnesota"), CUE("mississippi"), CUE("missouri"), CUE("montana"),
	CUE("nebraska"), CUE("nevada"), CUE("new hampshire"), CUE("new jersey"), CUE("new mexico"),
	CUE("new york"), CUE("north carolina"), CUE("north dakota"), CUE("ohio"), CUE("oklahoma"),
	CUE("oregon"), CUE("pennsylvania"), CUE("rhode island"), CUE("south carolina"),
	CUE("south dakota"), CUE("tennessee"), CUE("texas"), CUE("utah"), CUE("vermont"),
	CUE("virginia"), CUE("washington"), CUE("west virginia"), CUE("wisconsin"), CUE("wyoming"),
	CUE("puerto rico"),
};
const struct cue_table geography_state_names = CUE_TABLE(state_names);

/* "IL" in capitals, behind a comma or before a ZIP code. */
int
geography_confirm_state_code(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at = end - 2;

	if (!byte_is_upper(bytes.data[end - 1]) || (end < bytes.length && byte_is_alnum(bytes.data[end])))
		return 0;
	while (at > 0 && end - at < 5 && byte_is_space(bytes.data[at - 1]))
		at--;
	bool comma = at > 0 && bytes.data[at - 1] == ',';
	return comma || geography_zip_behind(bytes, end).length > 0 ? geography_confirm_city_state(text, end) : 0;
}

int
geography_confirm_segment(const struct detector_text *text, size_t end)
{
	return segment_read(text, end, detector_geography.category);
}

/* ---- words before a place ------------------------------------------------------------- */

/* Whether a capital letter begins at `at`, or a Latin letter above ASCII. */
static bool
capital_at(struct bytes text, size_t at)
{
	return letter_at(text, at).capital;
}

static bool
spelled_small(struct bytes text, size_t end)
{
	return byte_is_lower(text.data[end - 1]);
}

/* The place begins behind the blank at `end`. */
static int
confirm_behind(const struct detector_text *text, size_t end, geography_confirm *confirm)
{
	struct bytes bytes = text->bytes;

	if (end + 1 >= bytes.length || bytes.data[end] != ' ' || !capital_at(bytes, end + 1) ||
	    !spelled_small(bytes, end))
		return 0;
	return confirm(text, end + 2);
}

#define NEAR(word) \
	CUE(word " in"), CUE(word " of"), CUE(word " to"), CUE(word " from"), CUE(word " at"), \
	CUE(word " near"), CUE(word " is")

static const struct cue city_cues[] = {
	NEAR("live"), NEAR("lives"), NEAR("lived"), NEAR("living"), NEAR("reside"), NEAR("resides"),
	NEAR("resided"), NEAR("residing"), NEAR("resident"), NEAR("born"), NEAR("raised"),
	NEAR("moved"), NEAR("moved here"), NEAR("located"), NEAR("native"), NEAR("hometown"),
	NEAR("home city"),
};
const struct cue_table geography_city_cues = CUE_TABLE(city_cues);

int
geography_confirm_lives_in(const struct detector_text *text, size_t end)
{
	return confirm_behind(text, end, geography_confirm_city_cue);
}

static const struct cue city_openers[] = {
	CUE("in"), CUE("from"), CUE("near"), CUE("to"), CUE("at"), CUE("through"), CUE("outside"),
	CUE("visiting"), CUE("via"),
};
const struct cue_table geography_city_openers = CUE_TABLE(city_openers);

int
geography_confirm_in_city(const struct detector_text *text, size_t end)
{
	return confirm_behind(text, end, geography_confirm_city_plain);
}

#define CARE(word) CUE(word " to"), CUE(word " at"), CUE(word " from")

static const struct cue care_cues[] = {
	CARE("admitted"), CARE("seen"), CARE("treated"), CARE("evaluated"), CARE("discharged"),
	CARE("hospitalized"), CARE("consulted"), CARE("reviewed"), CARE("transferred"),
	CARE("checked in"), CARE("done"), CARE("performed"), CARE("scheduled"), CARE("diagnosed"),
	CARE("visit"), CARE("visited"), CARE("care"), CARE("surgery"), CARE("followed"),
	CARE("followed up"),
};
const struct cue_table geography_care_cues = CUE_TABLE(care_cues);

int
geography_confirm_treated_at(const struct detector_text *text, size_t end)
{
	struct bytes the = bytes_slice(text->bytes, end, 4);

	if (bytes_equal(the, bytes_of_string(" the")))
		end += the.length;
	return confirm_behind(text, end, geography_confirm_care);
}

static const struct cue city_labels[] = {
	CUE("city"), CUE("town"), CUE("hometown"), CUE("birthplace"), CUE("place of birth"),
};
const struct cue_table geography_city_labels = CUE_TABLE(city_labels);

int
geography_confirm_city_field(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at = end;

	while (at < bytes.length && at - end < 4 && memchr("> :=\"\t", bytes.data[at], 6) != NULL)
		at++;
	return at > end && at < bytes.length && byte_is_upper(bytes.data[at])
	               ? geography_confirm_city_label(text, at + 1)
	               : 0;
}

static const struct cue street_labels[] = {
	CUE("address"), CUE("live at"), CUE("lives at"), CUE("living at"), CUE("reside at"),
	CUE("resides at"), CUE("residing at"), CUE("moved to"),
};
const struct cue_table geography_street_labels = CUE_TABLE(street_labels);

static const struct cue boxes[] = {
	CUE("po box"), CUE("p o box"), CUE("post office box"), CUE("postbox"),
};
const struct cue_table geography_boxes = CUE_TABLE(boxes);

static const struct cue military_posts[] = { CUE("apo"), CUE("fpo"), CUE("dpo") };
const struct cue_table geography_military_posts = CUE_TABLE(military_posts);

/* "APO AE", "FPO, AP": what the United States' post has for states abroad. */
int
geography_confirm_military_post(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at = end < bytes.length && bytes.data[end] == ',' ? end + 1 : end;
	static const char *const states[] = { " aa", " ae", " ap" };
	struct bytes state = bytes_slice(bytes, at, 3);

	if (!bytes_among(state, states, ARRAY_LENGTH(states)) || cue_word_at(bytes, at + state.length))
		return 0;
	return geography_confirm_box(text, at + state.length);
}

/* A digit stands behind at most `reach` of `between` at `end`: its number begins there. */
static int
confirm_number(const struct detector_text *text, size_t end, const char *between, size_t reach,
               geography_confirm *confirm)
{
	struct bytes bytes = text->bytes;
	size_t at = end;

	while (at < bytes.length && at - end < reach && bytes.data[at] != '\0' &&
	       strchr(between, bytes.data[at]) != NULL)
		at++;
	return at < bytes.length && byte_is_digit(bytes.data[at]) ? confirm(text, at + 1) : 0;
}

/* "Address: 12", "lives at 12". */
int
geography_confirm_numbered_street(const struct detector_text *text, size_t end)
{
	return confirm_number(text, end, ": is", 6, geography_confirm_street_label);
}

/* "P.O. Box 4471", "box #12". */
int
geography_confirm_numbered_box(const struct detector_text *text, size_t end)
{
	return confirm_number(text, end, " #", 3, geography_confirm_box);
}

/* ---- words of places themselves -------------------------------------------------------- */

static const struct cue counties[] = {
	CUE("county"), CUE("parish"), CUE("borough"),
};
const struct cue_table geography_counties = CUE_TABLE(counties);

#define CENTER(word) CUE(word " center"), CUE(word " centre")

static const struct cue facilities[] = {
	CUE("hospital"), CUE("clinic"), CENTER("medical"), CENTER("med"), CUE("medical ctr"),
	CUE("med ctr"), CUE("medical group"), CUE("med group"), CUE("hosp"), CUE("infirmary"),
	CENTER("health"), CENTER("cancer"), CENTER("surgery"), CENTER("rehab"),
	CENTER("rehabilitation"), CENTER("oncology"), CENTER("heart"), CENTER("eye"),
	CENTER("imaging"), CENTER("dialysis"), CENTER("wellness"), CENTER("trauma"), CENTER("dental"),
	CENTER("pain"), CENTER("women's"), CENTER("children's"), CENTER("care"), CUE("nursing home"),
	CUE("hospice"), CUE("health system"), CUE("healthcare"), CUE("langone"), CUE("sinai"),
	CUE("permanente"), CUE("hopkins"), CUE("presbyterian"),
};
const struct cue_table geography_facilities = CUE_TABLE(facilities);
