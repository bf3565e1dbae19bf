#include "milter/service_notify.h"

void
service_notify(enum service_state state)
{
	(void)state;
}
