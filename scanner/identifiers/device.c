/* Device identifiers and serial numbers, 45 CFR 164.514(b)(2)(i)(M). */
#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/hex_digit.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

/* How far behind its label an address may begin; there may be several. */
#define MAC_LABEL_REACH 64
#define MAC_DIGITS 12
#define HIBCC_LIMIT 64
#define ICCBBA_LEAST 18 /* "=/" and the 16 characters that say which product */
#define GS1_ITEMS 8        /* application identifiers in one UDI */
#define GS1_VALUE_LIMIT 20 /* AI 10 and 21 */
#define SERIAL_LEAST 7     /* where only the device is named */

enum {
	PATTERN_MAC,
	PATTERN_MAC_LATE,
	PATTERN_MAC_DOTTED,
	PATTERN_MAC_DOTTED_LATE,
	PATTERN_SEGMENT,
	PATTERN_GS1,
	PATTERN_HIBCC,
	PATTERN_ICCBBA,
	PATTERN_MAC_LABEL,
	PATTERN_IMEI_LABEL,
	PATTERN_SERIAL_LABEL,
	PATTERN_IMPLANT,
};

/* Nothing follows them that has no digit. */
#define MAC_WORDS_NUMBERED(CUE) \
	CUE("bluetooth") CUE("device") CUE("wifi") CUE("ether")
#define MAC_WORDS(CUE) \
	CUE("mac") CUE("mac address") CUE("ethernet") CUE("hardware address") \
	CUE("physical address") CUE("macs") CUE("bssid") CUE("hwaddr") CUE("mac id") \
	MAC_WORDS_NUMBERED(CUE)
CUE_ARRAY(mac_words, MAC_WORDS);
static const struct cue_table mac_cues = CUE_TABLE_INDEXED(mac_words);
static const struct cue_table mac_labels = CUE_TABLE_LESS(mac_words, MAC_WORDS_NUMBERED);

#define UDI_WORDS(CUE) \
	CUE("udi") CUE("device identifier") CUE("unique device identifier") \
	CUE("unique device identification") CUE("gtin") CUE("device") CUE("implant") \
	CUE("barcode")
CUE_ARRAY(udi_words, UDI_WORDS);
static const struct cue_table udi_cues = CUE_TABLE_INDEXED(udi_words);

#define IMEI_WORDS(CUE) \
	CUE("imei") CUE("meid")
CUE_ARRAY(imei_words, IMEI_WORDS);
static const struct cue_table imei_cues = CUE_TABLE_INDEXED(imei_words);

/* Before a colon or #. */
#define SERIAL_WORDS_ALONE(CUE) \
	CUE("sn")
#define SERIAL_WORDS(CUE) \
	CUE("serial") LABEL_NUMBERED(CUE, "serial") CUE("s/n") LABEL_NUMBERED(CUE, "ser") \
	LABEL_NUMBERED(CUE, "device") CUE("device serial") \
	CUE("implant serial") LABEL_NUMBERED(CUE, "implant") CUE("pump serial") \
	LABEL_NUMBERED(CUE, "pump") CUE("pacemaker serial") LABEL_NUMBERED(CUE, "pacemaker") \
	LABEL_NUMBERED(CUE, "equipment") LABEL_NUMBERED(CUE, "hardware") CUE("meter serial") \
	LABEL_NUMBERED(CUE, "meter") CUE("monitor serial") LABEL_NUMBERED(CUE, "monitor") \
	CUE("udi") CUE("udi di") CUE("device identification") LABEL_NUMBERED(CUE, "transmitter") \
	CUE("transmitter serial") CUE("transmitter sn") CUE("sensor serial") \
	LABEL_NUMBERED(CUE, "sensor") \
	SERIAL_WORDS_ALONE(CUE)
CUE_ARRAY(serial_words, SERIAL_WORDS);
static const struct cue_table serial_cues = CUE_TABLE_INDEXED(serial_words);
static const struct cue_table serial_labels = CUE_TABLE_LESS(serial_words, SERIAL_WORDS_ALONE);
static const struct cue_table serial_words_alone = CUE_TABLE_LAST(serial_words, SERIAL_WORDS_ALONE);

