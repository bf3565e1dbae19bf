/*
 * Characters that are not what they look like: invisible ones are taken out,
 * and those drawn like an ASCII character become it (Unicode UTS #39, as far as
 * identifiers and the words around them go). What letters of other scripts
 * stand for is told by the word they are in: nothing happens to Russian in
 * Russian.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_FOLD_H
#define PHIMILTER_SCANNER_TEXT_FOLD_H

#include "scanner/text_writer.h"

void text_fold(struct text_writer *w);

#endif
