#include "encryption/escrow_token.h"

#include <openssl/evp.h>

#include "core/error.h"

#define TOKEN_BYTES 32

/* The last of the 43 digits carries 4 bits of the token and 2 that must be zero. */
#define TOKEN_LAST_DIGITS "AEIMQUYcgkosw048"

int
escrow_token_create(struct escrow_token *out)
{
	uint8_t random[TOKEN_BYTES];
	unsigned char base64[ESCROW_TOKEN_LENGTH + 2]; /* with "=" and a NUL */

	int err = crypto_random(random, sizeof(random));
	if (err != 0)
		return err;
	EVP_EncodeBlock(base64, random, sizeof(random));
	for (size_t i = 0; i < ESCROW_TOKEN_LENGTH; i++) {
		char c = (char)base64[i];
		out->text[i] = c == '+' ? '-' : c == '/' ? '_' : c;
	}
	out->text[ESCROW_TOKEN_LENGTH] = '\0';
	explicit_bzero(random, sizeof(random));
	explicit_bzero(base64, sizeof(base64));
	return 0;
}

static bool
token_is_valid(struct bytes token)
{
	if (token.length != ESCROW_TOKEN_LENGTH)
		return false;
	for (size_t i = 0; i < token.length; i++)
		if (!byte_is_alnum(token.data[i]) && token.data[i] != '-' && token.data[i] != '_')
			return false;
	return strchr(TOKEN_LAST_DIGITS, token.data[token.length - 1]) != NULL;
}

int
escrow_token_parse(struct bytes text, struct escrow_token *out)
{
	while (text.length > 0 && byte_is_space(text.data[text.length - 1]))
		text.length--;
	for (size_t i = text.length; i > 0; i--)
		if (text.data[i - 1] == '#' || byte_is_space(text.data[i - 1])) {
			text = bytes_slice(text, i, text.length);
			break;
		}
	if (!token_is_valid(text))
		return ERROR_INVALID;
	memcpy(out->text, text.data, ESCROW_TOKEN_LENGTH);
	out->text[ESCROW_TOKEN_LENGTH] = '\0';
	return 0;
}

int
escrow_token_key(struct bytes token, uint8_t out[CRYPTO_KEY_SIZE])
{
	if (!token_is_valid(token))
		return ERROR_INVALID;
	return crypto_derive(token, "phimilter escrow key", out);
}

int
escrow_token_key_id(struct bytes token, uint8_t out[ESCROW_KEY_ID_SIZE])
{
	uint8_t derived[CRYPTO_KEY_SIZE];

	if (!token_is_valid(token))
		return ERROR_INVALID;
	int err = crypto_derive(token, "phimilter escrow key id", derived);
	if (err == 0)
		memcpy(out, derived, ESCROW_KEY_ID_SIZE);
	return err;
}
