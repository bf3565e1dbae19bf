/* Disguises of characters, digits and words within one text. */
#include "tests/unit/evasion_case.h"
#include "tests/unit/test_scanner.h"

#define SSN IDENTIFIER_SSN, "219-09-9998"

static const struct evasion_case invisible[] = {
	{ "nothing hidden", "SSN: 219-09-9998 for the patient", SSN },
	{ "zero-width characters", "SSN: 2\u200B1\u200C9\u200D-09-\u20609998", IDENTIFIER_SSN,
	  "2\u200B1\u200C9\u200D-09-\u20609998" },
	{ "soft hyphens", "S\u00ADSN: 2\u00AD19-09-99\u00AD98", IDENTIFIER_SSN, "2\u00AD19-09-99\u00AD98" },
	{ "byte order marks", "SSN: 219\uFEFF-09-9998", IDENTIFIER_SSN, "219\uFEFF-09-9998" },
	{ "variation selectors", "SSN: 2\uFE0E1\U000E01009-09-9998", IDENTIFIER_SSN,
	  "2\uFE0E1\U000E01009-09-9998" },
	{ "keycaps", "SSN: 2\uFE0F\u20E31\uFE0F\u20E39-09-9998", IDENTIFIER_SSN,
	  "2\uFE0F\u20E31\uFE0F\u20E39-09-9998" },
	{ "combining strokes", "SSN: 2\u03361\u03369\u0336-09-9998", IDENTIFIER_SSN,
	  "2\u03361\u03369\u0336-09-9998" },
	{ "combining marks in the cue", "S\u0332S\u0332N\u0332: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "marks of direction", "SSN: 219\u200F-09\u200E-\u061C9998", IDENTIFIER_SSN,
	  "219\u200F-09\u200E-\u061C9998" },
	{ "isolates", "SSN: \u2066219-09\u2069-9998", IDENTIFIER_SSN, "219-09\u2069-9998" },
	{ "fillers", "SSN: 219\u3164-09\uFFA0-99\u115F98", IDENTIFIER_SSN, "219\u3164-09\uFFA0-99\u115F98" },
	{ "musical and shorthand controls", "SSN: 219\U0001D173-09\U0001BCA0-9998", IDENTIFIER_SSN,
	  "219\U0001D173-09\U0001BCA0-9998" },
	{ "interlinear annotation", "SSN: 219\uFFF9-09-\uFFFB9998", IDENTIFIER_SSN,
	  "219\uFFF9-09-\uFFFB9998" },
	{ "controls", "SSN: 219\x01-09\x7F-9998", IDENTIFIER_SSN, "219\x01-09\x7F-9998" },
	{ "text in tag characters",
	  "Hello\U000E0053\U000E0053\U000E004E\U000E003A\U000E0020\U000E0032\U000E0031\U000E0039\U000E002D"
	  "\U000E0030\U000E0039\U000E002D\U000E0039\U000E0039\U000E0039\U000E0038", IDENTIFIER_SSN, NULL },
};

