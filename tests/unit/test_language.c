/* Lists, named conditions, included files and overrides: what they do, and what may be wrong with them. */
#include "tests/unit/test_policy.h"

#include <stdio.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/policy_fixture.h"

#define WHEN(conditions) "rules = ( { name = \"r\"; when = { " conditions " }; action = \"hold\"; } );"

static const struct {
	const char *text, *complaints;
} mistakes[] = {
	/* lists */
	{ "lists = 5;" WHEN("phi = true;"), "test.conf:1: lists: must be a group: lists: { name = ...; };\n" },
	{ "lists: { a = ( ); b = 7;\nc = { fil = \"/x\"; }; d = ( \"x.example\", 7 ); };" WHEN("phi = true;"),
	  "test.conf:1: lists.a: is an empty list, which nothing matches; put something in or take it out of the rules\n"
	  "test.conf:1: lists.b: must be a list, such as ( \"one.example\", \"two.example\" ), or { file = \"/path\"; }\n"
	  "test.conf:2: lists.c.fil: unknown setting; did you mean \"file\"?\n"
	  "test.conf:2: lists.c: names no file; write { file = \"/path\"; }\n"
	  "test.conf:2: lists.d[2]: must be a string, such as \"text\"\n" },
	{ "lists: { a = { file = \"/none/there\"; }; };" WHEN("phi = true;"),
	  "test.conf:1: lists.a.file: /none/there cannot be read: No such file or directory\n" },
	{ "lists: { partners = ( \"x.example\" ); };\n" WHEN("recipient_domain = \"$partner\";"),
	  "test.conf:2: rules[1].when.recipient_domain: there is no list \"partner\"; did you mean \"partners\"?\n" },
	{ WHEN("sender = \"$staff\";"),
	  "test.conf:1: rules[1].when.sender: there is no list \"staff\"; define it: lists: { staff = ...; };\n" },
	{ "lists: { partners = ( \"x.example\",\n\"jane@x.example\" ); };" WHEN("recipient_domain = \"$partners\";"),
	  "test.conf:2: lists.partners[2]: \"jane@x.example\" is no domain; write \"example.com\", or \".example.com\" "
	  "for all below it\n" },
	{ "lists: { nets = ( \"192.0.2.1/24\" ); };" WHEN("client = \"$nets\";"),
	  "test.conf:1: lists.nets[1]: \"192.0.2.1/24\" is no network; write one as \"192.0.2.0/24\" (host bits zero) "
	  "or \"2001:db8::/32\"\n" },

	/* named conditions */
	{ "conditions: { big = { size_over = 5; }; };" WHEN("condition = \"bigg\";"),
	  "test.conf:1: rules[1].when.condition: there is no condition \"bigg\"; did you mean \"big\"?\n" },
	{ "conditions: { a = { condition = \"b\"; };\nb = { any = ( { phi = true; }, { condition = \"a\"; } ); }; };"
	  WHEN("condition = \"a\";"),
	  "test.conf:1: conditions.a: refers to itself, by way of what it refers to\n" },
	{ "conditions: { a = { sze_over = 5; }; b = { }; };" WHEN("phi = true;"),
	  "test.conf:1: conditions.a.sze_over: unknown setting; did you mean \"size_over\"?\n"
	  "test.conf:1: conditions.b: has no conditions; write always = true for a rule that always holds\n" },

	/* groups of conditions */
	{ WHEN("any = { phi = true; };\nall = ( );\nnot = true;"),
	  "test.conf:2: rules[1].when.all: must be a list of groups, such as ( { phi = true; }, { size_over = 1000000; } )\n"
	  "test.conf:1: rules[1].when.any: must be a list of groups, such as ( { phi = true; }, { size_over = 1000000; } )\n"
	  "test.conf:3: rules[1].when.not: must be a group such as { phi = true; }\n" },
	{ WHEN("any = ( { phi = true; },\n{ ph = true; } );"),
	  "test.conf:2: rules[1].when.any[2].ph: unknown setting; did you mean \"phi\"?\n" },
	{ WHEN("time = ( \"9-5\", \"mon-\", \"fri 25:00-26:00\", \"mon 10:00-10:00\",\n\"someday\" );"),
	  "test.conf:1: rules[1].when.time[1]: \"9-5\" is no time; write \"08:00-18:00\", \"sat-sun\" or \"mon-fri 18:00-08:00\"\n"
	  "test.conf:1: rules[1].when.time[2]: \"mon-\" is no time; write \"08:00-18:00\", \"sat-sun\" or \"mon-fri 18:00-08:00\"\n"
	  "test.conf:1: rules[1].when.time[3]: \"fri 25:00-26:00\" is no time; write \"08:00-18:00\", \"sat-sun\" or \"mon-fri 18:00-08:00\"\n"
	  "test.conf:1: rules[1].when.time[4]: \"mon 10:00-10:00\" is no time; write \"08:00-18:00\", \"sat-sun\" or \"mon-fri 18:00-08:00\"\n"
	  "test.conf:2: rules[1].when.time[5]: \"someday\" is no time; write \"08:00-18:00\", \"sat-sun\" or \"mon-fri 18:00-08:00\"\n" },
	{ WHEN("header = ( { name = \"a b\"; }, { contains = \"x\"; }, { name = \"X\"; contains = \"\"; } );"),
	  "test.conf:1: rules[1].when.header[1].name: \"a b\" is no name of a header field\n"
	  "test.conf:1: rules[1].when.header[2]: has no name; add name = \"X-Field\";\n"
	  "test.conf:1: rules[1].when.header[3].contains: is empty, which every field holds\n" },

	/* what never holds */
	{ WHEN("phi = true; not = { phi = true; };"),
	  "test.conf:1: rules[1].when: never holds: its conditions exclude one another\n" },
	{ WHEN("phi = true; all = ( { size_over = 9; }, { phi = false; } );"),
	  "test.conf:1: rules[1].when: never holds: its conditions exclude one another\n" },
	{ WHEN("size_over = 9;\nsize_under = 10;"),
	  "test.conf:1: rules[1].when: never holds: its conditions exclude one another\n" },
	{ WHEN("phi = true;\nany = ( { authenticated = true; },\n{ phi = false; } );"),
	  "test.conf:3: rules[1].when.any[2].phi: never holds beside the other conditions\n" },
	{ WHEN("authenticated = false; user = \"jane\";"),
	  "test.conf:1: rules[1].when: never holds: its conditions exclude one another\n" },
	{ WHEN("unscannable = false; unscannable = \"depth\";"),
	  "test.conf:1: duplicate setting name; its group has this setting already, keep one of the two\n" },
	{ WHEN("outside_recipients_over = 1; direction = \"internal\";"),
	  "test.conf:1: rules[1].when: never holds: mail with a recipient outside is outbound\n" },
	{ "conditions: { a = { phi = true; }; };" WHEN("condition = \"a\"; phi = false;"),
	  "test.conf:1: rules[1].when: never holds: its conditions exclude one another\n" },

	/* what a stranger could say to be protected less */
	{ WHEN("phi = true; not = { subject_tag = \"[ok]\"; };"),
	  "test.conf:1: rules[1].when.not.subject_tag: must not stand under a \"not\": whoever writes it into a message "
	  "would escape the rule\n" },
	{ "conditions: { a = { not = { header = ( { name = \"X-Ok\"; } ); }; }; };" WHEN("condition = \"a\";"),
	  "test.conf:1: conditions.a.not.header[1]: must not stand under a \"not\": whoever writes it into a message "
	  "would escape the rule\n" },

	/* what rules do to a message */
	{ "rules = ( { name = \"r\"; when = { phi = true; }; action = \"hold\"; tag_subject = \"\";\n"
	  "add_header = ( { name = \"x-Phimilter-Verdict\"; value = \"clear\"; }, { name = \"X\"; value = \"a\\nb\"; },\n{ nam = \"X\"; }, 5 );\n"
	  "strip_headers = ( \"Content-Type\", \"a b\", \"Received\" );\njournal = ( \"x@out.example\", \"nobody\" ); } );",
	  "test.conf:1: rules[1].tag_subject: must be 1 to 64 printable ASCII characters\n"
	  "test.conf:2: rules[1].add_header[1].name: \"x-Phimilter-Verdict\" is not for rules to change\n"
	  "test.conf:2: rules[1].add_header[2].value: must be 1 to 500 printable ASCII characters\n"
	  "test.conf:3: rules[1].add_header[3]: must be a group such as { name = \"X-Class\"; value = \"phi\"; }\n"
	  "test.conf:3: rules[1].add_header[4]: must be a group such as { name = \"X-Class\"; value = \"phi\"; }\n"
	  "test.conf:4: rules[1].strip_headers[1]: \"Content-Type\" is not for rules to change\n"
	  "test.conf:4: rules[1].strip_headers[2]: \"a b\" is no name of a header field\n"
	  "test.conf:4: rules[1].strip_headers[3]: \"Received\" is not for rules to change\n"
	  "test.conf:5: rules[1].journal[1]: \"x@out.example\" is not in site.internal_domains; a copy must stay inside\n"
	  "test.conf:5: rules[1].journal[2]: \"nobody\" is no address\n" },
	{ "rules = ( { name = \"r\"; when = { phi = true; }; methods = ( \"portal\", \"tls\" ); },\n"
	  "{ name = \"s\"; when = { phi = true; }; methods = ( \"pgp\" ); },\n"
	  "{ name = \"t\"; when = { phi = true; }; action = \"hold\"; methods = \"tls\"; } );",
	  "test.conf:1: rules[1].methods[2]: can never be used: \"portal\" before it can always\n"
	  "test.conf:2: rules[2].methods[1]: \"pgp\" is no method; known: tls, portal\n"
	  "test.conf:3: rules[3].methods: stands in place of action; give one of them\n" },
	{ "rules = ( { name = \"r\"; when = { phi = true; }; action = \"pass\"; redact = false;\n"
	  "strip_attachments = { file_name = ( \"*\", \"*.csv\" ); content_type = ( \"pdf\", \"Image/png\", \"multipart/mixed\", \"image/\" ); content = \"pdff\"; typ = 1; };\n"
	  "move_subject = \"\"; replace_headers = ( { name = \"Subject\"; value = \"x\"; } ); keep_original = 5; },\n"
	  "{ name = \"s\"; when = { phi = true; }; action = \"pass\"; redact = ( \"ssn\", \"snn\" ); strip_attachments = { }; },\n"
	  "{ name = \"t\"; when = { phi = true; }; action = \"pass\"; redact = { category = 19; kind = \"x\"; }; } );",
	  "test.conf:3: rules[1].replace_headers[1].name: \"Subject\" is not for rules to change\n"
	  "test.conf:3: rules[1].move_subject: must be 1 to 500 printable ASCII characters, which stand in place of the subject\n"
	  "test.conf:1: rules[1].redact: can only be true; leave it out otherwise\n"
	  "test.conf:2: rules[1].strip_attachments.typ: unknown setting\n"
	  "test.conf:2: rules[1].strip_attachments.file_name[1]: \"*\" is the name of every file; name some, such as \"*.xlsx\"\n"
	  "test.conf:2: rules[1].strip_attachments.content_type[1]: \"pdf\" is no type such as \"application/pdf\" or \"image/\", in lower case\n"
	  "test.conf:2: rules[1].strip_attachments.content_type[2]: \"Image/png\" is no type such as \"application/pdf\" or \"image/\", in lower case\n"
	  "test.conf:2: rules[1].strip_attachments.content_type[3]: \"multipart/mixed\" is no attachment but what holds some\n"
	  "test.conf:2: rules[1].strip_attachments.content: \"pdff\" is no form of content; did you mean \"pdf\"?\n"
	  "test.conf:3: rules[1].keep_original: must be true or false\n"
	  "test.conf:4: rules[2].redact[2]: \"snn\" is no type of identifier; did you mean \"ssn\"?\n"
	  "test.conf:4: rules[2].strip_attachments: must be a group such as { file_name = \"*.xlsx\"; content_type = \"image/\"; }\n"
	  "test.conf:5: rules[3].redact.kind: unknown setting\n"
	  "test.conf:5: rules[3].redact.category: is 19; it must be from 1 to 18\n" },

	/* who is told */
	{ "rules = ( { name = \"r\"; when = { phi = true; }; action = \"pass\";\n"
	  "notify = ( \"sender\", \"manager\", \"officers\", \"x@out.example\", \"-f@in\" ); } );",
	  "test.conf:2: rules[1].notify[2]: nobody is a manager; say who, as managers = ( { of = \"@example.com\"; is = \"head@example.com\"; } );\n"
	  "test.conf:2: rules[1].notify[3]: nobody is an officer; say who, as officers = ( \"privacy@example.com\" );\n"
	  "test.conf:2: rules[1].notify[4]: \"x@out.example\" is not in site.internal_domains; nobody outside is told; or name \"sender\", \"manager\", \"officers\"\n"
	  "test.conf:2: rules[1].notify[5]: \"-f@in\" is no address\n" },
	{ WHEN("phi = true;") "officers = ( \"a b@in\" );\nmanagers = ( { of = ( \"x\", \"$nobody\" ); is = \"boss@out.example\"; },\n{ of = \"@in\"; }, 5 );",
	  "test.conf:2: managers[1].of[1]: \"x\" is no address; write \"jane@example.com\", \"@example.com\" for a domain, \"$name\" for a list\n"
	  "test.conf:2: managers[1].of[2]: there is no list \"nobody\"; define it: lists: { nobody = ...; };\n"
	  "test.conf:2: managers[1].is: \"boss@out.example\" is not in site.internal_domains; nobody outside is told\n"
	  "test.conf:3: managers[2]: must be a group such as { of = \"@billing.example.com\"; is = \"head@example.com\"; }\n"
	  "test.conf:3: managers[3]: must be a group such as { of = \"@billing.example.com\"; is = \"head@example.com\"; }\n"
	  "test.conf:1: officers[1]: \"a b@in\" is no address\n" },

	/* what makes no sense together */
	{ "rules = ( { name = \"r\"; when = { phi = true; }; action = \"reject\";\nredact = true;\ntag_subject = \"x\"; },\n"
	  "{ name = \"s\"; when = { phi = true; }; action = \"portal\"; move_subject = \"x\"; tag_subject = \"x\"; },\n"
	  "{ name = \"t\"; when = { phi = true; }; action = \"tls\"; otherwise = \"hold\"; },\n"
	  "{ name = \"u\"; when = { phi = true; }; action = \"tls\"; redact = true; otherwise = \"pass\"; },\n"
	  "{ name = \"v\"; when = { phi = true; }; action = \"hold\"; redact = true; otherwise = \"portal\"; },\n"
	  "{ name = \"w\"; when = { phi = true; }; action = \"pass\"; keep_original = true; },\n"
	  "{ name = \"x\"; when = { phi = true; }; action = \"pass\"; redact = true; text = \"no\"; } );",
	  "test.conf:2: rules[1].redact: does nothing beside \"reject\": a refused message goes to nobody\n"
	  "test.conf:3: rules[1].tag_subject: does nothing beside \"reject\": a refused message goes to nobody\n"
	  "test.conf:4: rules[2].move_subject: does nothing beside \"portal\": a notice keeps nothing of the message\n"
	  "test.conf:5: rules[3].otherwise: belongs to redact or strip_attachments, and there is neither\n"
	  "test.conf:6: rules[4].otherwise: is for what cannot be taken out, so it must protect, and no less than the action \"tls\"\n"
	  "test.conf:7: rules[5].otherwise: is for what cannot be taken out, so it must protect, and no less than the action \"hold\"\n"
	  "test.conf:8: rules[6].keep_original: belongs to redact or strip_attachments, and there is neither\n"
	  "test.conf:9: rules[7].text: is for action = \"reject\" and \"defer\" only; pass sends none\n" },
	{ "rules = ( { name = \"r\"; when = { phi = true; }; action = \"pass\"; redact = true; } );\n"
	  "overrides = ( { rule = \"r\"; name = \"o\"; when = { subject_tag = \"x\"; }; action = \"tls\"; } );",
	  "test.conf:2: overrides[1]: believes what the message says of itself, so its action must be \"portal\" or stricter\n" },
	{ "rules = ( { name = \"r\"; when = { not = { subject_tag = \"x\"; }; }; action = \"pass\"; redact = true; } );",
	  "test.conf:1: rules[1].when.not.subject_tag: must not stand under a \"not\": whoever writes it into a message "
	  "would escape the rule\n" },

	/* overrides */
	{ WHEN("phi = true;") "overrides = 5;", "test.conf:1: overrides: must be a list: overrides = ( { ... }, { ... } );\n" },
	{ WHEN("phi = true;") "overrides = ( 5, { },\n{ rule = \"rr\"; name = \"o\"; when = { size_over = 5; }; action = \"hold\"; } );",
	  "test.conf:1: overrides[1]: must be a group: { rule = \"...\"; name = \"...\"; when = { ... }; action = \"...\"; }\n"
	  "test.conf:1: overrides[2]: has no rule; add rule = \"the-rule-it-changes\";\n"
	  "test.conf:1: overrides[2]: has no name; add name = \"a-short-name\";\n"
	  "test.conf:1: overrides[2]: has no when; add when = { phi = true; };\n"
	  "test.conf:1: overrides[2]: has no action; add action = \"tls\";\n"
	  "test.conf:2: overrides[3].rule: there is no rule \"rr\"; did you mean \"r\"?\n" },
	{ WHEN("phi = true;") "overrides = ( { rule = \"r\"; name = \"r\"; when = { size_over = 5; }; action = \"hold\"; } );",
	  "test.conf:1: overrides[1].name: there is a rule \"r\" already\n" },
	{ WHEN("phi = true;") "overrides = ( { rule = \"r\"; name = \"o\"; when = { subject_tag = \"x\"; }; action = \"pass\"; } );",
	  "test.conf:1: overrides[1]: believes what the message says of itself, so its action must be \"hold\" or stricter\n" },
	{ WHEN("phi = true;") "overrides = ( { rule = \"r\"; name = \"o\"; when = { sender = \"@in\"; }; action = \"tls\";"
	  " justification = \"X-Why\"; }, { rule = \"r\"; name = \"p\"; when = { user = \"x\"; }; action = \"tls\"; justification = \"a b\"; } );",
	  "test.conf:1: overrides[1].when: must ask authenticated = true: a stranger justifies nothing\n"
	  "test.conf:1: overrides[2].justification: \"a b\" is no name of a header field\n" },
	{ WHEN("phi = true;") "overrides = ( { rule = \"r\"; name = \"o\"; when = { phi = false; }; action = \"pass\"; } );",
	  "test.conf:1: overrides[1]: never holds: its conditions exclude one another\n" },
};