/* What a patient wears or has in the body: the number right behind is that piece's own. */
#define IMPLANT_WORDS(CUE) \
	CUE("pacemaker") CUE("defibrillator") CUE("recorder") CUE("lvad") CUE("cpap") CUE("bipap") \
	CUE("concentrator") CUE("wheelchair") CUE("implant") CUE("stimulator") CUE("ventilator") \
	CUE("nebulizer") CUE("glucometer") CUE("insulin pump") CUE("hearing aid")
CUE_ARRAY(implant_words, IMPLANT_WORDS);
static const struct cue_table implants = CUE_TABLE_INDEXED(implant_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	[PATTERN_MAC] = { .shape = "\\d[0-9a-f]?[:-][0-9a-f]{2}[:-][0-9a-f]{2}", .nocase = true },
	[PATTERN_MAC_LATE] = { .shape = "[0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]?\\d[0-9a-f]?", .nocase = true },
	[PATTERN_MAC_DOTTED] = { .shape = "\\d[0-9a-f]{0,3}\\.[0-9a-f]{4}", .nocase = true },
	[PATTERN_MAC_DOTTED_LATE] = { .shape = "[0-9a-f]{4}\\.[0-9a-f]{0,3}\\d[0-9a-f]{0,3}", .nocase = true },
	[PATTERN_GS1] = { .shape = "\\(01\\) ?\\d{14}" },
	[PATTERN_HIBCC] = { .shape = "\\+[A-Z][A-Z0-9]{6}" },
	[PATTERN_ICCBBA] = { .shape = "=/[A-Z]{0,15}\\d" },
	[PATTERN_MAC_LABEL] = { .words = &mac_labels },
	[PATTERN_IMEI_LABEL] = { .words = &imei_cues },
	[PATTERN_SERIAL_LABEL] = { .words = &serial_labels },
	[PATTERN_IMPLANT] = { .words = &implants, .place = WORD_BEFORE_NUMBER },
	{ .shape = "\\bSN:" },
	{ .words = &serial_words_alone, .place = WORD_BEFORE_NUMBER },
};


static int
report_checked(const struct detector_text *text, enum identifier_type type, size_t start,
               size_t end, const char *cue, const char *validator)
{
	const struct identifier found = {
		.type = type,
		.start = start,
		.end = end,
		.confidence = cue != NULL ? CONFIDENCE_CHECKED_CUE : CONFIDENCE_STRICT,
		.cue = cue,
		.validator = validator,
	};
	return identifier_report(text, &found);
}

/* ---- MAC (IEEE 802) ----------------------------------------------------------- */

/* All six pairs divided alike, and neither broadcast nor nothing. */
static int
confirm_mac(const struct detector_text *text, size_t end, size_t length)
{
	struct bytes bytes = text->bytes;
	size_t start = end - length;
	uint8_t divider = 0;
	for (size_t i = start; i < end; i++) {
		if (byte_is_alnum(bytes.data[i]))
			continue;
		if (divider != 0 && bytes.data[i] != divider)
			return 0;
		divider = bytes.data[i];
	}
	struct value_compact value = value_compact(bytes, start, end);
	struct bytes digits = value_bytes(&value);
	bool longer = end < bytes.length && (bytes.data[end] == divider);
	if (digits.length != MAC_DIGITS || digits_repeated(digits) || longer ||
	    !value_stands_alone(bytes, start, end))
		return 0;
	if (start > 0 && bytes.data[start - 1] == divider)
		return 0;
	const char *cue = around_find(text, start, &mac_cues);
	/* 12-digit numbers in threes of four are dotted too. */
	if (divider == '.' && cue == NULL && digits_only(digits))
		return 0;
	return report_checked(text, IDENTIFIER_MAC_ADDRESS, start, end, cue, "IEEE 802 shape");
}

