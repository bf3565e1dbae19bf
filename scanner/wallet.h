/*
 * Addresses of cryptocurrency wallets, whose check characters no other word has:
 * Bitcoin's, in Base58Check (P2PKH, P2SH) and in Bech32 and Bech32m (BIP 173, 350).
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WALLET_H
#define PHIMILTER_SCANNER_WALLET_H

#include "core/bytes.h"

/* What may be one as a shape (scanner/shape.h), before its checks. */
#define WALLET_SHAPE "\\b[Bb]?[Cc]?[13][0-9A-Za-z]{25,59}\\b"

/* Which check holds for `address`, a string constant; NULL when none does. */
const char *wallet_check(struct bytes address);

#endif
