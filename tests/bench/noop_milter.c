/*
 * A milter that accepts everything and asks for no answers in between: what
 * the protocol itself costs, for bench_milter to compare with.
 */
#include <libmilter/mfapi.h>
#include <stdio.h>

#define NO_REPLY_STEPS                                                             \
	(SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_DATA | \
	 SMFIP_NR_UNKN | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY)

static sfsistat
on_negotiate(SMFICTX *mta, unsigned long actions, unsigned long steps, unsigned long f2,
             unsigned long f3, unsigned long *wanted_actions, unsigned long *wanted_steps,
             unsigned long *wanted_f2, unsigned long *wanted_f3)
{
	(void)mta, (void)actions, (void)f2, (void)f3;
	*wanted_actions = 0;
	*wanted_steps = steps & NO_REPLY_STEPS;
	*wanted_f2 = *wanted_f3 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
on_header(SMFICTX *mta, char *name, char *value)
{
	(void)mta, (void)name, (void)value;
	return SMFIS_NOREPLY;
}

static sfsistat
on_body(SMFICTX *mta, unsigned char *chunk, size_t length)
{
	(void)mta, (void)chunk, (void)length;
	return SMFIS_NOREPLY;
}

static sfsistat
on_end_of_message(SMFICTX *mta)
{
	(void)mta;
	return SMFIS_CONTINUE;
}

int
main(int argc, char **argv)
{
	struct smfiDesc description = {
		.xxfi_name = "noop",
		.xxfi_version = SMFI_VERSION,
		.xxfi_negotiate = on_negotiate,
		.xxfi_header = on_header,
		.xxfi_body = on_body,
		.xxfi_eom = on_end_of_message,
	};

	if (argc != 2) {
		fputs("usage: noop_milter SOCKET\n", stderr);
		return 2;
	}
	if (smfi_setconn(argv[1]) != MI_SUCCESS || smfi_register(description) != MI_SUCCESS)
		return 1;
	return smfi_main() == MI_SUCCESS ? 0 : 1;
}
