/* Vehicle identifiers and license plates, 45 CFR 164.514(b)(2)(i)(L). */
#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/identifiers/licence_formats.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

#define VIN_LENGTH 17
#define PLATE_LEAST 4
#define PLATE_MOST 10
#define PLATE_GROUP_MOST 4

enum { PATTERN_VIN, PATTERN_VIN_LABEL, PATTERN_PLATE_LABEL, PATTERN_TAG };

#define VIN_WORDS(CUE) \
	CUE("vin") LABEL_NUMBERED(CUE, "vin") LABEL_NUMBERED(CUE, "vehicle") \
	CUE("vehicle id number") CUE("vehicle id no") CUE("vehicle identification number") \
	CUE("vehicle identification no") CUE("vehicle identification") \
	LABEL_NUMBERED(CUE, "chassis")
CUE_ARRAY(vin_words, VIN_WORDS);
static const struct cue_table vin_cues = CUE_TABLE_INDEXED(vin_words);

/* Other things have them too. */
#define TAG_WORDS(CUE) \
	CUE("tag") CUE("tags")
#define PLATE_WORDS(CUE) \
	CUE("license plate") CUE("licence plate") CUE("plate") CUE("plates") \
	CUE("license plates") LABEL_NUMBERED(CUE, "plate") LABEL_NUMBERED(CUE, "license plate") \
	LABEL_NUMBERED(CUE, "licence plate") LABEL_NUMBERED(CUE, "lic plate") \
	LABEL_NUMBERED(CUE, "number plate") LABEL_NUMBERED(CUE, "tag") CUE("license tag") \
	CUE("vehicle tag") CUE("car tag") CUE("vehicle registration") CUE("vehicle reg") \
	CUE("car reg") LABEL_NUMBERED(CUE, "reg") LABEL_NUMBERED(CUE, "registration") \
	CUE("number plate") CUE("lic plate") CUE("car plate") CUE("placard") \
	LABEL_NUMBERED(CUE, "placard") LABEL_NUMBERED(CUE, "parking permit") \
	LABEL_NUMBERED(CUE, "disabled permit") LABEL_NUMBERED(CUE, "handicap permit") \
	TAG_WORDS(CUE)
CUE_ARRAY(plate_words, PLATE_WORDS);
static const struct cue_table plate_cues = CUE_TABLE_INDEXED(plate_words);
static const struct cue_table plate_labels = CUE_TABLE_LESS(plate_words, TAG_WORDS);
static const struct cue_table tags = CUE_TABLE_LAST(plate_words, TAG_WORDS);

/* What is said near the tag of a car; others are of prices, files and machines. */
#define VEHICLE_REACH 96
#define VEHICLE_WORDS(CUE) \
	CUE("car") CUE("cars") CUE("vehicle") CUE("vehicles") CUE("van") CUE("truck") CUE("suv") \
	CUE("sedan") CUE("pickup") CUE("motorcycle") CUE("ambulance") CUE("drives") CUE("driver") \
	CUE("driving") CUE("drove") CUE("parked") CUE("parking") CUE("towed") CUE("vin") CUE("plate") \
	CUE("dmv") CUE("crash") CUE("honda") CUE("toyota") CUE("ford") CUE("chevrolet") CUE("chevy") \
	CUE("buick") CUE("nissan") CUE("subaru") CUE("jeep") CUE("hyundai") CUE("kia") CUE("dodge") \
	CUE("tesla") CUE("civic") CUE("camry") CUE("license")
CUE_ARRAY(vehicle_words, VEHICLE_WORDS);
static const struct cue_table vehicle_cues = CUE_TABLE_INDEXED(vehicle_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_VIN] = { .shape = "[A-HJ-NPR-Z]\\d{4,}\\b" },
	[PATTERN_VIN_LABEL] = { .words = &vin_cues },
	[PATTERN_PLATE_LABEL] = { .words = &plate_labels },
	[PATTERN_TAG] = { .words = &tags },
};


static int
report_vin(const struct detector_text *text, const struct labelled *label, size_t start)
{
	const char *cue = label != NULL ? label->cue : around_find(text, start, &vin_cues);
	struct bytes value = bytes_slice(text->bytes, start, VIN_LENGTH);
	size_t end = start + VIN_LENGTH;
	bool checked = digits_vin(value);
	/* Outside North America the check digit is free: then only a label tells. */
	if (!digits_vin_shape(value) || (!checked && cue == NULL) ||
	    !label_value_stands(text->bytes, label, start, end))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_VIN,
		.start = start,
		.end = end,
		.confidence = cue == NULL ? CONFIDENCE_STRICT
		              : checked   ? CONFIDENCE_CHECKED_CUE
		                          : CONFIDENCE_CUE,
		.cue = cue,
		.validator = checked ? "VIN check digit" : "VIN shape",
	};
	return identifier_report(text, &found);
}

static int
take_vin(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	*end = label_word_end(text->bytes, value->start);
	if (*end - value->start != VIN_LENGTH)
		return 0;
	return report_vin(text, value, value->start);
}

/* The end of one group of a plate, letters or digits; `start` when there is none. */
static size_t
plate_group_end(struct bytes text, size_t start, bool capitals)
{
	size_t end = start;
	while (end < text.length && byte_is_alnum(text.data[end]))
		if (capitals && byte_is_lower(text.data[end++]))
			return start;
		else if (!capitals)
			end++;
	return end;
}