static const struct evasion_case look_alike[] = {
	{ "full-width", "\uFF33\uFF33\uFF2E\uFF1A \uFF12\uFF11\uFF19-\uFF10\uFF19-9998", IDENTIFIER_SSN,
	  "\uFF12\uFF11\uFF19-\uFF10\uFF19-9998" },
	{ "mathematical digits", "SSN: \U0001D7D0\U0001D7CF\U0001D7D7-09-9998", IDENTIFIER_SSN,
	  "\U0001D7D0\U0001D7CF\U0001D7D7-09-9998" },
	{ "segmented digits", "SSN: \U0001FBF2\U0001FBF1\U0001FBF9-09-9998", IDENTIFIER_SSN,
	  "\U0001FBF2\U0001FBF1\U0001FBF9-09-9998" },
	{ "circled digits", "SSN: \u2461\u2460\u2468-\u24EA\u2468-9998", IDENTIFIER_SSN,
	  "\u2461\u2460\u2468-\u24EA\u2468-9998" },
	{ "negative circled digits", "SSN: \u2777\u2776\u277E-\u24FF\u277E-9998", IDENTIFIER_SSN,
	  "\u2777\u2776\u277E-\u24FF\u277E-9998" },
	{ "superscripts", "SSN: \u00B2\u00B9\u2079-\u2070\u2079-\u2079\u2079\u2079\u2078", IDENTIFIER_SSN,
	  "\u00B2\u00B9\u2079-\u2070\u2079-\u2079\u2079\u2079\u2078" },
	{ "subscripts", "SSN: \u2082\u2081\u2089-\u2080\u2089-\u2089\u2089\u2089\u2088", IDENTIFIER_SSN,
	  "\u2082\u2081\u2089-\u2080\u2089-\u2089\u2089\u2089\u2088" },
	{ "Arabic digits", "SSN: \u0662\u0661\u0669-09-9998", IDENTIFIER_SSN, "\u0662\u0661\u0669-09-9998" },
	{ "Bengali digits", "SSN: \u09E8\u09E7\u09EF-09-9998", IDENTIFIER_SSN, "\u09E8\u09E7\u09EF-09-9998" },
	{ "Thai digits", "SSN: \u0E52\u0E51\u0E59-09-9998", IDENTIFIER_SSN, "\u0E52\u0E51\u0E59-09-9998" },
	{ "N'Ko digits", "SSN: \u07C2\u07C1\u07C9-09-9998", IDENTIFIER_SSN, "\u07C2\u07C1\u07C9-09-9998" },
	{ "Adlam digits", "SSN: \U0001E952\U0001E951\U0001E959-09-9998", IDENTIFIER_SSN,
	  "\U0001E952\U0001E951\U0001E959-09-9998" },
	{ "other dashes", "SSN: 219\u2796" "09\u30FC9998", IDENTIFIER_SSN, "219\u2796" "09\u30FC9998" },
	{ "bullets for dots", "Patient phone: 312\u2022867\u00B75309", IDENTIFIER_PHONE,
	  "312\u2022867\u00B75309" },
	{ "blanks that are none", "SSN:\u2800" "219\u2800" "09\u2800" "9998", IDENTIFIER_SSN,
	  "219\u2800" "09\u2800" "9998" },
	{ "small forms", "SSN\uFE55 219\uFE63" "09\uFE63" "9998", IDENTIFIER_SSN, "219\uFE63" "09\uFE63" "9998" },
	{ "Cyrillic in the cue", "\u041CRN: 4471829", IDENTIFIER_MRN, "4471829" },
	{ "Cyrillic and Greek cue", "\u0405\u0405\u039D: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "Cyrillic in a name", "\u0420\u0430tient: J\u043Ehn Sm\u0456th", IDENTIFIER_PERSON_NAME,
	  "J\u043Ehn Sm\u0456th" },
	{ "a name without a Latin letter", "Patient: J\u043Ehn \u0421\u043E\u0445", IDENTIFIER_PERSON_NAME,
	  "J\u043Ehn \u0421\u043E\u0445" },
	{ "Greek in a name", "Patient: J\u03BFhn Sm\u03B9th", IDENTIFIER_PERSON_NAME, "J\u03BFhn Sm\u03B9th" },
	{ "Cherokee and Lisu", "\u13DA\uA4E2N: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "Cyrillic digits", "SSN: 219-\u041E9-9998", IDENTIFIER_SSN, "219-\u041E9-9998" },
	{ "mathematical letters", "\U0001D412\U0001D412\U0001D40D: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "letter-like symbols", "Patient: Jo\u210En Smit\u210E", IDENTIFIER_PERSON_NAME,
	  "Jo\u210En Smit\u210E" },
	{ "circled letters", "\u24C8\u24C8\u24C3: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "squared letters", "\U0001F142\U0001F182\U0001F13D: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "superscript letters", "\u02E2\u02E2\u207F: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "small capitals", "Patient: J\u1D0F\u029C\u0274 S\u1D0D\u026A\u1D1B\u029C", IDENTIFIER_PERSON_NAME,
	  "J\u1D0F\u029C\u0274 S\u1D0D\u026A\u1D1B\u029C" },
	{ "decomposed accents", "Patient: Jose\u0301 Garci\u0301a", IDENTIFIER_PERSON_NAME,
	  "Jose\u0301 Garci\u0301a" },
	{ "Roman numerals", "\u216FRN: 4471829", IDENTIFIER_MRN, "4471829" },
	{ "ligatures", "Patient: Je\uFB00rey Gri\uFB03n", IDENTIFIER_PERSON_NAME, "Je\uFB00rey Gri\uFB03n" },
	{ "circled tens", "MRN: 447\u2471829", IDENTIFIER_MRN, "447\u2471829" },
};

static const struct evasion_case direction[] = {
	{ "overridden number", "SSN: \u202E8999-90-912\u202C for the patient", IDENTIFIER_SSN,
	  "\u202E8999-90-912\u202C" },
	{ "overridden line", "\u202Etneitap eht rof 8999-90-912 :NSS\nmore", IDENTIFIER_SSN, NULL },
	{ "override that never ends", "see \u202E8999-90-912 :NSS", IDENTIFIER_SSN, NULL },
	{ "override within", "see \u202E8\u202E999-90\u202C-912\u202C :NSS\u202C", IDENTIFIER_SSN, NULL },
	{ "an override that changes nothing seen", "SSN: \u202D219-09-9998\u202C", SSN },
};

static const struct evasion_case spaced[] = {
	{ "digits with spaces", "SSN: 2 1 9 - 0 9 - 9 9 9 8 for", IDENTIFIER_SSN, "2 1 9 - 0 9 - 9 9 9 8" },
	{ "digits with spaces alone", "SSN: 2 1 9 0 9 9 9 9 8", IDENTIFIER_SSN, "2 1 9 0 9 9 9 9 8" },
	{ "groups in parentheses", "SSN: (219)(09)(9998)", IDENTIFIER_SSN, "(219)(09)(9998" },
	{ "groups in brackets", "SSN: [219]-[09]-[9998]", IDENTIFIER_SSN, "219]-[09]-[9998" },
	{ "groups with plus signs", "SSN: 219+09+9998", IDENTIFIER_SSN, "219+09+9998" },
	{ "groups with equals signs", "SSN= 219=09=9998", IDENTIFIER_SSN, "219=09=9998" },
	{ "groups with colons", "SSN 219:09:9998", IDENTIFIER_SSN, "219:09:9998" },
	{ "groups with commas", "SSN 219,09,9998", IDENTIFIER_SSN, "219,09,9998" },
	{ "groups with bars", "SSN: 219|09|9998", IDENTIFIER_SSN, "219|09|9998" },
	{ "groups with tildes", "SSN: 219~09~9998", IDENTIFIER_SSN, "219~09~9998" },
	{ "groups in bold", "SSN: **219**-**09**-**9998**", IDENTIFIER_SSN, "219**-**09**-**9998" },
	{ "groups in cells", "SSN\n\"219\",\"09\",\"9998\"\n", IDENTIFIER_SSN, "219\",\"09\",\"9998" },
	{ "digits with slashes", "SSN: 2/1/9/0/9/9/9/9/8", IDENTIFIER_SSN, NULL },
	{ "digits with asterisks", "SSN: 2*1*9*0*9*9*9*9*8", IDENTIFIER_SSN, NULL },
	{ "spelled digits", "The SSN of the patient is two one nine, zero nine, nine nine nine eight.", IDENTIFIER_SSN,
	  "two one nine, zero nine, nine nine nine eight" },
	{ "spelled and hyphenated", "SSN: two-one-nine-oh-nine-nine-nine-nine-eight", IDENTIFIER_SSN,
	  "two-one-nine-oh-nine-nine-nine-nine-eight" },
	{ "spelled in capitals", "SSN TWO ONE NINE ZERO NINE NINE NINE NINE EIGHT", IDENTIFIER_SSN,
	  "TWO ONE NINE ZERO NINE NINE NINE NINE EIGHT" },
	{ "spelled with doubles", "SSN two one nine, oh nine, triple nine eight", IDENTIFIER_SSN,
	  "two one nine, oh nine, triple nine eight" },
	{ "spelled telephone number", "Call at three one two, eight six seven, five three oh nine.", IDENTIFIER_PHONE,
	  "three one two, eight six seven, five three oh nine" },
	{ "path of a link", "https://x.example/patients/ssn/219-09-9998/view", IDENTIFIER_SSN, "219-09-9998" },
	{ "link in a text's markup", "[a](http://x.example/ssn/219-09-9998)", IDENTIFIER_SSN, "219-09-9998" },
	{ "spaced dashes", "SSN: 219 - 09 - 9998", IDENTIFIER_SSN, "219 - 09 - 9998" },
	{ "digits with dots", "SSN: 2.1.9.0.9.9.9.9.8", IDENTIFIER_SSN, "2.1.9.0.9.9.9.9.8" },
	{ "digits with underscores", "SSN: 2_1_9_0_9_9_9_9_8", IDENTIFIER_SSN, "2_1_9_0_9_9_9_9_8" },
	{ "digits with commas", "SSN: 2,1,9,0,9,9,9,9,8", IDENTIFIER_SSN, "2,1,9,0,9,9,9,9,8" },
	{ "spaced cue", "the M R N: 4471829", IDENTIFIER_MRN, "4471829" },
	{ "dotted cue", "M.R.N.: 4471829", IDENTIFIER_MRN, "4471829" },
	{ "spaced cue and number", "S S N : 2 1 9 - 0 9 - 9 9 9 8", IDENTIFIER_SSN, "2 1 9 - 0 9 - 9 9 9 8" },
	{ "spaced name", "Patient: J o h n  S m i t h", IDENTIFIER_PERSON_NAME, "J o h n  S m i t h" },
	{ "spaced name without a gap", "Patient: J o h n S m i t h", IDENTIFIER_PERSON_NAME,
	  "J o h n S m i t h" },
	{ "spaced label and name", "P a t i e n t :  J o h n  S m i t h", IDENTIFIER_PERSON_NAME,
	  "J o h n  S m i t h" },
	{ "spaced by thin spaces", "SSN: 2\u20091\u20099\u2009-\u20090\u20099\u2009-\u20099\u20099\u20099\u20098",
	  IDENTIFIER_SSN, NULL },
	{ "spaced record number", "MRN: 4 4 7 1 8 2 9", IDENTIFIER_MRN, "4 4 7 1 8 2 9" },
};

static const struct evasion_case broken[] = {
	{ "behind the second hyphen", "SSN: 219-09-\n9998", IDENTIFIER_SSN, "219-09-\n9998" },
	{ "behind the first hyphen", "SSN: 219-\n09-9998", IDENTIFIER_SSN, "219-\n09-9998" },
	{ "before a hyphen", "SSN: 219-09\n-9998", IDENTIFIER_SSN, "219-09\n-9998" },
	{ "within a group", "SSN: 219-0\n9-9998", IDENTIFIER_SSN, "219-0\n9-9998" },
	{ "with blanks around", "SSN: 219-09- \r\n  9998", IDENTIFIER_SSN, "219-09- \r\n  9998" },
	{ "in a quotation", "> SSN: 219-09-\n> 9998", IDENTIFIER_SSN, "219-09-\n> 9998" },
	{ "cue on the line before", "SSN:\n219-09-9998", SSN },
	{ "name over two lines", "Patient: John\nSmith was seen", IDENTIFIER_PERSON_NAME, "John\nSmith" },
	{ "phone over two lines", "Patient phone: (312) 867-\n5309", IDENTIFIER_PHONE, "(312) 867-\n5309" },
};

static const struct evasion_case escaped[] = {
	{ "percent signs", "SSN%3A%20219%2D09%2D9998", IDENTIFIER_SSN, "219%2D09%2D9998" },
	{ "percent signs twice", "SSN%253A%2520219%252D09%252D9998", IDENTIFIER_SSN, NULL },
	{ "a query", "https://portal.example.com/v?ssn=219-09-9998", IDENTIFIER_SSN, NULL },
	{ "an encoded query", "https://portal.example.com/v?ssn=%32%31%39%2D09%2D9998", IDENTIFIER_SSN, NULL },
	{ "a birth date in a query", "https://x.example/p?patient=John%20Smith&dob=01%2F02%2F1960",
	  IDENTIFIER_BIRTH_DATE, NULL },
	{ "a name in a query", "https://x.example/p?patient=John%20Smith&dob=01%2F02%2F1960",
	  IDENTIFIER_PERSON_NAME, NULL },
	{ "a name with plus signs", "https://x.example/p?patient=John+Smith&dob=01%2F02%2F1960",
	  IDENTIFIER_PERSON_NAME, NULL },
	{ "character references", "SSN: &#50;&#x31;9&#45;09-9998", IDENTIFIER_SSN, "&#50;&#x31;9&#45;09-9998" },
	{ "named references", "SSN:&nbsp;219&hyphen;09&#8209;9998", IDENTIFIER_SSN,
	  "219&hyphen;09&#8209;9998" },
	{ "JSON escapes", "{\"ssn\":\"\\u0032\\u0031\\u0039-09-9998\"}", IDENTIFIER_SSN,
	  "\\u0032\\u0031\\u0039-09-9998" },
	{ "C escapes", "SSN: \\x32\\x31\\x39-09-9998", IDENTIFIER_SSN, "\\x32\\x31\\x39-09-9998" },
	{ "quoted-printable lines", "Patient=27s SSN: 219-0=\n9-9998", IDENTIFIER_SSN, "219-0=\n9-9998" },
	{ "quoted-printable letters", "SSN: =32=31=39=2D09-9998", IDENTIFIER_SSN, "=32=31=39=2D09-9998" },
	{ "a percent-coded value in a query", "https://x.example/p?q=%53%53%4e%3a%20%32%31%39%2d%30%39%2d%39%39%39%38",
	  IDENTIFIER_SSN, NULL },
	{ "a percent-coded query", "https://x.example/?%73%73%6e=%32%31%39%2d%30%39%2d%39%39%39%38", IDENTIFIER_SSN, NULL },
	{ "JavaScript's percent signs", "SSN: %u0032%u0031%u0039-09-9998", IDENTIFIER_SSN, "%u0032%u0031%u0039-09-9998" },
	{ "references without their ends", "SSN: &#50&#x31&#57-09-9998", IDENTIFIER_SSN, "&#50&#x31&#57-09-9998" },
	{ "ECMAScript escapes", "SSN: \\u{32}\\u{31}\\u{39}-09-9998", IDENTIFIER_SSN, "\\u{32}\\u{31}\\u{39}-09-9998" },
	{ "Python escapes", "SSN: \\U00000032\\U00000031\\U00000039-09-9998", IDENTIFIER_SSN,
	  "\\U00000032\\U00000031\\U00000039-09-9998" },
	{ "RTF escapes", "{\\rtf1 SSN: \\'32\\'31\\'39-09-9998}", IDENTIFIER_SSN, "\\'32\\'31\\'39-09-9998" },
	{ "wide RTF escapes", "{\\rtf1 SSN: \\u50?\\u49?\\u57?-09-9998}", IDENTIFIER_SSN, "\\u50?\\u49?\\u57?-09-9998" },
	{ "an encoded word", "it said =?utf-8?q?SSN=3A_219=2D09=2D9998?= there", IDENTIFIER_SSN,
	  "=?utf-8?q?SSN=3A_219=2D09=2D9998?=" },
	{ "encoded words", "it said =?utf-8?Q?SSN:_219-0?=\n =?utf-8?Q?9-9998?= there", IDENTIFIER_SSN,
	  "=?utf-8?Q?SSN:_219-0?=\n =?utf-8?Q?9-9998?=" },
	{ "an encoded word in base64", "it said =?utf-8?B?U1NOOiAyMTktMDktOTk5OA==?= there", IDENTIFIER_SSN,
	  "U1NOOiAyMTktMDktOTk5OA==" },
	{ "UTF-7", "SSN: +ADIAMQA5-+AC0-09-9998", IDENTIFIER_SSN, "+ADIAMQA5-+AC0-09-9998" },
	{ "tags in plain text", "SSN: 21<b>9</b>-09-<span class=\"x\">9998</span>", IDENTIFIER_SSN,
	  "21<b>9</b>-09-<span class=\"x\">9998" },
	{ "a comment in plain text", "SSN: 21<!-- x -->9-09-9998", IDENTIFIER_SSN, "21<!-- x -->9-09-9998" },
};

#define ASCII85 "<~;c?FP+>PZ3/MK1:3B9)Z+D,P4+EV:.+E1b2Bk;1(~>"
#define BASE64_TWICE "VTFOT09pQXlNVGt0TURrdE9UazVPQ0JtYjNJZ2RHaGxJSEJoZEdsbGJuUT0="

static const struct evasion_case encoded[] = {
	{ "base64", "see U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ= ok", IDENTIFIER_SSN,
	  "U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=" },
	{ "base64 of a number behind its cue", "SSN: MjE5LTA5LTk5OTg=", IDENTIFIER_SSN, "MjE5LTA5LTk5OTg=" },
	{ "base64 over lines", "U1NOOiAyMTktMDktOTk5OCBm\nb3IgdGhlIHBhdGllbnQ=\n", IDENTIFIER_SSN,
	  "U1NOOiAyMTktMDktOTk5OCBm\nb3IgdGhlIHBhdGllbnQ=" },
	{ "quoted base64", "> U1NOOiAyMTktMDktOTk5OCBm\n> b3IgdGhlIHBhdGllbnQ=\n", IDENTIFIER_SSN,
	  "U1NOOiAyMTktMDktOTk5OCBm\n> b3IgdGhlIHBhdGllbnQ=" },
	{ "base64 without padding", "U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ", IDENTIFIER_SSN,
	  "U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ" },
	{ "base64 over short lines", "U1NOOi\nAyMTkt\nMDktOT\nk5OCBm\nb3IgdG\nhlIHBh\ndGllbn\nQ=\n", IDENTIFIER_SSN,
	  "U1NOOi\nAyMTkt\nMDktOT\nk5OCBm\nb3IgdG\nhlIHBh\ndGllbn\nQ=" },
	{ "base32", "see KNJU4ORAGIYTSLJQHEWTSOJZHAQGM33SEB2GQZJAOBQXI2LFNZ2A====", IDENTIFIER_SSN,
	  "KNJU4ORAGIYTSLJQHEWTSOJZHAQGM33SEB2GQZJAOBQXI2LFNZ2A====" },
	{ "base32 in small letters over lines",
	  "> knju4oragiytsljqhewtsojzhaqgm33seb\n> 2gqzjaobqxi2lfnz2a====\n", IDENTIFIER_SSN,
	  "knju4oragiytsljqhewtsojzhaqgm33seb\n> 2gqzjaobqxi2lfnz2a====" },
	{ "Ascii85", ASCII85, IDENTIFIER_SSN, ASCII85 },
	{ "base64 in base64", BASE64_TWICE, IDENTIFIER_SSN, BASE64_TWICE },
	{ "base64 in a query", "https://x.example/p?d=U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ%3D",
	  IDENTIFIER_SSN, NULL },
	{ "base64 in JSON", "{\"data\":\"U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=\"}", IDENTIFIER_SSN,
	  "U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=" },
	{ "base64 of UTF-16", "UwBTAE4AOgAgADIAMQA5AC0AMAA5AC0AOQA5ADkAOAA=", IDENTIFIER_SSN, NULL },
	{ "base64url", "U1NOOiAyMTktMDktOTk5OCDCv8K_wr8gZm9yIHRoZSBwYXRpZW50", IDENTIFIER_SSN, NULL },
	{ "hexadecimal", "53534e3a203231392d30392d39393938", IDENTIFIER_SSN,
	  "53534e3a203231392d30392d39393938" },
	{ "characters' numbers", "83 83 78 58 32 50 49 57 45 48 57 45 57 57 57 56", IDENTIFIER_SSN, NULL },
	{ "characters' numbers behind a cue", "SSN: 50 49 57 45 48 57 45 57 57 57 56", IDENTIFIER_SSN,
	  "50 49 57 45 48 57 45 57 57 57 56" },
	{ "characters' numbers with commas", "see 83,83,78,58,32,50,49,57,45,48,57,45,57,57,57,56.", IDENTIFIER_SSN, NULL },
	{ "characters' numbers behind a long line", "This is what he sent me last week, and I do not know what it is: "
	  "83 83 78 58 32 50 49 57 45 48 57 45 57 57 57 56", IDENTIFIER_SSN, NULL },
	{ "hexadecimal with blanks", "53 53 4e 3a 20 32 31 39 2d 30 39 2d 39 39 39 38", IDENTIFIER_SSN, NULL },
	{ "hexadecimal with colons", "53:53:4E:3A:20:32:31:39:2D:30:39:2D:39:39:39:38", IDENTIFIER_SSN, NULL },
	{ "hexadecimal of a program", "{0x53, 0x53, 0x4e, 0x3a, 0x20, 0x32, 0x31, 0x39,\n 0x2d, 0x30, 0x39, 0x2d, 0x39, 0x39, 0x39, 0x38}",
	  IDENTIFIER_SSN, NULL },
	{ "binary", "01010011 01010011 01001110 00111010 00100000 00110010 00110001 00111001 00101101 00110000 00111001 "
	  "00101101 00111001 00111001 00111001 00111000", IDENTIFIER_SSN, NULL },
	{ "0x hexadecimal", "0x53534E3A203231392D30392D39393938", IDENTIFIER_SSN, NULL },
};

#define CHECK(cases) evasion_check_texts(cases, sizeof(cases) / sizeof(*(cases)))

START_TEST(invisible_characters_hide_nothing)
{
	CHECK(invisible);
}
END_TEST

START_TEST(look_alike_characters_hide_nothing)
{
	CHECK(look_alike);
}
END_TEST

START_TEST(reversed_text_hides_nothing)
{
	CHECK(direction);
}
END_TEST

START_TEST(spacing_hides_nothing)
{
	CHECK(spaced);
}
END_TEST

START_TEST(line_ends_hide_nothing)
{
	CHECK(broken);
}
END_TEST

START_TEST(escapes_hide_nothing)
{
	CHECK(escaped);
}
END_TEST

START_TEST(encodings_in_the_text_hide_nothing)
{
	CHECK(encoded);
}
END_TEST

Suite *
evasion_text_suite(void)
{
	return UNIT_SUITE("evasion in text", invisible_characters_hide_nothing,
	                  look_alike_characters_hide_nothing, reversed_text_hides_nothing,
	                  spacing_hides_nothing, line_ends_hide_nothing, escapes_hide_nothing,
	                  encodings_in_the_text_hide_nothing);
}
