/*
 * A file of the source tree built into the program, so that it can neither be
 * missing nor be exchanged at run time. The assembler reads it: no generator,
 * no copy, no limit on its size. Makefile.inc names the file as a dependency
 * of the object that holds it.
 */
#ifndef PHIMILTER_CORE_BUILTIN_FILE_H
#define PHIMILTER_CORE_BUILTIN_FILE_H

#include "core/bytes.h"

/*
 * Defines `struct bytes builtin_SYMBOL(void)`, the content of `file`, given
 * from the top of the source tree. SOURCE_DIR matters while compiling only.
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

#endif