/* A plate is one word, or groups of at most four capitals and digits: "7ABC123", "ABC 1234". */
static size_t
plate_end(struct bytes text, size_t start)
{
	size_t end = plate_group_end(text, start, false);
	if (end - start > PLATE_GROUP_MOST)
		return end;
	while (end < text.length && (text.data[end] == ' ' || text.data[end] == '-' ||
	                             (text.data[end] == '\n' && byte_is_upper(text.data[start])))) {
		size_t next = plate_group_end(text, end + 1, true);
		if (next == end + 1 || next - end - 1 > PLATE_GROUP_MOST + 1 || next - start > PLATE_MOST + 2)
			break;
		end = next;
	}
	return end;
}

static int
take_plate(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	struct bytes bytes = text->bytes;
	size_t stop = plate_end(bytes, value->start);
	/* "Placard P772041", "parking permit no. DP-7720418": those have no shape of plates. */
	if (strncmp(value->cue, "placard", 7) == 0 || strncmp(value->cue, "parking", 7) == 0)
		return identifier_take_word(text, value, IDENTIFIER_LICENSE_PLATE, SUBJECT_UNKNOWN, end);
	struct value_compact compact = value_compact(bytes, value->start, stop);
	size_t digits = 0;
	for (size_t i = 0; i < compact.length; i++)
		digits += byte_is_digit(compact.data[i]);
	/* Digits alone are a count or a year more often than a plate. */
	if (compact.length < PLATE_LEAST || compact.length > PLATE_MOST || digits == 0 ||
	    (digits == compact.length && digits < 5) || !value_stands_alone(bytes, value->start, stop))
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_LICENSE_PLATE,
		.start = value->start,
		.end = stop,
		.confidence = CONFIDENCE_CUE,
		.cue = value->cue,
	};
	*end = stop;
	return identifier_report(text, &found);
}

/* Whether the tag that is spoken of at [start, end) is on a car, or a state's. */
static bool
is_vehicle_tag(struct bytes text, size_t start, size_t end)
{
	size_t from = start > VEHICLE_REACH ? start - VEHICLE_REACH : 0;
	size_t behind = end + VEHICLE_REACH;
	if (licence_state_at_end(bytes_slice(text, from, start - from)) != LICENCE_STATE_NONE)
		return true;
	return cue_inside(bytes_slice(text, from, start - from), &vehicle_cues) != NULL ||
	       cue_inside(bytes_slice(text, end, behind - end), &vehicle_cues) != NULL;
}

/* A tag has letters and digits, and its own number sign where nothing else is said of a car. */
static int
take_tag(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	static const char *const others[] = { "asset", "property", "price", "name", "gift", "ear", "luggage", "inventory" };
	struct bytes bytes = text->bytes;
	struct value_compact compact = value_compact(bytes, value->start, plate_end(bytes, value->start));
	bool numbered = value->start >= 2 && memchr(bytes.data + value->cue_end, '#', value->start - value->cue_end) != NULL;
	if (bytes_among(label_word_before(bytes, value->cue_start), others, ARRAY_LENGTH(others)) ||
	    compact.length <= PLATE_LEAST || digits_only(value_bytes(&compact)) ||
	    (!numbered && !is_vehicle_tag(bytes, value->cue_start, value->cue_end)))
		return 0;
	return take_plate(text, value, end);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_VIN)
		return end < VIN_LENGTH ? 0 : report_vin(text, NULL, end - VIN_LENGTH);
	if (pattern == PATTERN_VIN_LABEL)
		return label_read(text, end, &vin_cues, take_vin);
	if (pattern == PATTERN_TAG)
		return label_read(text, end, &tags, take_tag);
	return label_read(text, end, &plate_cues, take_plate);
}

#define VIN(text, found) { (text), IDENTIFIER_VIN, (found) }
#define PLATE(text, found) { (text), IDENTIFIER_LICENSE_PLATE, (found) }
#define BAD(text) { (text), IDENTIFIER_VIN, NULL }

static const struct detector_case cases[] = {
	VIN("VIN 1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
	VIN("his car, 1M8GDM9AXKP042788, was", "1M8GDM9AXKP042788"),
	VIN("vin: 1m8gdm9axkp042788", "1m8gdm9axkp042788"),
	VIN("Vehicle identification number WAUZZZ8K9BA123456", "WAUZZZ8K9BA123456"),
	VIN("Owner,VIN\nAnn,1M8GDM9AXKP042788\n", "1M8GDM9AXKP042788"),
	PLATE("license plate 7ABC123", "7ABC123"),
	PLATE("License plate: ABC 1234", "ABC 1234"),
	PLATE("Plate number is ABC-1234, blue", "ABC-1234"),
	PLATE("Tag # 123 XYZ", "123 XYZ"),
	PLATE("Plates: KLM-456 and KLM-457", "KLM-457"),
	PLATE("vehicle registration AB51 CDE", "AB51 CDE"),
	PLATE("plate abc1234", "abc1234"),
	PLATE("He drives a grey Buick, tag KTR 7720, and lives there", "KTR 7720"),
	PLATE("with Ohio tags KTR 7720 on it", "KTR 7720"),
	PLATE("handicap placard P772041", "P772041"),
	PLATE("Parking permit no. DP-7720418", "DP-7720418"),
	BAD("asset tag OC-77204, a projector"),
	BAD("release tag RC2024X and tag 2024Q4B"),
	BAD("11111111111111111"),
	BAD("1M8GDM9A1KP042788"),
	BAD("VIN: 1M8GDM9AIKP042788"),
	BAD("x1M8GDM9AXKP042788"),
	BAD("platelets 150000"),
	BAD("plate 12"),
	BAD("template 7ABC123"),
	BAD("a plate of 1234 beans"),
	BAD("vin rouge 2012"),
};

const struct detector detector_vehicle = {
	.name = "vehicle",
	.category = 12,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