/* Whether [at, at + size) are hexadecimal digits. */
static bool
is_hex_group(struct bytes text, size_t at, size_t size)
{
	for (size_t i = at; i < at + size; i++)
		if (i >= text.length || hex_digit_value(text.data[i]) < 0)
			return false;
	return true;
}

/*
 * The address in groups of `size` digits of which a shape has found some: the
 * last of these ends at `match_end`, and `behind` of them stand behind the one
 * with the digit that it was found by. Only the address's first digit reports it.
 */
static int
confirm_mac_groups(const struct detector_text *text, size_t match_end, size_t size, size_t behind)
{
	const size_t length = MAC_DIGITS + MAC_DIGITS / size - 1;
	struct bytes bytes = text->bytes;
	size_t start = match_end - size, end = match_end;
	uint8_t divider = bytes.data[start - 1];

	while (end - start < length && start > size && bytes.data[start - 1] == divider &&
	       is_hex_group(bytes, start - size - 1, size))
		start -= size + 1;
	while (end - start < length && end < bytes.length && bytes.data[end] == divider &&
	       is_hex_group(bytes, end + 1, size))
		end += size + 1;
	for (size_t i = start; i + size + behind * (size + 1) < match_end; i++)
		if (byte_is_digit(bytes.data[i]))
			return 0;
	return end - start == length ? confirm_mac(text, end, length) : 0;
}

static bool
only_hex(struct bytes text, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++)
		if (byte_is_alnum(text.data[i]) && hex_digit_value(text.data[i]) < 0)
			return false;
	return true;
}

/* "MAC address: AA-BB-CC-DD-EE-FF": without a digit the words must find it. */
static int
confirm_mac_label(const struct detector_text *text, size_t end)
{
	static const char *const shapes[] = { "XX:XX:XX:XX:XX:XX", "XX-XX-XX-XX-XX-XX", "XXXX.XXXX.XXXX" };

	int err = 0;

	for (size_t at = end; at < end + MAC_LABEL_REACH && err == 0; at++)
		for (size_t i = 0; i < ARRAY_LENGTH(shapes) && err == 0; i++) {
			size_t stop;
			if (value_shape_at(text->bytes, at, shapes[i], &stop) && only_hex(text->bytes, at, stop))
				err = confirm_mac(text, stop, stop - at);
		}
	return err;
}

/* ---- UDI (21 CFR 801 subpart B) ------------------------------------------------- */

/* Behind "(01)" and its 14 digits: more items in parentheses, "(17)251231(21)A12". */
static size_t
gs1_end(struct bytes text, size_t end)
{
	for (unsigned items = 0; items < GS1_ITEMS; items++) {
		size_t at = end < text.length && text.data[end] == ' ' ? end + 1 : end;
		size_t value;
		if (!value_shape_at(text, at, "(99)", &value) && !value_shape_at(text, at, "(999)", &value))
			return end;
		size_t stop = value;
		while (stop < text.length && stop - value < GS1_VALUE_LIMIT &&
		       (byte_is_alnum(text.data[stop]) || text.data[stop] == '-'))
			stop++;
		if (stop == value)
			return end;
		end = stop;
	}
	return end;
}

static int
confirm_gs1(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end - 14;
	if (!digits_gs1(bytes_slice(bytes, start, 14)))
		return 0;
	while (bytes.data[start] != '(')
		start--;
	size_t stop = gs1_end(bytes, end);
	if (!value_stands_on_right(bytes, stop))
		return 0;
	const char *cue = around_find(text, start, &udi_cues);
	/* The first item names a product; serial or lot behind it name one piece of it. */
	struct identifier found = {
		.type = IDENTIFIER_UDI,
		.start = start,
		.end = stop,
		.confidence = stop > end ? CONFIDENCE_CHECKED : CONFIDENCE_LOOSE,
		.cue = cue,
		.validator = "GS1 mod 10",
	};
	if (cue != NULL && stop > end)
		found.confidence = CONFIDENCE_CHECKED_CUE;
	return identifier_report(text, &found);
}

