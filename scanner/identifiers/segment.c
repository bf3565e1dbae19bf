#include "scanner/identifiers/segment.h"

#include "scanner/cue.h"

static const struct cue names[] = {
	CUE("pid"), CUE("mrg"), CUE("nk1"), CUE("gt1"), CUE("in1"), CUE("in2"), CUE("pv1"), CUE("orc"),
	CUE("obr"), CUE("obx"),
	CUE("nm1"), CUE("n3"), CUE("n4"), CUE("dmg"), CUE("ref"), CUE("per"), CUE("clm"), CUE("clp"), CUE("sbr"),
	CUE("dtp"),
	CUE("adr"), CUE("dtstart"),
};
const struct cue_table segment_names = CUE_TABLE(names);

int
segment_read(const struct detector_text *text, size_t end, uint8_t category)
{
	uint8_t divider = end < text->bytes.length ? text->bytes.data[end] : 0;

	if (divider == '|')
		return hl7_segment_read(text, end, category);
	if (divider == ':' || divider == ';')
		return card_property_read(text, end, category);
	return divider == '*' ? x12_segment_read(text, end, category) : 0;
}
