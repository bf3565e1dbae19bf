/* Compiler attributes used throughout, spelled once. */
#ifndef PHIMILTER_CORE_ATTRIBUTES_H
#define PHIMILTER_CORE_ATTRIBUTES_H

/* The caller must look at the result: an ignored failure is how mail leaks. */
#define MUST_USE __attribute__((warn_unused_result))

/* What is rarely called, from what is called for each word. */
#define NOT_INLINE __attribute__((noinline))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
