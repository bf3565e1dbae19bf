#include "scanner/builtin.h"

/*
 * The assembler reads the file: no generator, no copy, no limit on its size.
 * SOURCE_DIR matters while compiling only.
 */
#define BUILTIN_FILE(symbol, file)                                        \
	__asm__(".pushsection .rodata\n"                                  \
	        ".globl builtin_" #symbol "_start, builtin_" #symbol "_end\n" \
	        "builtin_" #symbol "_start: .incbin \"" SOURCE_DIR "/" file "\"\n" \
	        "builtin_" #symbol "_end:\n"                              \
	        ".popsection\n");                                         \
	extern const uint8_t builtin_##symbol##_start[];                  \
	extern const uint8_t builtin_##symbol##_end[];                    \
	struct bytes builtin_##symbol(void)                               \
	{                                                                 \
		return bytes_make(builtin_##symbol##_start,               \
		                  (size_t)(builtin_##symbol##_end - builtin_##symbol##_start)); \
	}

BUILTIN_FILE(health_lexicon, "data/health.lexicon")