START_TEST(a_mistake_is_told)
{
	struct configuration *configuration = NULL;
	struct policy *policy = NULL;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = configuration_parse(mistakes[_i].text, "test.conf", &why, &configuration);
	if (err == 0)
		err = policy_create(configuration, &why, &policy);
	diagnostics_check(&why, mistakes[_i].complaints);
	ck_assert_int_eq(err, ERROR_CONFIG);
	ck_assert_ptr_null(policy);
	diagnostics_release(&why);
	configuration_release(&configuration);
}
END_TEST

#define RULE(name, when, action) "{ name = \"" name "\"; when = { " when " }; action = \"" action "\"; }"
#define OVER(rule, name, when, action) \
	"{ rule = \"" rule "\"; name = \"" name "\"; when = { " when " }; action = \"" action "\"; }"
#define SHADOW(name, when, action) \
	"{ name = \"" name "\"; when = { " when " }; action = \"" action "\"; shadow = true; }"
#define JUSTIFIED(action) \
	"overrides = ( { rule = \"phi\"; name = \"asked\"; when = { authenticated = true; }; action = \"" action "\";" \
	" justification = \"X-Why\"; } );"
#define PHI_HELD "rules = ( " RULE("phi", "recipient = \"outside\"; phi = true;", "hold") " );"

