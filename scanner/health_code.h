/*
 * Codes that speak of health: ICD-10-CM (diagnoses), CPT and HCPCS level II
 * (procedures, supplies), NDC (drugs), and ages as clinicians write them.
 *
 * Most look like other numbers, so they count where a phrase of the lexicon
 * announces them (flags icd, cpt, ndc of data/health.lexicon), in a list behind
 * it too. An ICD-10-CM code with its dot also counts unannounced, but like a
 * phrase that needs a neighbour.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_HEALTH_CODE_H
#define PHIMILTER_SCANNER_HEALTH_CODE_H

#include "scanner/lexicon.h"

struct lexicon_word;
struct lexicon_phrase;

/* Notes that `phrase`, which ends at `stop`, announces codes, if it does. */
void health_code_announce(struct lexicon_reading *reading, const struct lexicon_phrase *phrase,
                          size_t stop);

/* Whether codes of some kind are announced that begin at `start`. */
bool health_code_announced(const struct lexicon_reading *reading, size_t start);

/*
 * What `word`, one of whose first two bytes is a digit, stands for; NULL when it
 * is no code. `stop` is then where it ends. May note that others follow it.
 */
const struct lexicon_phrase *health_code_at(struct lexicon_reading *reading, struct bytes text,
                                            const struct lexicon_word *word, size_t *stop);

#endif
