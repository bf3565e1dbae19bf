#include "scanner/identifiers/clinical_record.h"

#include "scanner/cue.h"

static const struct cue names[] = {
	/* CDA */
	CUE("clinicaldocument"), CUE("recordtarget"), CUE("patientrole"), CUE("guardianperson"),
	CUE("assignedperson"), CUE("associatedperson"), CUE("birthtime"), CUE("streetaddressline"),
	/* FHIR */
	CUE("resourcetype"), CUE("birthdate"), CUE("identifier"), CUE("patient"),
	/* both */
	CUE("given"), CUE("family"), CUE("telecom"), CUE("postalcode"),
};
const struct cue_table clinical_record_names = CUE_TABLE(names);

void
clinical_record_notice(const struct detector_text *text, size_t end)
{
	uint8_t behind = end < text->bytes.length ? text->bytes.data[end] : 0;

	detector_mark(text, behind == '"' || behind == '\\' ? DETECTOR_MARK_JSON : DETECTOR_MARK_XML);
}

int
clinical_record_read(const struct detector_text *text)
{
	int err = detector_is_marked(text, DETECTOR_MARK_XML) ? clinical_xml_read(text) : 0;

	if (err == 0 && detector_is_marked(text, DETECTOR_MARK_JSON))
		err = clinical_json_read(text);
	return err;
}