static const struct {
	const char *text;
	struct mail mail;
	const char *verdict;
} cases[] = {
	/* an override takes the rule's place where it holds, and no more */
	{ PHI_HELD "overrides = ( " OVER("phi", "lab", "recipient_domain = \"lab\";", "tls") " );",
	  { .outside = { "a@x" }, .phi = true }, "outbound hold | hold phi | rules: phi" },
	{ PHI_HELD "overrides = ( " OVER("phi", "lab", "recipient_domain = \"lab\";", "tls") " );",
	  { .outside = { "a@lab" }, .phi = true }, "outbound portal | portal lab | rules: lab" },
	{ PHI_HELD "overrides = ( " OVER("phi", "lab", "recipient_domain = \"lab\";", "tls") " );",
	  { .capable = { "a@lab" }, .outside = { "b@x" }, .phi = true },
	  "outbound hold | hold phi | tls lab | rules: phi lab" },
	{ PHI_HELD "overrides = ( " OVER("phi", "lab", "recipient_domain = \"lab\";", "tls") " );",
	  { .outside = { "a@lab" } }, "outbound pass | pass - | rules:" },
	/* of two the first */
	{ PHI_HELD "overrides = ( " OVER("phi", "one", "size_over = 5;", "reject") ","
	  OVER("phi", "two", "size_over = 2;", "portal") " );",
	  { .outside = { "a@x" }, .phi = true, .size = 9 }, "outbound reject | reject one | rules: one" },
	{ PHI_HELD "overrides = ( " OVER("phi", "one", "size_over = 5;", "reject") ","
	  OVER("phi", "two", "size_over = 2;", "portal") " );",
	  { .outside = { "a@x" }, .phi = true, .size = 4 }, "outbound portal | portal two | rules: two" },
	/* a rule that spoke of PHI still does where it is overridden */
	{ PHI_HELD "overrides = ( " OVER("phi", "lab", "recipient_domain = \"lab\";", "pass") " );",
	  { .outside = { "a@lab" }, .phi = true }, "outbound pass | pass lab | rules: lab" },

	/* methods, in order; and defer stands between hold and reject */
	{ "rules = ( { name = \"m\"; when = { phi = true; }; methods = ( \"tls\", \"portal\" ); } );",
	  { .outside = { "a@x" }, .capable = { "b@y" }, .phi = true }, "outbound portal | portal m | tls m | rules: m" },
	{ "rules = ( { name = \"m\"; when = { phi = true; }; methods = \"tls\"; } );",
	  { .outside = { "a@x" }, .phi = true }, "outbound tls | tls m | rules: m" },
	{ "rules = ( " RULE("d", "always = true;", "defer") "," RULE("h", "always = true;", "hold") " );",
	  { .inside = { "a@in" } }, "inbound defer | defer d | rules: d h" },
	{ "rules = ( " RULE("d", "always = true;", "defer") "," RULE("r", "always = true;", "reject") " );",
	  { .inside = { "a@in" } }, "inbound reject | reject r | rules: d r" },

	/* a rule in shadow mode decides nothing and is told */
	{ "rules = ( " SHADOW("s", "always = true;", "reject") "," RULE("r", "always = true;", "pass") " );",
	  { .inside = { "a@in" } }, "inbound pass | pass r (reject s) | rules: r" },
	{ "rules = ( " SHADOW("s", "always = true;", "pass") "," RULE("r", "always = true;", "hold") " );",
	  { .inside = { "a@in" } }, "inbound hold | hold r | rules: r" },
	{ "rules = ( " SHADOW("s", "phi = true;", "pass") " );",
	  { .outside = { "a@x" }, .phi = true }, "outbound portal | portal (phi-floor) (pass s) | rules:" },
	{ "rules = ( " SHADOW("s", "always = true;", "hold") " ); overrides = ( " OVER("s", "o", "phi = true;", "reject") " );",
	  { .inside = { "a@in" }, .phi = true }, "inbound pass | pass - (reject o) | rules:" },
	/* nor does any where all of the install is */
	{ "policy: { shadow = true; };" PHI_HELD, { .inside = { "a@in" }, .outside = { "b@x" }, .phi = true },
	  "outbound pass | pass (shadow) (pass -) | pass (shadow) (hold phi) | rules: phi" },
	{ "policy: { shadow = true; };", { .outside = { "b@x" }, .unscannable = { UNSCANNABLE_DEPTH } },
	  "outbound pass | pass (shadow) (hold unreadable-outside) | rules: unreadable-outside" },

	/* a sender may ask for less where an override lets him, with a reason */
	{ PHI_HELD JUSTIFIED("tls"), { .capable = { "a@x" }, .phi = true, .auth_user = "jane", .header = { "X-Why", " the patient asked" } },
	  "outbound tls | tls asked | rules: asked" },
	{ PHI_HELD JUSTIFIED("tls"), { .capable = { "a@x" }, .phi = true, .auth_user = "jane", .header = { "X-Why", " a s k e d" } },
	  "outbound hold | hold phi | rules: phi" },
	{ PHI_HELD JUSTIFIED("tls"), { .capable = { "a@x" }, .phi = true, .auth_user = "jane" },
	  "outbound hold | hold phi | rules: phi" },
	{ PHI_HELD JUSTIFIED("tls"), { .capable = { "a@x" }, .phi = true, .header = { "X-Why", " the patient asked" } },
	  "outbound hold | hold phi | rules: phi" },
	{ PHI_HELD JUSTIFIED("pass"), { .capable = { "a@x" }, .phi = true, .auth_user = "jane", .header = { "X-Why", " the patient asked" } },
	  "outbound portal | portal (phi-floor) | rules: asked" },

	/* what lifts the floor must be said by the rule, wherever a group stands around it */
	{ "rules = ( " RULE("r", "all = ( { phi = true; }, { size_over = 1; } );", "pass") " );",
	  { .outside = { "a@x" }, .phi = true, .size = 2 }, "outbound pass | pass r | rules: r" },
	{ "rules = ( " RULE("r", "any = ( { phi = true; }, { size_over = 1; } );", "pass") " );",
	  { .outside = { "a@x" }, .phi = true, .size = 2 }, "outbound portal | portal (phi-floor) | rules: r" },
	{ "rules = ( " RULE("r", "any = ( { phi = true; }, { phi = true; size_over = 1; } );", "pass") " );",
	  { .outside = { "a@x" }, .phi = true }, "outbound pass | pass r | rules: r" },
	{ "rules = ( " RULE("r", "not = { phi = false; };", "pass") " );",
	  { .outside = { "a@x" }, .phi = true }, "outbound portal | portal (phi-floor) | rules: r" },
	{ "conditions: { c = { phi = true; }; }; rules = ( " RULE("r", "condition = \"c\";", "pass") " );",
	  { .outside = { "a@x" }, .phi = true }, "outbound pass | pass r | rules: r" },
	/* but nothing that the message says of itself lifts it */
	{ "rules = ( " RULE("r", "phi = true; subject_tag = \"[ok]\";", "pass") " );",
	  { .outside = { "a@x" }, .phi = true, .header = { "Subject", " [ok]" } },
	  "outbound portal | portal (phi-floor) | rules: r" },
	/* a reason lifts it for itself alone */
	{ "rules = ( " RULE("r", "unscannable = \"encrypted\";", "pass") " );",
	  { .outside = { "a@x" }, .unscannable = { UNSCANNABLE_ENCRYPTED, UNSCANNABLE_DEPTH } },
	  "outbound portal | portal (unread-floor) | rules: r" },
};

