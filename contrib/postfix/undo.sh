# shellcheck shell=bash disable=SC2154 # variables of phimilter-postfix, which reads this file
# disable of phimilter-postfix.

# What a list setting is without our member.
list_without_ours()
{
	local ours=${set_by_us["main $1"]%%, *} value
	value=", $(squeeze "${main[$1]}" | sed 's/ *, */, /g'),"
	value=${value/", $ours,"/,}
	value=${value#,}
	squeeze "${value%,}"
}

undo_one()
{
	local kind=$1 key=$2 now value
	case $kind in
	service) [ -z "${command[$key]+x}" ] || pc -MX "$key"; return ;;
	main) now=${main[$key]-unset} ;;
	override) now=${override[$key]-unset} ;;
	esac
	if [ "$(squeeze "$now")" != "$(squeeze "${set_by_us["$kind $key"]}")" ]; then
		if [ "$kind" = main ] && is_list "$key" && list_has_ours "$key"; then
			pc -e "$key=$(list_without_ours "$key")"
		else
			note "$kind $key was changed by hand ($now) and stays so"
		fi
	elif [ -n "${former["$kind $key"]+x}" ]; then
		value=${former["$kind $key"]}
		if [ "$kind" = main ]; then pc -e "$key=$value"; else pc -P "$key=$value"; fi
	elif [ "$kind" = main ]; then
		pc -X "$key"
	else
		pc -PX "$key"
	fi
}

undo_file()
{
	local file=$1 kinds=$2 kind key
	if [ -f "$directory/$file.before" ] && cmp -s "$config/$file" "$directory/$file.after"; then
		cp -p "$directory/$file.before" "$config/$file.phimilter" && mv "$config/$file.phimilter" "$config/$file"
		return
	fi
	note "$file was changed since enable; each setting is put back by itself"
	while read -r _ kind key _; do
		case " $kinds " in
		*" $kind "*) undo_one "$kind" "$key" || return 1 ;;
		esac
	done < <(grep '^set ' "$state")
}

run_disable()
{
	local file
	[ "$(id -u)" -eq 0 ] || fail "disable needs root"
	if [ ! -f "$state" ]; then
		note "not enabled in $config"
		[ -z "$reload" ] || finish # a disable without it may have gone before
		exit 0
	fi
	if [ -n "$hold_queue" ]; then
		postsuper -c "$config" -h ALL || fail "the queue could not be put on hold"
	elif [ "$(queued)" -gt 0 ]; then
		fail "$(queued) messages are queued, and those with PHI would leave without forced TLS:" \
			"deliver or delete them, or put them on hold with --hold-queue"
	fi
	undo_file main.cf main && undo_file master.cf "service override" || fail "postconf failed; $state still says what was"
	for file in $every_table main.cf.before main.cf.after master.cf.before master.cf.after state; do
		rm -f "$directory/$file"
	done
	rmdir "$directory" 2>/dev/null
	note "disabled in $config"
	finish
}
