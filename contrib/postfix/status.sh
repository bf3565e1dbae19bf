# shellcheck shell=bash disable=SC2154 # variables of phimilter-postfix, which reads this file
# status of phimilter-postfix.

missing=0

report()
{
	printf '%-8s %s\n' "$1" "$2"
	[ "$1" = ok ] || missing=1
}

# Whether the list setting $1 still has our member: the first of what we set.
list_has_ours()
{
	local ours=${set_by_us["main $1"]%%, *}
	case ", $(squeeze "${main[$1]-}" | sed 's/ *, */, /g')," in
	*", $ours,"*) return 0 ;;
	esac
	return 1
}

is_list()
{
	cat "$share/main.cf.fragment" "$share/main_split.cf.fragment" | grep -q "^$1 = .*@FORMER@"
}

status_line()
{
	local kind=$1 key=$2 wanted=$3 now=
	case $kind in
	main) now=${main[$key]-} ;;
	override) now=${override[$key]-} ;;
	service) now=$(pc -M "$key" 2>/dev/null | tr '\n' ' ') ;;
	esac
	if [ "$(squeeze "$now")" = "$(squeeze "$wanted")" ]; then
		report ok "$kind $key"
	elif [ "$kind" = main ] && is_list "$key" && list_has_ours "$key"; then
		report ok "$kind $key (changed by hand, phimilter is still in it: $now)"
	elif [ -z "$now" ]; then
		report MISSING "$kind $key (should be: $wanted)"
	else
		report CHANGED "$kind $key (is: $now; should be: $wanted)"
	fi
}

# Why a table differs from what enable would write now.
table_reason()
{
	local copies sorted=
	[ "$1" = verdict_checks ] || { printf 'run enable again'; return; }
	copies=$(copies_setting)
	grep -q '^/[^/]*clear\[.*FILTER phi-sort:' "$directory/$1" && sorted=yes
	if [ -n "$copies" ] && [ -z "$sorted" ]; then
		printf '%s was set since: run enable again' "$copies"
	elif [ -z "$copies" ] && [ -n "$sorted" ]; then
		printf 'no copies are asked for any more: run enable again'
	else
		printf 'run enable again'
	fi
}

status_of_tables()
{
	local table
	for table in $tables; do
		if cmp -s "$directory/$table" <(table_write "$table"); then
			report ok "table $directory/$table"
		else
			report CHANGED "table $directory/$table ($(table_reason "$table"))"
		fi
	done
}

run_status()
{
	local kind key value plan
	[ -f "$state" ] || { note "not enabled in $config"; exit 1; }
	plan=$(plan_write)
	while read -r _ kind key value; do
		status_line "$kind" "$key" "$value"
	done < <(grep '^set ' "$state")
	# A client that came later is held to the same.
	while read -r kind key value; do
		[ -n "${set_by_us["$kind $key"]+x}" ] || report MISSING "$kind $key (should be: $value)"
	done < <(grep '^override ' <<<"$plan")
	while read -r kind key; do
		report CHANGED "$kind $key (not needed any more: run enable again)"
	done < <(outdated "$plan")
	status_of_tables
	[ "$split" = no ] || report ok "split: where verdicts differ, each recipient is treated by its own"
	obstacles_find || missing=1
	exit "$missing"
}