START_TEST(it_decides)
{
	struct fixture fixture;

	fixture_make(cases[_i].text, &fixture);
	char *verdict = fixture_decide(&fixture, &cases[_i].mail);
	ck_assert_str_eq(verdict, cases[_i].verdict);
	free(verdict);
	fixture_release(&fixture);
}
END_TEST

/* ---- files ------------------------------------------------------------------------ */

#define FILES_LIMIT 4

/* A folder with a file for each name; removed by folder_remove(). */
struct folder {
	char path[64];
	const char *names[FILES_LIMIT];
};

static void
folder_make(struct folder *folder, const char *const files[FILES_LIMIT][2])
{
	char path[128];

	strcpy(folder->path, "/tmp/phimilter-rules-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder->path));
	for (size_t i = 0; i < FILES_LIMIT; i++) {
		folder->names[i] = files[i][0];
		if (files[i][0] == NULL)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder->path, files[i][0]);
		FILE *file = fopen(path, "w");
		ck_assert_ptr_nonnull(file);
		fputs(files[i][1], file);
		ck_assert_int_eq(fclose(file), 0);
	}
	ck_assert_int_eq(chdir(folder->path), 0);
}

static void
folder_remove(struct folder *folder)
{
	for (size_t i = 0; i < FILES_LIMIT; i++)
		if (folder->names[i] != NULL)
			ck_assert_int_eq(unlink(folder->names[i]), 0);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(folder->path), 0);
}

