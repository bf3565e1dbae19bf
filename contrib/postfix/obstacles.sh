# shellcheck shell=bash disable=SC2154 # variables of phimilter-postfix, which reads this file
# What phimilter-postfix cannot do safely, one line each.

obstacle()
{
	printf '%s: refused: %s\n' "$program" "$*" >&2
	obstacles=$((obstacles + 1))
}

# Without the one that --split adds.
site_transport_maps()
{
	if [ -n "${set_by_us["main transport_maps"]+x}" ] && list_has_ours transport_maps; then
		list_without_ours transport_maps
	else
		effective transport_maps
	fi
}

obstacles_of_main()
{
	local name
	for name in content_filter smtpd_proxy_filter; do
		[ -z "$(effective $name)" ] ||
			obstacle "$name is set: the verdict would replace it, or it would hide the message from phimilter"
	done
	for name in smtpd_milter_maps sender_dependent_default_transport_maps sender_dependent_relayhost_maps; do
		[ -z "$(effective $name)" ] ||
			obstacle "$name is set: it would choose another way than the verdict"
	done
	for name in milter_header_checks default_filter_nexthop; do
		[ -z "$(original_main $name)" ] ||
			obstacle "$name is set already; phimilter needs it for its verdict"
	done
	if [ -n "$(site_transport_maps)" ] && [ -z "$accept_transport_maps" ]; then
		obstacle "transport_maps is set: clean mail to an outside domain in it would go to that domain's MX" \
			"instead; --accept-transport-maps if it names none, or only such as may"
	fi
	case " $(effective receive_override_options) " in
	*no_milters*) obstacle "receive_override_options has no_milters: mail would not be looked at" ;;
	esac
	[ "$(effective multi_instance_enable)" = no ] && [ -z "$(effective multi_instance_directories)" ] ||
		obstacle "several Postfix instances share this host; see README, each needs its own decision"
}

obstacles_of_transports()
{
	local name value service
	for name in default_transport relay_transport; do
		value=$(effective $name)
		service=${value%%:*}
		if [ -n "${command[$service/unix]+x}" ] && ! is_program "$service/unix" smtp; then
			obstacle "$name is $value, which is no smtp(8) client: TLS cannot be forced on it"
		fi
	done
	value=$(effective default_transport)
	case $value in
	*:?*) obstacle "default_transport names a next hop ($value); name it in relayhost" ;;
	esac
	[ -n "${command[${value%%:*}/unix]+x}" ] ||
		obstacle "master.cf has no service ${value%%:*}, which default_transport names"
	value=$(effective relayhost)
	for name in ${nexthops[@]+"${nexthops[@]}"}; do
		[ "$name" != "$value" ] ||
			obstacle "--internal-nexthop $name is the relayhost: mail to the outside would lose its verified TLS"
	done
}

obstacles_of_services()
{
	local key service name value
	for key in "${!override[@]}"; do
		service=${key%/*}
		name=${key##*/}
		value=${override[$key]}
		is_ours "$service" && continue
		case $name in
		smtpd_milters | non_smtpd_milters | smtpd_milter_maps | milter_header_checks | internal_mail_filter_classes)
			obstacle "master.cf, $service: -o $name=$value hides mail from phimilter; remove it or name phimilter there" ;;
		content_filter | smtpd_proxy_filter)
			[ -z "$value" ] || obstacle "master.cf, $service: -o $name=$value would be replaced by the verdict" ;;
		receive_override_options)
			case $value in *no_milters*) obstacle "master.cf, $service: -o $name=$value hides mail from phimilter" ;; esac ;;
		esac
	done
}

obstacle_of_port()
{
	if [ -z "${set_by_us["service 127.0.0.1:$2/inet"]+x}" ] &&
		(exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then
		obstacle "port $2 of 127.0.0.1 is in use: by Postfix itself, if it was not reloaded since disable;" \
			"else give another with $1"
	fi
}

obstacles_of_names()
{
	local key
	for key in phi-clear/unix phi-notice/unix phi-sort/unix phi-notice-sort/unix "127.0.0.1:$port/inet" \
		phi-split/unix phi-split-cleanup/unix "127.0.0.1:$split_port/inet"; do
		if [ -n "${command[$key]+x}" ] && [ -z "${set_by_us["service $key"]+x}" ]; then
			obstacle "master.cf has a service $key already"
		fi
	done
	obstacle_of_port --port "$port"
	[ "$split" = no ] || obstacle_of_port --split-port "$split_port"
}

obstacles_of_socket()
{
	local key path=${socket#unix:}
	case $socket in
	unix:/*) ;;
	unix:?* | inet:?*:[0-9]*) return ;;
	*) obstacle "--socket $socket: write unix:PATH or inet:HOST:PORT"; return ;;
	esac
	for key in "${!command[@]}"; do
		is_program "$key" smtpd || is_program "$key" cleanup || continue
		if ! is_ours "$key" && [ "${chroot[$key]}" != n ]; then
			obstacle "$key runs in a chroot and cannot reach $path;" \
				"let daemon.socket be a path below $(effective queue_directory)"
			return
		fi
	done
}

obstacles_find()
{
	obstacles=0
	case $(effective mail_version) in
	[012].*) obstacle "Postfix $(effective mail_version): 3.0 or later is needed" ;;
	3.0.*) [ "$split" = no ] || obstacle "Postfix $(effective mail_version): --split needs 3.1 or later" ;;
	esac
	obstacles_of_main
	obstacles_of_transports
	obstacles_of_services
	obstacles_of_names
	obstacles_of_socket
	[ "$obstacles" -eq 0 ]
}
