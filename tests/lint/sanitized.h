/* SANITIZED when the build has a sanitizer: its times say nothing. */
#ifndef PHIMILTER_TESTS_LINT_SANITIZED_H
#define PHIMILTER_TESTS_LINT_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#define SKIPPED 77 /* automake's */

#endif