static const struct {
	const char *files[FILES_LIMIT][2];
	struct mail mail;
	const char *answer; /* the verdict, or every complaint */
} foldings[] = {
	/* included rules come first, in order; lists serve all files */
	{ { { "main", "include = ( \"one\", \"two\" ); rules = ( " RULE("m", "sender = \"$us\";", "hold") " );" },
	    { "one", "rules = ( " RULE("a", "sender = \"$us\";", "hold") " );" },
	    { "two", "lists: { us = ( \"us.example\" ); };" } },
	  { .sender = "x@us.example", .inside = { "a@in" } }, "inbound hold | hold a | rules: a m" },
	{ { { "main", "include = \"one\";" }, { "one", "include = \"two\"; rules = ( " RULE("a", "phi = false;", "hold") " );" },
	    { "two", "rules = ( " RULE("b", "phi = false;", "hold") " );" } },
	  { .inside = { "a@in" } }, "inbound hold | hold b | rules: b a" },
	{ { { "main", "lists: { us = { file = \"us.txt\"; }; }; rules = ( " RULE("r", "sender = \"$us\";", "hold") " );" },
	    { "us.txt", "# staff\n\n  jane@us.example\t# head\r\n.dept.example\n" } },
	  { .sender = "x@a.dept.example", .inside = { "a@in" } }, "inbound hold | hold r | rules: r" },
	/* mistakes name the file they are in, and all are told */
	{ { { "main", "include = ( \"one\", 7,\n\"none\" );\nrules = ( " RULE("r", "phi = 5;", "hold") " );" },
	    { "one", "\nrules = ( " RULE("a", "phi = true;", "hlod") " ); site: { };" } }, { NULL },
	  "one:2: site: unknown setting\n"
	  "main:1: include[2]: must be a string, such as \"text\"\n"
	  "none: cannot be read: No such file or directory\n" },
	{ { { "main", "include = \"one\";\nrules = ( " RULE("r", "phi = 5;", "hold") " );" },
	    { "one", "\nrules = ( " RULE("a", "phi = true;", "hlod") " );" } }, { NULL },
	  "one:2: rules[1].action: \"hlod\" is no action; did you mean \"hold\"?\n"
	  "main:2: rules[1].when.phi: must be true or false\n" },
	{ { { "main", "include = \"one\";" }, { "one", "include = \"two\";" }, { "two", "\ninclude = ( \"main\" );" } },
	  { NULL }, "two:2: include[1]: \"main\" includes itself; take it out of one of the files in the circle\n" },
	{ { { "main", "include = ( \"one\",\n\"./one\" );" }, { "one", "rules = ( );" } }, { NULL },
	  "main:2: include[2]: \"./one\" was included before; include it once\n" },
	{ { { "main", "include = ( );" } }, { NULL },
	  "main:1: include: must name files, such as ( \"rules.d/lists.conf\", \"rules.d/clinic.conf\" )\n" },
	{ { { "main", "lists: { us = { file = \"us.txt\"; }; }; rules = ( " RULE("r", "sender = \"$us\";", "hold") " );" },
	    { "us.txt", "\na b@c\n" } }, { NULL },
	  "us.txt:2: us: \"a b@c\" is no address; write \"jane@example.com\", \"@example.com\" for a domain, "
	  "\"@.example.com\" for all domains below it\n" },
	{ { { "main", "lists: { us = { file = \"us.txt\"; }; }; rules = ( " RULE("r", "sender = \"$us\";", "hold") " );" },
	    { "us.txt", "# nobody\n" } }, { NULL },
	  "main:1: lists.us: is an empty list, which nothing matches; put something in or take it out of the rules\n" },
	{ { { "main", "include = \"one\"; rules = ( " RULE("r", "phi = true;", "hold") " );" },
	    { "one", "rules = ( " RULE("r", "phi = false;", "hold") " ); lists: { a = ( \"b\" ); };" } }, { NULL },
	  "main:1: rules[1].name: there is a rule \"r\" already\n" },
};

