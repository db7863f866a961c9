/* Sealing: XChaCha20-Poly1305 by libsodium, a key a purpose, bound to whose the secret is. */
#include "seal.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "daemon.h"

enum {
	KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	BASE64 = sodium_base64_VARIANT_ORIGINAL
};

/* The seed of the signing key, hashed with the purpose: what is sealed says nothing of what is signed. */
static bool
key_for(const struct daemon_settings *settings, const char *purpose, unsigned char key[KEY])
{
	const unsigned char *seed = settings->audit_secret;
	return seed != NULL &&
	    crypto_generichash(key, KEY, (const unsigned char *)purpose, strlen(purpose), seed,
	        crypto_sign_SEEDBYTES) == 0;
}

const char *
seal(struct arena *arena, const struct daemon_settings *settings, const char *purpose,
    const char *of, const char *secret)
{
	unsigned char key[KEY];
	size_t len = NONCE + TAG + strlen(secret);
	size_t size = sodium_base64_encoded_len(len, BASE64);
	if (!key_for(settings, purpose, key))
		return NULL;
	unsigned char *sealed = arena_new(arena, len);
	randombytes_buf(sealed, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL,
	    (const unsigned char *)secret, strlen(secret), (const unsigned char *)of, strlen(of),
	    NULL, sealed, key);
	sodium_memzero(key, sizeof(key));
	return sodium_bin2base64(arena_new(arena, size), size, sealed, len, BASE64);
}

char *
unseal(struct arena *arena, const struct daemon_settings *settings, const char *purpose,
    const char *of, const char *sealed)
{
	unsigned char key[KEY];
	size_t room = strlen(sealed);
	size_t len;
	unsigned char *bytes = arena_new(arena, room + 1);
	if (sodium_base642bin(bytes, room, sealed, room, NULL, &len, NULL, BASE64) != 0 ||
	    len < NONCE + TAG || !key_for(settings, purpose, key))
		return NULL;
	char *secret = arena_new(arena, len - NONCE - TAG + 1);
	bool ok =
	    crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)secret, NULL, NULL,
	        bytes + NONCE, len - NONCE, (const unsigned char *)of, strlen(of), bytes, key) == 0;
	sodium_memzero(key, sizeof(key));
	return ok ? secret : NULL;
}