static int
confirm_hibcc(const struct detector_text *text, size_t match_end)
{
	struct bytes bytes = text->bytes;
	size_t start = match_end - 8;
	size_t end = start + 1;
	while (end < bytes.length && end - start < HIBCC_LIMIT &&
	       (byte_is_upper(bytes.data[end]) || byte_is_digit(bytes.data[end]) ||
	        (bytes.data[end] != '\0' && strchr("-.$/+%", bytes.data[end]) != NULL)))
		end++;
	while (end > match_end && bytes.data[end - 1] == '.')
		end--;
	/* Primary and secondary data are joined by "/" or stand as one with a check character. */
	struct bytes whole = bytes_slice(bytes, start, end - start);
	const uint8_t *slash = memchr(whole.data, '/', whole.length);
	struct bytes primary = bytes_slice(whole, 0, slash == NULL ? whole.length
	                                                           : (size_t)(slash - whole.data));
	bool free = (start == 0 || !byte_is_alnum(bytes.data[start - 1])) &&
	            (end >= bytes.length || !byte_is_alnum(bytes.data[end]));
	const char *cue = around_find(text, start, &udi_cues);
	bool checked = slash == NULL && digits_hibcc(primary);
	if (!free || (!checked && (slash == NULL || cue == NULL)))
		return 0;
	return report_checked(text, IDENTIFIER_UDI, start, end, cue,
	                      checked ? "HIBCC mod 43" : "HIBCC shape");
}

static int
confirm_iccbba(const struct detector_text *text, size_t match_end)
{
	struct bytes bytes = text->bytes;
	size_t start = match_end - 1;
	while (bytes.data[start] != '=')
		start--;
	size_t end = start + strlen("=/");
	while (end < bytes.length && end - start < ICCBBA_LEAST &&
	       (byte_is_upper(bytes.data[end]) || byte_is_digit(bytes.data[end])))
		end++;
	if (end - start < ICCBBA_LEAST)
		return 0;
	while (end < bytes.length && end - start < HIBCC_LIMIT &&
	       (byte_is_upper(bytes.data[end]) || byte_is_digit(bytes.data[end]) ||
	        (bytes.data[end] != '\0' && strchr("=,&>", bytes.data[end]) != NULL)))
		end++;
	while (!byte_is_alnum(bytes.data[end - 1]))
		end--;
	if ((start > 0 && byte_is_alnum(bytes.data[start - 1])) || !value_stands_on_right(bytes, end))
		return 0;
	return report_checked(text, IDENTIFIER_UDI, start, end, around_find(text, start, &udi_cues),
	                      "ICCBBA shape");
}

/* ---- labelled -------------------------------------------------------------------- */

static int
take_imei(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t stop;
	if (!value_shape_at(text->bytes, value->start, "99~999999~999999~9", &stop))
		return 0;
	struct value_compact compact = value_compact(text->bytes, value->start, stop);
	if (!digits_imei(value_bytes(&compact)) ||
	    !label_value_stands(text->bytes, value, value->start, stop))
		return 0;
	*end = stop;
	return report_checked(text, IDENTIFIER_IMEI, value->start, stop, value->cue, "IMEI Luhn");
}

static int
take_serial(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	return identifier_take_word(text, value, IDENTIFIER_DEVICE_SERIAL, SUBJECT_UNKNOWN, end);
}