START_TEST(files_are_read_as_one)
{
	struct configuration *configuration = NULL;
	struct fixture fixture = { NULL, NULL };
	struct diagnostics why;
	struct folder folder;

	folder_make(&folder, foldings[_i].files);
	diagnostics_init(&why);
	int err = configuration_load("main", &why, &configuration);
	if (err == 0)
		err = policy_create(configuration, &why, &fixture.policy);
	fixture.configuration = configuration;
	if (foldings[_i].mail.inside[0] == NULL) {
		diagnostics_check(&why, foldings[_i].answer);
		ck_assert_int_eq(err, ERROR_CONFIG);
	} else {
		diagnostics_check(&why, "");
		char *verdict = fixture_decide(&fixture, &foldings[_i].mail);
		ck_assert_str_eq(verdict, foldings[_i].answer);
		free(verdict);
	}
	diagnostics_release(&why);
	fixture_release(&fixture);
	folder_remove(&folder);
}
END_TEST

START_TEST(a_candidate_takes_the_place_of_all_rules)
{
	static const char *const files[FILES_LIMIT][2] = {
		{ "main", "include = \"one\"; rules = ( " RULE("m", "phi = false;", "reject") " );" },
		{ "one", "rules = ( " RULE("a", "phi = false;", "reject") " );" },
		{ "candidate", "site: { }; rules = ( " RULE("c", "phi = false;", "hold") " );" },
	};
	struct fixture fixture = { NULL, NULL };
	struct diagnostics why;
	struct folder folder;

	folder_make(&folder, files);
	diagnostics_init(&why);
	ck_assert_int_eq(configuration_load("main", &why, &fixture.configuration), 0);
	ck_assert_int_eq(configuration_load_rules(fixture.configuration, "candidate", &why), 0);
	ck_assert_int_eq(policy_create(fixture.configuration, &why, &fixture.policy), 0);
	char *verdict = fixture_decide(&fixture, &(struct mail){ .inside = { "a@in" } });
	ck_assert_str_eq(verdict, "inbound hold | hold c | rules: c");
	free(verdict);
	ck_assert_int_eq(configuration_load_rules(fixture.configuration, "none", &why), ERROR_CONFIG);
	diagnostics_check(&why, "none: cannot be read: No such file or directory\n");
	diagnostics_release(&why);
	fixture_release(&fixture);
	folder_remove(&folder);
}
END_TEST

START_TEST(conditions_refer_only_so_deep)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct configuration *configuration;
	struct policy *policy;
	struct diagnostics why;

	fprintf(out, "conditions: { c0 = { phi = true; };");
	for (unsigned i = 1; i < 40; i++)
		fprintf(out, "c%u = { condition = \"c%u\"; };", i, i - 1);
	fprintf(out, "}; " WHEN("condition = \"c39\";"));
	fclose(out);
	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(policy_create(configuration, &why, &policy), ERROR_CONFIG);
	ck_assert_uint_ge(why.count, 1);
	ck_assert_str_eq(diagnostics_line(&why, 0), "test.conf:1: conditions.c33: is more than 32 conditions deep");
	diagnostics_release(&why);
	configuration_release(&configuration);
	free(text);
}
END_TEST

/* Each refers twice to the one before: 2^20 conditions, were they followed. */
START_TEST(conditions_come_only_to_so_many)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct configuration *configuration;
	struct policy *policy;
	struct diagnostics why;

	fprintf(out, "conditions: { c00 = { phi = true; };");
	for (unsigned i = 1; i < 20; i++)
		fprintf(out, "c%02u = { all = ( { condition = \"c%02u\"; }, { condition = \"c%02u\"; } ); };", i, i - 1, i - 1);
	fprintf(out, "}; " WHEN("condition = \"c19\";"));
	fclose(out);
	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(policy_create(configuration, &why, &policy), ERROR_CONFIG);
	diagnostics_check(&why, "test.conf:1: conditions.c11: comes to more than 10000 conditions with all it refers to\n");
	diagnostics_release(&why);
	configuration_release(&configuration);
	free(text);
}
END_TEST

Suite *
language_suite(void)
{
	Suite *suite = UNIT_SUITE("language", a_candidate_takes_the_place_of_all_rules,
	                          conditions_refer_only_so_deep, conditions_come_only_to_so_many);
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, a_mistake_is_told, 0, ARRAY_LENGTH(mistakes));
	tcase_add_loop_test(tables, it_decides, 0, ARRAY_LENGTH(cases));
	tcase_add_loop_test(tables, files_are_read_as_one, 0, ARRAY_LENGTH(foldings));
	suite_add_tcase(suite, tables);
	return suite;
}