/* "Loop recorder RLA772041G": letters and digits, since digits alone are a model or a price. */
static int
take_implant(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	size_t stop = label_word_end(text->bytes, value->start);
	bool lettered = byte_is_upper(text->bytes.data[value->start]);
	return lettered && stop - value->start >= SERIAL_LEAST ? take_serial(text, value, end) : 0;
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_device.category);
	switch (pattern) {
	case PATTERN_MAC:
		return confirm_mac_groups(text, end, 2, 2);
	case PATTERN_MAC_LATE:
		return confirm_mac_groups(text, end, 2, 0);
	case PATTERN_MAC_DOTTED:
		return confirm_mac_groups(text, end, 4, 1);
	case PATTERN_MAC_DOTTED_LATE:
		return confirm_mac_groups(text, end, 4, 0);
	case PATTERN_MAC_LABEL:
		return confirm_mac_label(text, end);
	case PATTERN_GS1:
		return confirm_gs1(text, end);
	case PATTERN_HIBCC:
		return confirm_hibcc(text, end);
	case PATTERN_ICCBBA:
		return confirm_iccbba(text, end);
	default:
		break;
	}
	while (end > 0 && !byte_is_alpha(text->bytes.data[end - 1]))
		end--;
	if (pattern == PATTERN_IMPLANT)
		return label_read(text, end, &implants, take_implant);
	if (pattern == PATTERN_IMEI_LABEL)
		return label_read(text, end, &imei_cues, take_imei);
	return label_read(text, end, &serial_cues, take_serial);
}

#define MAC(text, found) { (text), IDENTIFIER_MAC_ADDRESS, (found) }
#define UDI(text, found) { (text), IDENTIFIER_UDI, (found) }
#define IMEI(text, found) { (text), IDENTIFIER_IMEI, (found) }
#define SERIAL(text, found) { (text), IDENTIFIER_DEVICE_SERIAL, (found) }
#define BAD(text) { (text), IDENTIFIER_MAC_ADDRESS, NULL }

static const struct detector_case cases[] = {
	MAC("MAC 3c:5a:b4:01:9f:e2", "3c:5a:b4:01:9f:e2"),
	MAC("(3C-5A-B4-01-9F-E2)", "3C-5A-B4-01-9F-E2"),
	MAC("cisco 3c5a.b401.9fe2", "3c5a.b401.9fe2"),
	MAC("MACs: 3c:5a:b4:01:9f:e2 and 3c:5a:b4:01:9f:e3", "3c:5a:b4:01:9f:e3"),
	UDI("UDI (01)00012345678905(17)251231(21)A482", "(01)00012345678905(17)251231(21)A482"),
	UDI("(01) 00012345678905 (10)LOT7", "(01) 00012345678905 (10)LOT7"),
	UDI("implant +A123BJC5D6E71G", "+A123BJC5D6E71G"),
	UDI("=/1234ABCDEFGHIJKL and on", "=/1234ABCDEFGHIJKL"),
	BAD("=/A9999XYZ100T094 is too short"),
	UDI("=/A9999XYZ100T0944=,000025=A99971312345600", "=/A9999XYZ100T0944=,000025=A99971312345600"),
	IMEI("IMEI: 490154203237518", "490154203237518"),
	IMEI("imei 49-015420-323751-8", "49-015420-323751-8"),
	SERIAL("Serial number: SN-48A2291", "SN-48A2291"),
	SERIAL("pacemaker serial no. PJN482913S", "PJN482913S"),
	SERIAL("S/N 48A2291", "48A2291"),
	SERIAL("device id 4829-1177", "4829-1177"),
	SERIAL("Device,Serial\nPump,48A2291\n", "48A2291"),
	SERIAL("Loop recorder RLA772041G interrogated", "RLA772041G"),
	SERIAL("her CPAP: RX7720418", "RX7720418"),
	BAD("wheelchair 24500 is its price"),
	BAD("3c:5a:b4:01:9f"),
	BAD("ff:ff:ff:ff:ff:ff"),
	BAD("00-00-00-00-00-00"),
	BAD("3c:5a-b4:01-9f:e2"),
	BAD("3c:5a:b4:01:9f:e2:77:81"),
	BAD("(01)00012345678906(21)A482"),
	BAD("+A123BJC5D6E71H"),
	BAD("IMEI 490154203237517"),
	BAD("a serial in 12 parts"),
	BAD("1234.5678.9012"),
	BAD("C++CLASS+ABCDEFGH"),
};

const struct detector detector_device = {
	.name = "device",
	.category = 13,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
